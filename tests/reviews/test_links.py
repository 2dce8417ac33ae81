"""Addresses without an account: what opens, what does not, and that the two cannot be told apart."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from likvard.ledger.models import Event
from likvard.organisations.models import Organisation
from likvard.reviews.actions.links import keep_link, make_link, note_use, revoke_link, revoke_links
from likvard.reviews.models import Participant, PublicLink
from likvard.reviews.queries.links import link_for, open_links, secret_of
from tests.factories import NOW, an_organiser
from tests.factories.rounds import a_participant, a_round

pytestmark = pytest.mark.django_db

CONTACT, DOCUMENTS = PublicLink.Purpose.CONTACT, PublicLink.Purpose.DOCUMENTS
LATER = NOW + timedelta(days=60)


@pytest.fixture
def participant():
    authority = an_organiser("Granskningsmyndigheten", kind=Organisation.Kind.AUTHORITY)
    return a_participant(a_round(authority), an_organiser())


@dataclass
class Made:
    link: PublicLink
    secret: str


@pytest.fixture
def made(participant):
    one = make_link(participant=participant, purpose=CONTACT, expires_at=LATER, by=None, at=NOW)
    return Made(one.link, one.secret)


def test_the_secret_opens_its_own_purpose(made):
    assert link_for(made.secret, CONTACT, NOW) == made.link


def test_only_the_digest_is_stored(made):
    row = PublicLink.objects.values().get()
    assert made.secret not in str(row)
    assert len(made.secret) == 64


@pytest.mark.parametrize(
    ("secret", "purpose", "days"),
    [
        ("", CONTACT, 0),
        ("0" * 64, CONTACT, 0),
        ("å" * 64, CONTACT, 0),
        ("a" * 5000, CONTACT, 0),
        ("{secret}", DOCUMENTS, 0),
        ("{secret}", "", 0),
        ("{secret} ", CONTACT, 0),
        ("{secret}", CONTACT, 60),
        ("{secret}", CONTACT, 400),
    ],
)
def test_what_does_not_open(made, secret, purpose, days):
    assert link_for(secret.replace("{secret}", made.secret), purpose, NOW + timedelta(days=days)) is None


def test_the_stored_digest_is_no_secret(made):
    assert link_for(made.link.secret_sha256, CONTACT, NOW) is None
    assert link_for(str(made.link.pk), CONTACT, NOW) is None


def test_a_revoked_link_opens_nothing_and_stays_revoked(made):
    revoke_link(link=made.link, by=None, at=NOW)
    again = revoke_link(link=made.link, by=None, at=LATER)
    assert link_for(made.secret, CONTACT, NOW) is None
    assert again.revoked_at == NOW
    assert list(Event.objects.values_list("action", flat=True)) == ["public_link_made", "public_link_revoked"]


def test_a_participant_that_left_the_round_comes_no_further(made, participant):
    participant.state, participant.reason = Participant.State.WITHDRAWN, "Skolan är nedlagd."
    participant.save()
    assert link_for(made.secret, CONTACT, NOW) is None


def test_a_kept_link_is_the_same_and_lasts_longer(made, participant):
    longer = LATER + timedelta(days=30)
    kept = keep_link(participant=participant, purpose=CONTACT, expires_at=longer, by=None, at=NOW)
    assert (kept.link, kept.secret) == (made.link, made.secret)
    assert link_for(made.secret, CONTACT, LATER) == made.link
    shorter = keep_link(participant=participant, purpose=CONTACT, expires_at=LATER, by=None, at=NOW)
    assert shorter.link.expires_at == longer


def test_a_kept_link_is_never_of_another_purpose_or_a_revoked_one(made, participant):
    assert keep_link(participant=participant, purpose=DOCUMENTS, expires_at=LATER, by=None, at=NOW).link != made.link
    revoke_links(participant=participant, purpose=CONTACT, by=None, at=NOW)
    new = keep_link(participant=participant, purpose=CONTACT, expires_at=LATER, by=None, at=NOW)
    assert (new.link != made.link, new.secret != made.secret) == (True, True)


def test_another_key_of_the_installation_cannot_give_the_address_again(made, participant, settings):
    settings.SECRET_KEY = "another"
    assert secret_of(made.link) is None
    assert link_for(made.secret, CONTACT, NOW) == made.link  # what was sent goes on working
    kept = keep_link(participant=participant, purpose=CONTACT, expires_at=LATER, by=None, at=NOW)
    assert kept.link != made.link


def test_revoking_takes_all_of_one_purpose_of_one_participant(made, participant):
    second = make_link(participant=participant, purpose=CONTACT, expires_at=LATER, by=None, at=NOW)
    other = make_link(participant=participant, purpose=DOCUMENTS, expires_at=LATER, by=None, at=NOW)
    neighbour = a_participant(participant.round, an_organiser("Grannby kommun"))
    theirs = make_link(participant=neighbour, purpose=CONTACT, expires_at=LATER, by=None, at=NOW)
    assert revoke_links(participant=participant, purpose=CONTACT, by=None, at=NOW) == 2
    opened = [link_for(m.secret, m.link.purpose, NOW) for m in (made, second, other, theirs)]
    assert opened == [None, None, other.link, theirs.link]
    assert open_links(participant, CONTACT, NOW) == []


@pytest.mark.parametrize("values", [{"purpose": "everything"}, {"expires_at": NOW}])
def test_links_that_cannot_be_made(participant, values):
    with pytest.raises(ValueError, match=r"purpose|end"):
        make_link(**{"participant": participant, "purpose": CONTACT, "expires_at": LATER, **values}, by=None, at=NOW)
    assert PublicLink.objects.count() == 0


def test_the_history_does_not_hold_the_secret(made):
    event = Event.objects.get()
    assert made.secret not in str(event.__dict__)
    assert event.after == {"what": "contact", "until": LATER.date().isoformat()}


def test_use_is_noted(made):
    note_use(link=made.link, at=NOW)
    made.link.refresh_from_db()
    assert made.link.last_used_at == NOW
