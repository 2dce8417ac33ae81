"""From an issued decision to what the public reads, and out of sight again."""

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from likvard.ledger.models import Event
from likvard.reviews.actions import publications as actions
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.models import Decision, Publication, PublishedFile, PublishedTag
from likvard.reviews.queries import public
from likvard.reviews.queries.publications import built, lacking_in_publication, open_proposals, still_seen
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_participant, a_round, a_user, an_organiser, approved, judge_all
from tests.factories.decisions import a_decision, issued
from tests.factories.publications import a_publication, published

pytestmark = pytest.mark.django_db
SECRET = "Siv Tärnlund"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "originals"


@pytest.fixture
def authority():
    return an_organiser("Verket", kind="authority")


@pytest.fixture
def reader(authority):
    return a_user(Role.REVIEWER, authority, name="Ylva Ett", title="utredare")


@pytest.fixture
def lead(authority):
    return a_user(Role.REVIEW_LEAD, authority, name="Sara Chef", title="enhetschef")


@pytest.fixture
def draft(authority, reader, lead):
    round_ = a_round(authority, kind="planned_quality_audit", state="running", case_number="V 2026:41")
    participant = a_participant(round_, an_organiser("Almviks kommun"), investigator=reader)
    judge_all(participant, reader)
    return a_decision(
        participant, reader, lead, number="2026-7", introduction=f"{SECRET}s anmälan kom i mars. Alva går i årskurs 5."
    )


@pytest.fixture
def decision(draft):
    return issued(draft)


def reasons(refusal) -> set[str]:
    return {one.code for one in refusal.value.reasons}


def test_only_an_issued_decision(draft, reader):
    for one in (draft, approved(draft)):
        with pytest.raises(NotYet) as refusal:
            actions.begin_publication(decision=one, by=reader, at=NOW)
        assert reasons(refusal) == {"not_issued"}


def test_from_masks_to_the_public(decision, reader, lead):
    one = actions.begin_publication(decision=decision, by=reader, at=NOW)
    assert actions.begin_publication(decision=decision, by=lead, at=NOW) == one
    assert {p.words for p in open_proposals(one)} == {SECRET, "Alva"}
    with pytest.raises(NotYet) as refusal:
        actions.approve_publication(publication=one, checksum=built(one).checksum, by=lead, at=NOW)
    assert reasons(refusal) == {"unanswered"}
    actions.answer_proposals(publication=one, answers={SECRET: "pupil_identity", "Alva": ""}, by=reader, at=NOW)
    one.refresh_from_db()
    assert (open_proposals(one), lacking_in_publication(one), still_seen(one)) == ([], [], [])
    with pytest.raises(NotYet) as refusal:
        actions.approve_publication(publication=one, checksum=built(one).checksum, by=reader, at=NOW)
    assert reasons(refusal) == {"own_work"}
    with pytest.raises(NotYet) as refusal:
        actions.publish(publication=one, today=TODAY, by=reader, at=NOW)
    assert reasons(refusal) == {"not_approved"}
    assert public.published().count() == 0
    actions.approve_publication(publication=one, checksum=built(one).checksum, by=lead, at=NOW)
    made = actions.publish(publication=one, today=TODAY, by=reader, at=NOW)
    assert actions.publish(publication=one, today=TODAY, by=lead, at=NOW) == made
    shown = public.shown(public.publication_of(made.code))
    assert (shown.organiser, shown.decided_on, shown.subject) == ("Almviks kommun", decision.decided_on, "decision")
    assert shown.decision.introduction == "[maskat 1] anmälan kom i mars. Alva går i årskurs 5."
    assert SECRET not in str(Publication.objects.filter(pk=made.pk).values()[0])
    assert {e.action for e in Event.objects.filter(subject_kind="publication")} == {
        "publication_begun", "publication_mask_added", "publication_words_left", "publication_approved",
        "publication_published",
    }  # fmt: skip
    assert SECRET not in str(list(Event.objects.values()))


