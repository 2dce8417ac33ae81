"""Protocols: several writers without loss, the fact-check on both sides, silence, and a final that never changes."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from likvard.access.queries import grants_of
from likvard.reports.protocol import from_json
from likvard.reviews.actions import protocols as actions
from likvard.reviews.actions.conflicts import ChangedMeanwhile, fingerprint
from likvard.reviews.actions.rounds.guard import RoundRefuses
from likvard.reviews.models import Correction, Deadline, Protocol, Round, Statement, TextVersion
from likvard.reviews.queries.protocols import (
    ProtocolStatus,
    listed,
    protocol_status,
    protocols_to_check,
    protocols_visible_to,
    standing,
    statements_for,
)
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_participant, a_round, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db
UNTIL = TODAY + timedelta(days=14)
ROLES = {"principal": "rektor", "presidium": "presidium"}


@pytest.fixture
def authority():
    return an_organiser("Granskningsmyndigheten", kind="authority")


@pytest.fixture
def reviewer(authority):
    return a_user(Role.REVIEW_LEAD, authority, name="Rut Ek")


@pytest.fixture
def round_(authority):
    return a_round(authority, state=Round.State.RUNNING)


@pytest.fixture
def almvik():
    return an_organiser()


@pytest.fixture
def editor(almvik):
    return a_user(Role.EDITOR, almvik, name="Elsa Berg")


@pytest.fixture
def participant(round_, almvik, editor):
    return a_participant(round_, almvik, (a_unit(almvik),))


@pytest.fixture
def protocol(participant, reviewer):
    return actions.begin_protocol(participant=participant, title="Intervju med rektor", by=reviewer, at=NOW)


def said(protocol, text, by, **fields):
    return actions.add_statement(protocol=protocol, text=text, by=by, at=NOW, **fields)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def sent(protocol, reviewer):
    said(protocol, "Skolan har 200 elever.", reviewer, criterion_key="2.1", speaker_role="principal")
    said(protocol, "Kartläggning görs varje år.", reviewer, criterion_key="2.1", speaker_role="principal")
    return actions.send_for_check(protocol=protocol, until=UNTIL, by=reviewer, at=NOW)


def test_statements_are_numbered_moved_and_removed_with_a_trace(protocol, reviewer):
    one, two, three = (said(protocol, text, reviewer) for text in ("ett", "två", "tre"))
    actions.move_statement(statement=three, step=-1, by=reviewer, at=NOW)
    actions.move_statement(statement=one, step=-1, by=reviewer, at=NOW)
    actions.remove_statement(statement=two, reason="Sades inte.", by=reviewer, at=NOW)
    four = said(protocol, "fyra", reviewer)
    assert [(s.number, s.text) for s in standing(protocol)] == [(1, "ett"), (3, "tre"), (4, "fyra")]
    gone = fresh(two)
    assert (gone.removed_by, gone.removed_reason, gone.text) == (reviewer, "Sades inte.", "två")
    actions.restore_statement(statement=two, by=reviewer, at=NOW)
    assert [s.number for s in standing(protocol)] == [1, 3, 2, 4]
    assert four.number == 4
    with pytest.raises(actions.NotNow):
        actions.remove_statement(statement=one, reason=" ", by=reviewer, at=NOW)


def test_two_who_write_the_same_statement_lose_nothing(protocol, reviewer, authority):
    other = a_user(Role.REVIEWER, authority)
    row = said(protocol, "Först.", reviewer)
    seen = {"text": fingerprint("Först."), "criterion_key": fingerprint("")}
    actions.write_statement(statement=row, texts={"text": "Ruts."}, seen=seen, by=reviewer, at=NOW)
    # Another text of the same statement is nobody's conflict.
    actions.write_statement(statement=row, texts={"criterion_key": "1.1"}, seen=seen, by=other, at=NOW)
    with pytest.raises(ChangedMeanwhile) as told:
        actions.write_statement(statement=row, texts={"text": "Den andras."}, seen=seen, by=other, at=NOW)
    assert (told.value.current, told.value.mine) == ({"text": "Ruts."}, {"text": "Den andras."})
    actions.set_aside(statement=row, text="Den andras.", by=other, at=NOW)
    assert (fresh(row).text, fresh(row).criterion_key) == ("Ruts.", "1.1")
    assert set(TextVersion.objects.values_list("text", flat=True)) == {"Först.", "Den andras."}


def test_a_criterion_that_the_round_has_not_is_refused(protocol, reviewer):
    with pytest.raises(ValueError, match="no criterion"):
        said(protocol, "x", reviewer, criterion_key="9.9")


def test_the_draft_is_the_reviewers_own_and_what_is_sent_is_the_reviewed_ones_alone(
    protocol, reviewer, editor, round_, almvik
):
    neighbour = an_organiser("Granby kommun")
    neighbours = a_user(Role.DIRECTOR, neighbour)
    a_participant(round_, neighbour)
    principal = a_user(Role.PRINCIPAL, almvik, [a_unit(almvik, "Ekskolan")])

    def seen():
        return {
            user.name: (
                set(protocols_visible_to(grants_of(user, TODAY))), set(protocols_to_check(grants_of(user, TODAY)))
            )
            for user in (reviewer, editor, neighbours, principal)
        }  # fmt: skip

    nothing = (set(), set())
    said(protocol, "Skolan har 200 elever.", reviewer)
    before = seen()
    assert before == {
        reviewer.name: ({protocol}, set()), editor.name: nothing, neighbours.name: nothing, principal.name: nothing,
    }  # fmt: skip
    actions.send_for_check(protocol=protocol, until=UNTIL, by=reviewer, at=NOW)
    assert seen() == before | {editor.name: (set(), {protocol})}


def test_nothing_leaves_before_the_round_runs_or_without_words(authority, almvik, editor, reviewer):
    participant = a_participant(a_round(authority), almvik)
    protocol = actions.begin_protocol(participant=participant, title="p", by=reviewer, at=NOW)
    with pytest.raises(RoundRefuses):
        actions.send_for_check(protocol=protocol, until=UNTIL, by=reviewer, at=NOW)
    Round.objects.update(state=Round.State.RUNNING)
    for make_ready in (lambda: None, lambda: said(protocol, " ", reviewer)):
        make_ready()
        with pytest.raises(actions.NotNow):
            actions.send_for_check(protocol=protocol, until=UNTIL, by=reviewer, at=NOW)
    Statement.objects.update(text="ord")
    with pytest.raises(actions.NotNow):
        actions.send_for_check(protocol=protocol, until=TODAY, by=reviewer, at=NOW)
    assert fresh(protocol).state == Protocol.State.DRAFT


def test_a_fact_check_from_proposal_to_final(sent, reviewer, editor):
    own = sent.delivered_to
    assert [(d.what, d.day) for d in own.deadlines.all()] == [("fact_check", UNTIL)]
    one, two = standing(sent)
    wrong = actions.propose(statement=one, text="Skolan har 250 elever.", grounds="Se registret.", by=editor, at=NOW)
    also = actions.propose(statement=two, text="Kartläggning görs varje termin.", grounds="", by=editor, at=NOW)
    with pytest.raises(actions.NotNow):  # not handed over: the reviewer has nothing to answer
        actions.answer_correction(correction=wrong, accepted=True, reason="Ja.", by=reviewer, at=NOW)
    actions.answer_check(protocol=sent, by=editor, at=NOW)
    assert Deadline.objects.get().met_on == TODAY
    with pytest.raises(actions.NotNow):
        actions.propose(statement=one, text="Till.", grounds="", by=editor, at=NOW)
    with pytest.raises(actions.NotNow):
        actions.make_final(protocol=sent, final_on=TODAY, role_words=ROLES, by=reviewer, at=NOW)
    with pytest.raises(actions.NotNow):
        actions.answer_correction(correction=fresh(wrong), accepted=True, reason="", by=reviewer, at=NOW)
    actions.answer_correction(correction=fresh(wrong), accepted=True, reason="Stämmer.", by=reviewer, at=NOW)
    actions.answer_correction(correction=fresh(also), accepted=False, reason="Så sades det inte.", by=reviewer, at=NOW)
    done = actions.make_final(protocol=sent, final_on=TODAY, role_words=ROLES, by=reviewer, at=NOW)
    content = from_json(done.content)
    assert [(s.number, s.sent_text, s.text, s.answer, s.role) for s in content.statements] == [
        (1, "Skolan har 200 elever.", "Skolan har 250 elever.", "accepted", "rektor"),
        (2, "Kartläggning görs varje år.", "Kartläggning görs varje år.", "rejected", "rektor"),
    ]
    assert (content.answered_by, content.signed_by, len(done.checksum)) == ("Elsa Berg", "Rut Ek", 64)
    for attempt in (
        lambda: actions.remove_statement(statement=one, reason="x", by=reviewer, at=NOW),
        lambda: said(sent, "till", reviewer),
        lambda: actions.answer_correction(correction=fresh(wrong), accepted=False, reason="x", by=reviewer, at=NOW),
    ):
        with pytest.raises(actions.NotNow):
            attempt()


def test_the_database_keeps_a_final_protocol(sent, reviewer, editor):
    one, _ = standing(sent)
    actions.propose(statement=one, text="Annat.", grounds="", by=editor, at=NOW)
    actions.answer_check(protocol=sent, by=editor, at=NOW)
    correction = Correction.objects.get()
    actions.answer_correction(correction=correction, accepted=True, reason="Ja.", by=reviewer, at=NOW)
    with transaction.atomic(), pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.filter(pk=one.pk).update(sent_text="Omskrivet.")
    actions.make_final(protocol=sent, final_on=TODAY, role_words=ROLES, by=reviewer, at=NOW)
    for attempt in (
        lambda: Protocol.objects.update(checksum="f" * 64),
        lambda: Protocol.objects.update(content={}),
        lambda: Protocol.objects.update(state="checked", final_on=None, checksum=""),
        lambda: Statement.objects.update(text="Omskrivet."),
        lambda: Correction.objects.update(reason="Nej."),
        lambda: Statement.objects.create(protocol=sent, number=9, ordering=9, created_at=NOW),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_silence_is_noted_as_silence_only_after_the_last_day(sent):
    assert actions.note_silence(at=NOW + timedelta(days=14)) == (0, 0)
    assert actions.note_silence(at=NOW + timedelta(days=15)) == (1, 0)
    assert actions.note_silence(at=NOW + timedelta(days=16)) == (0, 0)
    row = fresh(sent)
    assert (row.state, row.answered_at, row.silent_at) == ("checked", None, NOW + timedelta(days=15))
    assert Deadline.objects.get().met_on is None


def test_words_that_were_never_sent_are_no_silence(sent, editor):
    actions.propose(statement=standing(sent)[0], text="Annat.", grounds="", by=editor, at=NOW)
    late = NOW + timedelta(days=15)
    with pytest.raises(actions.NotNow):
        actions.answer_check(protocol=sent, by=editor, at=late)
    assert actions.note_silence(at=late) == (0, 1)
    row = fresh(sent)
    assert (row.state, row.silent_at, Correction.objects.get().delivered_at) == ("checked", None, late)


def test_the_same_wording_takes_a_proposal_back(sent, editor):
    one = standing(sent)[0]
    actions.propose(statement=one, text="Annat.", grounds="", by=editor, at=NOW)
    assert actions.propose(statement=one, text=one.sent_text, grounds="", by=editor, at=NOW) is None
    assert not Correction.objects.exists()


def test_status_and_statements_for_the_judgement(
    sent, participant, round_, reviewer, editor, django_assert_num_queries
):
    later = NOW + timedelta(minutes=1)
    other = actions.begin_protocol(participant=participant, title="Utkast", by=reviewer, at=later)
    draft = said(other, "Vi kartlägger.", reviewer, criterion_key="2.1")
    said(other, "Vi mäter.", reviewer, criterion_key="1.1")
    gone = said(other, "Bort.", reviewer, criterion_key="2.1")
    actions.remove_statement(statement=gone, reason="x", by=reviewer, at=NOW)
    assert list(statements_for(participant, "2.1")) == [*standing(sent), draft]
    assert len(statements_for(participant)) == 4
    with django_assert_num_queries(2):
        assert protocol_status(round_, today=TODAY) == {participant.pk: ProtocolStatus(drafts=1, checking=1)}
    late = UNTIL + timedelta(days=1)
    assert protocol_status(round_, today=late)[participant.pk].overdue == 1
    assert [(p.title, p.count, p.proposed) for p in listed(round_)] == [("Intervju med rektor", 2, 0), ("Utkast", 2, 0)]


def test_an_organiser_without_people_here_gets_the_protocol_by_letter(round_, reviewer):
    participant = a_participant(round_, an_organiser("Granby kommun"))
    protocol = actions.begin_protocol(participant=participant, title="p", by=reviewer, at=NOW)
    one = said(protocol, "Ord.", reviewer)
    sent = actions.send_for_check(protocol=protocol, until=UNTIL, by=reviewer, at=NOW)
    assert sent.delivered_to is None
    actions.propose(statement=one, text="Andra ord.", grounds="", by=None, at=NOW)
    actions.answer_check(protocol=sent, by=None, name="Per Holm", at=NOW)
    assert (fresh(sent).answered_name, fresh(sent).state) == ("Per Holm", "checked")
