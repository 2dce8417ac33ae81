"""An organisation's own versions of review kinds: what may be published, and that it never changes afterwards."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from likvard.ledger.models import Event
from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions import definitions, rounds
from likvard.reviews.actions.definitions import CannotPublish
from likvard.reviews.models import OwnDefinition
from likvard.reviews.queries.facts import definition_of, definition_of_round
from likvard.reviews.queries.own_definitions import published_of, read
from likvard.rulebook.loading import DefinitionError, rulebook, text_of
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_user, an_organiser

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def lead(holder):
    return a_user(Role.DIRECTOR, holder)


@pytest.fixture
def draft(holder, lead):
    base = rulebook().on("own_review", TODAY)
    return definitions.draft_definition(
        holder=holder, kind="own_review", based_on=base.version, text=text_of(base), by=lead, at=NOW
    )


def reworded(draft, lead, old="Elever som lätt når målen får större utmaningar.", new="Alla elever utmanas."):
    assert old in draft.text
    return definitions.change_definition(
        definition=draft, text=draft.text.replace(old, new), version=draft.version, by=lead, at=NOW
    )


def test_a_draft_is_a_copy_and_there_is_one_of_a_kind(draft, holder, lead):
    assert 'status = "draft"' in draft.text
    again = definitions.draft_definition(holder=holder, kind="own_review", based_on="x", text="other", by=lead, at=NOW)
    assert again == draft


def test_a_published_version_judges_the_round_that_began_with_it(draft, holder, lead):
    one = definitions.publish_definition(definition=reworded(draft, lead), day=TODAY, by=lead, at=NOW)
    assert (one.state, one.valid_from, len(one.checksum)) == ("published", TODAY, 64)
    assert published_of(holder.pk, on=TODAY) == [one]
    assert published_of(holder.pk, on=TODAY - timedelta(days=1)) == []

    definition = read(one.text, one.kind, one.valid_from)
    round_ = rounds.create_round(
        holder=holder, definition=definition, title="Egen", individual_decisions=False, opened_on=TODAY, by=lead, at=NOW
    )
    assert definition_of_round(round_) == definition
    rounds.add_participant(round_=round_, organiser=holder, reason="Egna enheter", by=lead, at=NOW)
    rounds.start_round(round_=round_, by=lead, at=NOW)
    case = round_.participants.get().case
    assert definition_of(case) == definition
    # A later version changes nothing for it.
    second = definitions.draft_definition(
        holder=holder, kind="own_review", based_on=str(one.pk), text=one.text, by=lead, at=NOW
    )
    changed = reworded(second, lead, "Alla elever utmanas.", "Varje elev utmanas.")
    definitions.publish_definition(definition=changed, day=LATER, by=lead, at=NOW)
    assert "Alla elever utmanas." in [c["text"] for a in round_.areas for c in a["criteria"]]
    assert definition_of(case) == definition
    assert published_of(holder.pk, on=LATER) == [changed]


def test_a_published_version_never_changes(draft, lead):
    one = definitions.publish_definition(definition=draft, day=LATER, by=lead, at=NOW)
    writes = {
        "change": lambda: definitions.change_definition(definition=one, text="x", version=one.version, by=lead, at=NOW),
        "publish": lambda: definitions.publish_definition(definition=one, day=LATER, by=lead, at=NOW),
        "drop": lambda: definitions.drop_definition(definition=one, by=lead, at=NOW),
    }
    for write in writes.values():
        with pytest.raises(CannotPublish, match="ändras aldrig"):
            write()
    for fields in ({"text": "x"}, {"state": "draft", "published_at": None}, {"valid_from": TODAY}, {"checksum": "0"}):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            OwnDefinition.objects.update(**fields)


def test_a_day_that_has_passed_or_is_taken_is_refused(draft, holder, lead):
    with pytest.raises(CannotPublish, match="har passerat"):
        definitions.publish_definition(definition=draft, day=TODAY - timedelta(days=1), by=lead, at=NOW)
    one = definitions.publish_definition(definition=draft, day=LATER, by=lead, at=NOW)
    second = definitions.draft_definition(
        holder=holder, kind="own_review", based_on=str(one.pk), text=one.text, by=lead, at=NOW
    )
    for day in (TODAY, LATER):
        with pytest.raises(CannotPublish, match="ska börja senare"):
            definitions.publish_definition(definition=second, day=day, by=lead, at=NOW)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('key = "1.2"', 'key = "1.1"', "area[0].criterion"),
        ('kind = "own_review"', 'kind = "planned_supervision"', "kind"),
        ('language = "audit"', 'language = "supervision"', "finding_kinds"),
        ('status = "draft"', "", "status"),
        ("[purpose]", "[purpose", "the file"),
    ],
)
def test_what_the_loader_refuses_is_kept_but_not_published(draft, lead, old, new, key):
    changed = reworded(draft, lead, old, new)
    assert changed.state == "draft"
    with pytest.raises(DefinitionError) as refused:
        definitions.publish_definition(definition=changed, day=LATER, by=lead, at=NOW)
    assert refused.value.key == key
    changed.refresh_from_db()
    assert (changed.state, changed.checksum) == ("draft", "")


def test_two_who_write_at_once_lose_nothing(draft, lead):
    first = reworded(draft, lead)
    with pytest.raises(ChangedMeanwhile):
        definitions.change_definition(definition=draft, text="annat", version=first.version - 1, by=lead, at=NOW)


def test_the_ledger_tells_without_the_words(draft, lead):
    changed = reworded(draft, lead)
    definitions.publish_definition(definition=changed, day=LATER, by=lead, at=NOW)
    told = list(Event.objects.order_by("number").values_list("action", flat=True))
    assert told == ["definition_drafted", "definition_changed", "definition_published"]
    assert "utmanas" not in str(list(Event.objects.values_list("after", flat=True)))


def test_a_draft_can_be_thrown_away(draft, lead):
    definitions.drop_definition(definition=draft, by=lead, at=NOW)
    assert OwnDefinition.objects.count() == 0