def test_the_decision_itself_stays_as_it_is(decision, reader, lead):
    before = Decision.objects.filter(pk=decision.pk).values().get()
    published(decision, reader, lead, masks={SECRET: "pupil_identity"})
    assert Decision.objects.filter(pk=decision.pk).values().get() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda one, by: actions.add_mask(publication=one, place="", words="anmälan", ground="health", by=by, at=NOW),
        lambda one, by: actions.remove_mask(mask=one.masks.first(), by=by, at=NOW),
        lambda one, by: actions.write_tags(publication=one, tags=["Trygghet"], by=by, at=NOW),
        lambda one, by: actions.write_news(
            publication=one, version=0, heading="Nytt", contacts=[{"name": "Press", "role": "", "phone": "1"}], by=by,
            at=NOW,
        ),
    ],
)  # fmt: skip
def test_a_change_ends_the_approval_and_makes_one_a_writer(decision, reader, lead, change):
    one = a_publication(decision, reader, masks={SECRET: "pupil_identity"})
    actions.approve_publication(publication=one, checksum=built(one).checksum, by=lead, at=NOW)
    one.refresh_from_db()
    change(one, lead)
    one.refresh_from_db()
    assert (one.state, one.approved_by, one.approved_checksum) == ("draft", None, "")
    assert str(lead.pk) in one.writers
    with pytest.raises(NotYet) as refusal:
        actions.publish(publication=one, today=TODAY, by=reader, at=NOW)
    assert "not_approved" in reasons(refusal) or "unanswered" in reasons(refusal)


def test_an_approval_is_of_what_was_read(decision, reader, lead):
    one = a_publication(decision, reader, masks={SECRET: "pupil_identity"})
    read = built(one).checksum
    actions.write_tags(publication=one, tags=["Annat"], by=reader, at=NOW)
    with pytest.raises(NotYet) as refusal:
        actions.approve_publication(publication=one, checksum=read, by=lead, at=NOW)
    assert reasons(refusal) == {"changed"}


def test_a_protected_person_is_masked_wherever_she_is_named(decision, reader, lead):
    one = actions.begin_publication(decision=decision, by=reader, at=NOW)
    given = {"words": SECRET, "ground": "protected_registration", "by": reader, "at": NOW}
    mask = actions.add_mask(publication=one, place="introduction#0", **given)
    assert mask.place == ""


def test_a_protected_person_may_not_be_seen_within_a_longer_word(authority, reader, lead):
    round_ = a_round(authority, kind="planned_quality_audit", state="running")
    participant = a_participant(round_, an_organiser("Almviks kommun"), investigator=reader)
    judge_all(participant, reader)
    draft = a_decision(participant, reader, lead, number="1", introduction="Alva skrev som alvatarnlund.")
    one = a_publication(issued(draft), reader, masks={"Alva": "followed_person"})
    assert {r.code for r in lacking_in_publication(one)} == {"protected_seen"}
    actions.add_mask(publication=one, place="", words="alvatarnlund", ground="followed_person", by=reader, at=NOW)
    one.refresh_from_db()
    assert lacking_in_publication(one) == []


@pytest.mark.parametrize(("place", "words"), [("", "Siv Ternlund"), ("number#0", SECRET), ("nowhere#0", "")])
def test_words_that_are_not_there_are_no_mask(decision, reader, place, words):
    one = actions.begin_publication(decision=decision, by=reader, at=NOW)
    with pytest.raises(NotYet) as refusal:
        actions.add_mask(publication=one, place=place, words=words, ground="health", by=reader, at=NOW)
    assert reasons(refusal) == {"not_there"}
    assert one.masks.count() == 0


def test_news_may_not_say_what_is_masked(decision, reader, lead):
    one = a_publication(decision, reader, masks={SECRET: "pupil_identity"})
    news = {"version": 0, "contacts": [], "by": reader, "at": NOW}
    actions.write_news(publication=one, heading=f"{SECRET} hade rätt", **news)
    actions.write_tags(publication=one, tags=[f"{SECRET}s sak"], by=reader, at=NOW)
    one.refresh_from_db()
    assert {r.code for r in lacking_in_publication(one)} == {"in_news", "in_tags"}


