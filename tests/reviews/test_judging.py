"""Judgements: evidence or nothing, two languages kept apart, a second reader who is blind until done."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from likvard.ledger.models import Event
from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions import judging
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.actions.rounds import RoundRefuses
from likvard.reviews.models import JudgedFinding, Judgement, JudgementEvidence, Round, TextVersion
from likvard.reviews.queries.calibration import calibration
from likvard.reviews.queries.judgements import (
    SlotKey,
    blind_participants,
    judgement_status,
    shown_to,
    slots_of,
    two_readings,
)
from likvard.rulebook.permissions import Role
from tests.factories import (
    NOW,
    TODAY,
    a_document,
    a_judgement,
    a_participant,
    a_round,
    a_unit,
    a_user,
    an_organiser,
    judge_all,
)

pytestmark = pytest.mark.django_db
FIRST = SlotKey(None, "1", "1.1")


@pytest.fixture
def authority():
    return an_organiser("Verket", kind="authority")


@pytest.fixture
def round_(authority):
    return a_round(authority)


@pytest.fixture
def organiser():
    return an_organiser("Almviks kommun")


@pytest.fixture
def participant(round_, organiser, reader):
    return a_participant(round_, organiser, (a_unit(organiser),), investigator=reader)


@pytest.fixture
def reader(authority):
    return a_user(Role.REVIEWER, authority, name="Ylva Ett")


@pytest.fixture
def second(authority):
    return a_user(Role.REVIEWER, authority, name="Bo Två")


@pytest.fixture
def lead(authority):
    return a_user(Role.REVIEW_LEAD, authority, name="Sara Chef")


def codes(refusal):
    return {reason.code for reason in refusal.value.reasons}


def begun(participant, by, level="low", rationale="Skäl", key=FIRST, version=0):
    return judging.write_judgement(
        participant=participant, key=key, level=level, rationale=rationale, version=version, by=by, at=NOW
    )


def test_everything_to_judge_is_each_criterion_and_each_area(participant):
    unit = participant.units.get().pk
    assert [slot.key for slot in slots_of(participant)] == [
        (None, "1", "1.1"), (None, "1", "1.2"), (None, "1", ""), (unit, "2", "2.1"), (unit, "2", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("level", "rationale", "with_evidence", "lacking"),
    [
        ("", "", False, {"level", "rationale", "evidence"}),
        ("low", "", True, {"rationale"}),
        ("", "Skäl", True, {"level"}),
        ("low", "Skäl", False, {"evidence"}),
        ("low", "  ", True, {"rationale"}),
    ],
)
def test_no_judgement_counts_without_level_reasons_and_evidence(
    participant, reader, level, rationale, with_evidence, lacking
):
    one = begun(participant, reader, level, rationale)
    if with_evidence:
        judging.add_judgement_evidence(judgement=one, kind="note", note="Sett", by=reader, at=NOW)
    with pytest.raises(NotYet) as refusal:
        judging.finish_judgement(judgement=one, by=reader, at=NOW)
    assert codes(refusal) == lacking


def test_the_database_refuses_a_judgement_without_evidence(participant, reader):
    one = begun(participant, reader)
    with pytest.raises(DatabaseError, match="needs evidence"), transaction.atomic():
        Judgement.objects.filter(pk=one.pk).update(done_at=NOW, first_level="low")
    done = a_judgement(participant, reader, SlotKey(None, "1", "1.2"))
    with pytest.raises(DatabaseError, match="needs evidence"), transaction.atomic():
        done.evidence.update(removed_at=NOW)


@pytest.mark.parametrize("field", ["level", "first_level"])
def test_the_database_keeps_the_two_languages_apart(participant, reader, field):
    one = begun(participant, reader)
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.filter(pk=one.pk).update(**{field: "deficiency"})
    with pytest.raises(IntegrityError), transaction.atomic():
        JudgedFinding.objects.create(
            judgement=one, scale=one.scale, kind="deficiency", text="Brist", added_by=reader, added_at=NOW
        )


def test_a_level_of_the_other_language_is_refused(participant, reader):
    with pytest.raises(ValueError, match="deficiency"):
        begun(participant, reader, "deficiency")
    one = begun(participant, reader)
    with pytest.raises(ValueError, match="deficiency"):
        judging.add_judged_finding(judgement=one, kind="deficiency", text="x", legal_basis=[], by=reader, at=NOW)


def test_a_supervision_speaks_of_deficiencies_only(authority, organiser, reader):
    round_ = a_round(authority, kind="planned_supervision")
    participant = a_participant(round_, organiser)
    one = begun(participant, reader, "deficiency")
    with pytest.raises(ValueError, match="development_area"):
        judging.add_judged_finding(judgement=one, kind="development_area", text="x", legal_basis=[], by=reader, at=NOW)
    with pytest.raises(ValueError, match="low"):
        begun(participant, reader, "low", key=SlotKey(None, "1", "1.2"))


def test_a_dialogue_has_nothing_to_judge_by(authority, organiser, reader):
    participant = a_participant(a_round(authority, kind="quality_dialogue"), organiser)
    with pytest.raises(NotYet) as refusal:
        begun(participant, reader, "")
    assert codes(refusal) == {"no_scale"}


def test_an_area_stands_on_its_criteria(participant, reader):
    area = SlotKey(None, "1", "")
    one = begun(participant, reader, key=area)
    with pytest.raises(NotYet) as refusal:
        judging.finish_judgement(judgement=one, by=reader, at=NOW)
    assert codes(refusal) == {"criteria"}
    criteria = [a_judgement(participant, reader, SlotKey(None, "1", c)) for c in ("1.1", "1.2")]
    judging.finish_judgement(judgement=one, by=reader, at=NOW)
    assert set(one.evidence.values_list("kind", "criterion_id")) == {("criterion", c.pk) for c in criteria}
    # A criterion that is taken up again takes the area that stands on it along.
    judging.take_up_judgement(judgement=criteria[0], by=reader, at=NOW)
    assert set(Judgement.objects.filter(done_at=None).values_list("criterion_key", flat=True)) == {"1.1", ""}


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "note", "note": " "},
        {"kind": "figure", "value": "72 %"},
        {"kind": "figure", "source": "Skolverket"},
        {"kind": "document"},
        {"kind": "statement"},
        {"kind": "criterion"},
        {"kind": "rumour", "note": "x"},
    ],
)
def test_vague_evidence_is_refused(participant, reader, given):
    one = begun(participant, reader)
    with pytest.raises(ValueError, match=r".+"):
        judging.add_judgement_evidence(judgement=one, by=reader, at=NOW, **given)
    assert JudgementEvidence.objects.count() == 0


def test_evidence_is_a_place_in_a_document_of_ours(participant, reader, authority, organiser):
    one = begun(participant, reader)
    ours, theirs = a_document(authority), a_document(organiser)
    judging.add_judgement_evidence(judgement=one, kind="document", document=ours, page=3, by=reader, at=NOW)
    with pytest.raises(ValueError, match="of the authority"):
        judging.add_judgement_evidence(judgement=one, kind="document", document=theirs, page=3, by=reader, at=NOW)
    with pytest.raises(ValueError, match="page or characters"):
        judging.add_judgement_evidence(judgement=one, kind="document", document=ours, by=reader, at=NOW)


def test_a_done_judgement_is_left_alone_until_it_is_taken_up(participant, reader):
    done = a_judgement(participant, reader)
    for attempt in (
        lambda: begun(participant, reader, "high", version=done.version),
        lambda: judging.add_judgement_evidence(judgement=done, kind="note", note="x", by=reader, at=NOW),
        lambda: judging.add_judged_finding(
            judgement=done, kind="strength", text="x", legal_basis=[], by=reader, at=NOW
        ),
    ):
        with pytest.raises(NotYet) as refusal:
            attempt()
        assert codes(refusal) == {"done"}
    judging.take_up_judgement(judgement=done, by=reader, at=NOW)
    done.refresh_from_db()
    again = begun(participant, reader, "high", "Annat", version=done.version)
    judging.finish_judgement(judgement=again, by=reader, at=NOW)
    again.refresh_from_db()
    assert (again.level, again.first_level) == ("high", "low")
    assert TextVersion.objects.filter(subject_kind="judgement").count() == 1


def test_two_who_write_the_same_are_told(participant, reader, lead):
    begun(participant, reader, "low")
    with pytest.raises(ChangedMeanwhile):
        begun(participant, lead, "high")


def test_strengths_and_success_factors_are_findings_with_normalised_law(participant, reader):
    one = begun(participant, reader)
    for kind in ("strength", "success_factor", "development_area"):
        judging.add_judged_finding(
            judgement=one, kind=kind, text=kind, legal_basis=["4 kap. 3, 5-7 §§ skollagen"], by=reader, at=NOW
        )
    assert list(one.findings.values_list("kind", flat=True)) == ["strength", "success_factor", "development_area"]
    assert one.findings.first().legal_basis == [
        "4 kap. 3 § skollagen", "4 kap. 5 § skollagen", "4 kap. 6 § skollagen", "4 kap. 7 § skollagen",
    ]  # fmt: skip


def test_a_closed_round_refuses(participant, reader, round_):
    one = begun(participant, reader)
    Round.objects.filter(pk=round_.pk).update(state="closed", closed_on=TODAY, closing_grounds="Klart")
    for attempt in (
        lambda: begun(participant, reader, "high", version=one.version),
        lambda: judging.finish_judgement(judgement=one, by=reader, at=NOW),
        lambda: judging.ask_second_reader(participant=participant, user=reader, by=reader, at=NOW),
    ):
        with pytest.raises(RoundRefuses):
            attempt()


# --- The second reader ------------------------------------------------------------------------------------------


def test_a_second_reader_sees_nothing_of_the_first_until_done(participant, reader, second, round_, lead):
    a_judgement(participant, reader, FIRST, "low")
    judging.ask_second_reader(participant=participant, user=second, by=lead, at=NOW)

    def row(user):
        return next(s for s in shown_to(user, participant) if s.slot.key == FIRST)

    assert (row(second).other, row(second).other_evidence, row(second).findings, row(second).other_is_hidden) == (
        None, (), (), True,
    )  # fmt: skip
    assert blind_participants(second, round_) == {participant.pk}
    begun(participant, second, "high")
    assert row(second).other is None
    own = Judgement.objects.get(reader="second")
    judging.add_judgement_evidence(judgement=own, kind="note", note="Sett", by=second, at=NOW)
    judging.finish_judgement(judgement=own, by=second, at=NOW)
    assert (row(second).other.level, row(second).mine.level, row(second).differs) == ("low", "high", True)
    # What is not done yet is still hidden, and so the participant as a whole.
    assert all(s.other is None for s in shown_to(second, participant) if s.slot.key != FIRST)
    assert blind_participants(second, round_) == {participant.pk}


def test_the_first_reader_does_not_see_the_second_before_being_done(participant, reader, second, lead):
    judging.ask_second_reader(participant=participant, user=second, by=lead, at=NOW)
    a_judgement(participant, second, FIRST, "high")
    one = next(s for s in shown_to(reader, participant) if s.slot.key == FIRST)
    assert (one.other, one.other_is_hidden) == (None, True)
    a_judgement(participant, reader, FIRST, "low")
    one = next(s for s in shown_to(reader, participant) if s.slot.key == FIRST)
    assert (one.other.level, one.other_is_hidden) == ("high", False)


def test_a_second_reading_never_changes_once_done(participant, reader, second, lead):
    judging.ask_second_reader(participant=participant, user=second, by=lead, at=NOW)
    done = a_judgement(participant, second, FIRST, "high")
    for attempt in (
        lambda: judging.take_up_judgement(judgement=done, by=second, at=NOW),
        lambda: begun(participant, second, "low", version=done.version),
        lambda: judging.add_judgement_evidence(judgement=done, kind="note", note="x", by=second, at=NOW),
    ):
        with pytest.raises(NotYet) as refusal:
            attempt()
        assert codes(refusal) == {"second_is_final"}


def test_nobody_reads_twice(participant, reader, second, lead):
    with pytest.raises(NotYet) as refusal:
        judging.ask_second_reader(participant=participant, user=reader, by=lead, at=NOW)
    assert codes(refusal) == {"same_person"}
    a_judgement(participant, lead, FIRST)
    with pytest.raises(NotYet):
        judging.ask_second_reader(participant=participant, user=lead, by=lead, at=NOW)
    judging.ask_second_reader(participant=participant, user=second, by=lead, at=NOW)
    first = Judgement.objects.get()
    with pytest.raises(NotYet):
        judging.take_up_judgement(judgement=first, by=second, at=NOW)
    # Not even when somebody else has taken over.
    other = a_user(Role.REVIEWER, participant.round.holder)
    judging.ask_second_reader(participant=participant, user=other, by=lead, at=NOW)
    with pytest.raises(NotYet) as refusal:
        begun(participant, second, key=SlotKey(None, "1", "1.2"))
    assert codes(refusal) == {"same_person"}


def test_agreement_counts_what_was_said_before_either_saw_the_other(round_, reader, second, lead):
    levels = [("low", "low"), ("low", "some"), ("high", "high"), ("some", "high")]
    for number, (one, other) in enumerate(levels):
        participant = a_participant(round_, an_organiser(f"Kommun {number}"), investigator=reader)
        judging.ask_second_reader(participant=participant, user=second, by=lead, at=NOW)
        first = a_judgement(participant, reader, FIRST, one)
        a_judgement(participant, second, FIRST, other)
        if one != other:  # they talk it over, and the first reader changes her mind
            judging.take_up_judgement(judgement=first, by=reader, at=NOW)
            first.refresh_from_db()
            judging.finish_judgement(
                judgement=begun(participant, reader, other, "Nya skäl", version=first.version), by=reader, at=NOW
            )
    told = two_readings(round_)
    assert (told.overall.n, told.overall.same, told.overall.share) == (4, 2, 0.5)
    assert [name for name, _ in told.by_area] == ["Huvudmannens analys och åtgärder"]
    assert two_readings(round_, without=list(round_.participants.values_list("pk", flat=True))).overall.n == 0


# --- Spread ----------------------------------------------------------------------------------------------------


def test_the_spread_names_departments_and_no_people(round_, reader, second, lead):
    for number in range(6):
        participant = a_participant(round_, an_organiser(f"Kommun {number}"))
        a_judgement(participant, reader, FIRST, "high" if number < 3 else "low")
        if number < 2:
            a_judgement(participant, second, SlotKey(None, "1", "1.2"), "low")
    judging.place_in_department(round_=round_, user=reader, name="Avdelning Lund", by=lead, at=NOW)
    told = calibration(round_, reader)
    assert [(d.name, d.n, d.counts, d.share) for d in told.departments] == [("Avdelning Lund", 6, (3, 0, 3), 0.5)]
    # Two judgements are too few for a share.
    assert [(p.name, p.n, p.share, p.mine) for p in told.investigators] == [("", 6, 0.5, True), ("", 2, None, False)]
    assert told.unplaced == 2
    assert (told.everything.n, told.everything.counts) == (8, (5, 0, 3))


# --- What is missing ---------------------------------------------------------------------------------------------


def test_the_status_says_what_each_criterion_lacks(participant, reader, second, lead):
    a_judgement(participant, reader, FIRST)
    begun(participant, reader, "low", "", key=SlotKey(None, "1", "1.2"))
    judging.ask_second_reader(participant=participant, user=second, by=lead, at=NOW)
    unit = participant.units.get().pk
    told = judgement_status(participant.round)[participant.pk]
    assert (told.of, told.done, told.second_done, told.second_of, told.complete) == (5, 1, 0, 5, False)
    assert {m.key: m.codes for m in told.missing} == {
        (None, "1", "1.2"): ("rationale", "evidence"),
        (None, "1", ""): ("begun",),
        (unit, "2", "2.1"): ("begun",),
        (unit, "2", ""): ("begun",),
    }
    assert judge_all(a_participant(participant.round, an_organiser("Granby")), reader)
    assert sum(s.complete for s in judgement_status(participant.round).values()) == 1


def test_the_status_costs_the_same_however_many(round_, reader, django_assert_num_queries):
    for number in range(3):
        judge_all(a_participant(round_, an_organiser(f"Kommun {number}")), reader)
    with django_assert_num_queries(5):  # a sixth when something is begun in part
        judgement_status(round_)
    with django_assert_num_queries(6):
        shown_to(reader, round_.participants.first())


def test_every_step_is_told_in_the_ledger_without_words(participant, reader):
    a_judgement(participant, reader, rationale="Hemliga skäl")
    events = Event.objects.filter(subject_kind="judgement").values_list("action", flat=True)
    assert list(events) == ["judgement_written", "judgement_evidence_added", "judgement_finished"]
    assert "Hemliga" not in str(list(Event.objects.values_list("before", "after")))


def test_a_sqlite_or_postgres_trigger_is_in_place():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'reviews_judgement%'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'reviews_judgement%'"
        )
        assert cursor.fetchall()