def test_a_new_version_takes_the_place_and_says_why(decision, reader, lead):
    first = published(decision, reader, lead, masks={SECRET: "pupil_identity"})
    second = actions.begin_publication(decision=decision, by=reader, at=NOW)
    assert (second.code, second.number, second.masks.count(), second.left) == (first.code, 2, 1, first.left)
    assert public.publication_of(first.code) == first  # as long as the new one is not published
    actions.add_mask(publication=second, place="", words="Alva", ground="pupil_identity", by=reader, at=NOW)
    assert {r.code for r in lacking_in_publication(second)} == {"change"}
    actions.tell_what_changed(publication=second, change="Ett namn till är maskerat.", by=reader, at=NOW)
    second.refresh_from_db()
    actions.approve_publication(publication=second, checksum=built(second).checksum, by=lead, at=NOW)
    actions.publish(publication=second, today=TODAY, by=reader, at=NOW)
    first.refresh_from_db()
    assert (first.state, PublishedFile.objects.filter(publication=first).exists()) == ("replaced", False)
    shown = public.publication_of(first.code)
    assert shown.number == 2
    assert public.earlier_versions(shown) == ((1, TODAY),)
    assert "Alva" not in str(shown.content)


def test_what_is_withdrawn_is_gone_and_says_why(decision, reader, lead):
    one = published(decision, reader, lead, masks={SECRET: "pupil_identity"})
    with pytest.raises(NotYet) as refusal:
        actions.withdraw_publication(publication=one, reason=" ", today=TODAY, by=lead, at=NOW)
    assert reasons(refusal) == {"no_reason"}
    actions.withdraw_publication(publication=one, reason="En uppgift var fel.", today=TODAY, by=lead, at=NOW)
    assert public.publication_of(one.code) is None
    assert public.withdrawn(one.code) == public.Withdrawn(TODAY, "En uppgift var fel.")
    assert (PublishedFile.objects.count(), PublishedTag.objects.count()) == (0, 0)
    with pytest.raises(NotYet) as refusal:
        actions.withdraw_publication(publication=one, reason="Igen", today=TODAY, by=lead, at=NOW)
    assert reasons(refusal) == {"not_published"}
    again = actions.begin_publication(decision=decision, by=reader, at=NOW)
    assert (again.number, again.code) == (2, one.code)


def test_what_is_published_is_not_changed(decision, reader, lead):
    one = published(decision, reader, lead, masks={SECRET: "pupil_identity"})
    for act in (
        lambda: actions.add_mask(publication=one, place="", words="Alva", ground="health", by=reader, at=NOW),
        lambda: actions.remove_mask(mask=one.masks.first(), by=reader, at=NOW),
        lambda: actions.discard_publication(publication=one, by=reader, at=NOW),
    ):
        with pytest.raises(NotYet) as refusal:
            act()
        assert reasons(refusal) == {"made"}
    for change in ({"content": {}}, {"state": "draft"}, {"organiser_name": "X"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Publication.objects.filter(pk=one.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.filter(pk=one.pk).delete()


def test_a_draft_can_be_thrown_away(decision, reader):
    one = a_publication(decision, reader, masks={SECRET: "pupil_identity"})
    actions.discard_publication(publication=one, by=reader, at=NOW)
    assert Publication.objects.count() == 0


def test_the_search_and_the_filters(decision, reader, lead):
    one = published(decision, reader, lead, masks={SECRET: "pupil_identity"})
    area = public.choices().areas[0]
    found = {
        words: public.filtered(public.Filters(words=words)).count()
        for words in ("almvik", "ALMVIKS KOMMUN", "V 2026:41", "2026-7", "tarnlund", "Siv", "finns inte")
    }
    assert found == {
        "almvik": 1, "ALMVIKS KOMMUN": 1, "V 2026:41": 1, "2026-7": 1, "tarnlund": 0, "Siv": 0, "finns inte": 0,
    }  # fmt: skip
    year = one.decided_on.year
    for given, n in (
        ({"organiser": "Almviks kommun", "kind": "planned_quality_audit", "year": year, "area": area}, 1),
        ({"organiser": "Almvik"}, 0), ({"kind": "planned_supervision"}, 0), ({"year": year - 1}, 0), ({"area": "X"}, 0),
        ({"subject": "report"}, 0),
    ):  # fmt: skip
        assert public.filtered(public.Filters(**given)).count() == n, given


def test_statistics_count_what_is_published(decision, reader, lead):
    assert public.statistics() == public.Statistics((), (), ())
    one = published(decision, reader, lead, masks={SECRET: "pupil_identity"})
    (row,) = public.statistics().years
    assert (row.year, row.decisions, row.of_units, row.follow_ups) == (one.decided_on.year, 1, 0, 0)
    assert sum(area.n for area in public.statistics().areas) == len(one.content["document"]["areas"])
