"""Answers: begun, written by two at once, sent, frozen, continued."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from likvard.ledger.models import Event
from likvard.quality.actions import ChangedMeanwhile, update_measure
from likvard.reports.answer import answer_paper
from likvard.reports.frozen import checksum_of
from likvard.reports.pdf import render_pdf
from likvard.reviews.actions import answers as actions
from likvard.reviews.actions.conflicts import fingerprint
from likvard.reviews.models import Answer, AnswerItem, Case, Evidence, FindingState, TextVersion
from likvard.reviews.queries.answers import ITEM_TEXTS, answered_in, content_of, draft_of
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_case, a_deadline, a_finding, a_measure, a_unit, a_user, an_area, an_organiser

pytestmark = pytest.mark.django_db

EMPTY = {name: fingerprint("") for name in ITEM_TEXTS}
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def case():
    return a_case(an_organiser(), authority="Skolinspektionen", case_number="SI 2025:1234")


@pytest.fixture
def editor(case):
    return a_user(Role.EDITOR, case.holder, name="Bo Ek")


@pytest.fixture
def director(case):
    return a_user(Role.DIRECTOR, case.holder, name="Karin Ås", title="skolchef")


@pytest.fixture
def finding(case):
    return a_finding(case, an_area(case))


@pytest.fixture
def answer(case, finding, editor):
    return actions.begin_answer(case=case, by=editor, at=NOW)


def write(answer, finding, by, at=NOW, seen=None, **texts):
    return actions.write_item(answer=answer, finding=finding, texts=texts, seen=seen or EMPTY, by=by, at=at)


def complete(answer, finding, by):
    a_measure(finding, owner=by, until=TODAY)
    actions.write_introduction(answer=answer, text="Så här har vi arbetat.", seen=fingerprint(""), by=by, at=NOW)
    write(answer, finding, by, effect="too_early", result="Lärarna ser skillnad.", remains="Uppföljning i juni.")


def codes(answer):
    return [gap.code for gap in draft_of(Answer.objects.get(pk=answer.pk)).gaps]


def test_beginning_twice_gives_the_same_answer(case, answer, director):
    assert actions.begin_answer(case=case, by=director, at=LATER) == answer
    assert answer.number == 1


def test_an_empty_answer_says_everything_that_is_missing(answer):
    assert codes(answer) == ["introduction", "measure", "effect", "result", "remains"]


def test_a_registered_measure_needs_an_owner_and_a_day(answer, finding, editor):
    measure = a_measure(finding, "Läsgrupper i årskurs 2")
    gaps = draft_of(answer).gaps
    assert [(g.code, g.what, g.measure) for g in gaps if g.measure] == [
        ("measure_owner", "Läsgrupper i årskurs 2", measure.id),
        ("measure_day", "Läsgrupper i årskurs 2", measure.id),
    ]
    update_measure(measure=measure, version=1, by=editor, at=NOW, owner=editor, until=TODAY)
    assert "measure_owner" not in codes(answer)


def test_a_dropped_measure_is_not_answered(answer, finding):
    a_measure(finding, state="dropped")
    assert codes(answer) == ["introduction", "measure", "effect", "result", "remains"]


def test_own_words_need_who_and_when(answer, finding, editor):
    write(answer, finding, editor, measures="Vi har kartlagt.")
    assert codes(answer) == ["introduction", "by_whom", "done_when", "effect", "result", "remains"]


def test_effect_needs_evidence(answer, finding, editor):
    complete(answer, finding, editor)
    write(answer, finding, editor, seen=EMPTY | {"effect": fingerprint("too_early")}, effect="effect")
    assert codes(answer) == ["evidence"]
    Evidence.objects.create(finding=finding, note="Lästest i maj", added_at=NOW)
    assert codes(answer) == []


def test_evidence_that_was_removed_is_no_evidence(answer, finding, editor):
    complete(answer, finding, editor)
    write(answer, finding, editor, seen=EMPTY | {"effect": fingerprint("too_early")}, effect="effect")
    Evidence.objects.create(finding=finding, note="Fel fil", added_at=NOW, removed_at=NOW)
    assert codes(answer) == ["evidence"]


@pytest.mark.parametrize("state", ["in_line", "remedied"])
def test_what_the_authority_has_settled_is_not_answered_again(case, finding, state):
    a_finding(case, text="Klar.", state=state)
    assert list(answered_in(case)) == [finding]


def test_two_people_in_different_fields_do_not_disturb_each_other(answer, finding, editor, director):
    write(answer, finding, editor, result="Bo skrev.")
    # Karin's page showed everything empty; she fills in another field and sends the whole form.
    item = write(answer, finding, director, result="", remains="Karin skrev.")
    assert (item.result, item.remains) == ("Bo skrev.", "Karin skrev.")


def test_the_second_of_two_in_one_field_is_told_and_nothing_is_lost(answer, finding, editor, director):
    write(answer, finding, editor, result="Bo skrev.")
    with pytest.raises(ChangedMeanwhile) as told:
        write(answer, finding, director, result="Karin skrev.", remains="Mer.", at=LATER)
    assert told.value.current == {"result": "Bo skrev."}
    assert told.value.mine == {"result": "Karin skrev."}
    assert told.value.row.changed_by == editor
    item = AnswerItem.objects.get()
    assert (item.result, item.remains) == ("Bo skrev.", "")
    # She has seen it now and writes over it knowingly: his words are kept.
    write(answer, finding, director, result="Karin skrev.", seen=EMPTY | {"result": fingerprint("Bo skrev.")}, at=LATER)
    assert AnswerItem.objects.get().result == "Karin skrev."
    assert [(v.text, v.by) for v in TextVersion.objects.all()] == [("Bo skrev.", director)]


def test_letting_the_other_text_stand_keeps_ones_own(answer, finding, editor, director):
    write(answer, finding, editor, result="Bo skrev.")
    actions.set_aside(answer=answer, finding=finding, texts={"result": "Karin skrev."}, by=director, at=LATER)
    assert AnswerItem.objects.get().result == "Bo skrev."
    assert [(v.text, v.by) for v in TextVersion.objects.all()] == [("Karin skrev.", director)]


def test_saving_while_typing_keeps_what_stood_before_and_no_half_sentences(answer, finding, editor, director):
    write(answer, finding, director, result="Karins mening.")
    said = "Karins mening."
    for n, text in enumerate(["K", "Ka", "Kartläggningen visar", ""]):
        seen = EMPTY | {"result": fingerprint(said)}
        write(answer, finding, editor, result=text, seen=seen, at=LATER + timedelta(seconds=n))
        said = text
    assert [v.text for v in TextVersion.objects.all()] == ["Karins mening."]


def test_words_never_reach_the_ledger(answer, finding, editor):
    write(answer, finding, editor, result="Hemligt om Kalle.", effect="too_early")
    event = Event.objects.get(action="answer_item_written")
    assert "Kalle" not in str([event.before, event.after, event.reason])
    assert event.after["effect"] == "too_early"
    assert event.after["result"]["length"] == len("Hemligt om Kalle.")


def test_nothing_is_written_when_the_ledger_fails(answer, finding, editor, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError("ledger")

    monkeypatch.setattr(actions, "record", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        write(answer, finding, editor, result="Bo skrev.")
    assert not AnswerItem.objects.exists()


def test_a_finding_of_another_case_is_refused(answer, editor, case):
    other = a_finding(a_case(case.holder))
    with pytest.raises(ValueError, match="another case"):
        write(answer, other, editor, result="x")


def test_sending_with_gaps_must_be_said(answer, director):
    with pytest.raises(actions.AnswerHasGaps):
        actions.send_answer(answer=answer, sent_on=TODAY, by=director, at=NOW)
    sent, _ = actions.send_answer(answer=answer, sent_on=TODAY, by=director, at=NOW, gaps_known=True)
    assert sent.sent_on == TODAY
    assert Event.objects.get(action="answer_sent").after["gaps"] == 4


def test_sending_freezes_meets_the_last_day_and_moves_the_case(case, answer, finding, editor, director):
    last_day = a_deadline(case, date(2026, 11, 30))
    other = a_deadline(case, date(2026, 11, 20), what="documents")
    complete(answer, finding, editor)
    sent, left = actions.send_answer(answer=answer, sent_on=TODAY, by=director, at=NOW)
    for row in (case, last_day, other):
        row.refresh_from_db()
    assert left == ()
    assert case.state == Case.State.ANSWERED
    assert (last_day.met_on, last_day.met_by) == (TODAY, director)
    assert other.met_on is None
    assert sent.content["signed_by"] == "Karin Ås, skolchef"
    assert sent.checksum == checksum_of(sent.content)
    assert [e.action for e in Event.objects.filter(scope_case=str(case.id)).order_by("-id")[:3]] == [
        "case_answered",
        "deadline_met",
        "answer_sent",
    ]


def test_a_case_that_has_no_such_step_stays(case, answer, finding, editor, director):
    Case.objects.filter(pk=case.pk).update(state="announced")
    complete(answer, finding, editor)
    _, left = actions.send_answer(answer=answer, sent_on=TODAY, by=director, at=NOW)
    case.refresh_from_db()
    assert (left, case.state) == (("case_stays",), "announced")


def send(answer, finding, editor, director):
    complete(answer, finding, editor)
    return actions.send_answer(answer=answer, sent_on=TODAY, by=director, at=NOW)[0]


def test_a_sent_answer_is_refused_every_change(answer, finding, editor, director):
    sent = send(answer, finding, editor, director)
    with pytest.raises(actions.AnswerIsSent):
        write(sent, finding, editor, result="Ändrat.", seen=EMPTY | {"result": fingerprint("Lärarna ser skillnad.")})
    with pytest.raises(actions.AnswerIsSent):
        actions.write_introduction(answer=sent, text="Ändrat.", seen="", by=editor, at=LATER)
    with pytest.raises(actions.AnswerIsSent):
        actions.send_answer(answer=sent, sent_on=TODAY, by=director, at=LATER)


@pytest.mark.parametrize("field", ["content", "checksum", "introduction", "sent_on"])
def test_the_database_itself_refuses_to_change_a_sent_answer(answer, finding, editor, director, field):
    sent = send(answer, finding, editor, director)
    value = {"content": {"a": 1}, "checksum": "x" * 64, "introduction": "Nytt", "sent_on": date(2026, 1, 1)}[field]
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.filter(pk=sent.pk).update(**{field: value})
    with pytest.raises(DatabaseError), transaction.atomic():
        AnswerItem.objects.filter(answer=sent).update(result="Nytt")


def test_a_sent_answer_prints_the_same_whatever_happens_to_the_case(case, answer, finding, editor, director):
    sent = send(answer, finding, editor, director)
    before = render_pdf(answer_paper(content_of(draft_of(sent)))).content
    finding.text, finding.state = "Ändrad text", FindingState.IN_LINE
    finding.save()
    Case.objects.filter(pk=case.pk).update(title="Annat namn")
    director.name = "Ny Skolchef"
    director.save()
    again = Answer.objects.get(pk=sent.pk)
    assert render_pdf(answer_paper(content_of(draft_of(again)))).content == before


def test_the_next_answer_begins_with_what_was_sent(case, answer, finding, editor, director):
    sent = send(answer, finding, editor, director)
    following = actions.begin_answer(case=case, by=editor, at=LATER)
    assert (following.number, following.introduction) == (2, "Så här har vi arbetat.")
    assert following.items.get().result == "Lärarna ser skillnad."
    write(following, finding, editor, result="Nu.", seen=EMPTY | {"result": fingerprint("Lärarna ser skillnad.")})
    assert sent.items.get().result == "Lärarna ser skillnad."


def test_the_content_is_what_was_registered_and_written(case, answer, finding, editor):
    unit = a_unit(case.holder, "Björkskolan")
    finding.school_unit = unit
    finding.save()
    a_measure(finding, "Läsgrupper", owner=editor, state="done", done_on=date(2026, 5, 20), result="Två av tre.")
    Evidence.objects.create(finding=finding, note="Lästest i maj", added_at=NOW)
    write(answer, finding, editor, effect="effect", remains="Inget återstår.")
    content = content_of(draft_of(answer))
    [area] = content.areas
    [said] = area.findings
    assert (content.organiser, content.authority, content.case_number) == (
        "Almviks kommun",
        "Skolinspektionen",
        "SI 2025:1234",
    )
    assert (said.unit, said.effect, said.remains, said.evidence) == (
        "Björkskolan",
        "effect",
        "Inget återstår.",
        ("Lästest i maj",),
    )
    [measure] = said.measures
    assert (measure.what, measure.by_whom, measure.done_on, measure.result) == (
        "Läsgrupper",
        "Bo Ek",
        date(2026, 5, 20),
        "Två av tre.",
    )


def test_numbers_are_those_of_the_case(case, answer, finding):
    area = finding.area
    first = a_finding(case, area, "Först, redan klar.", state="in_line", ordering=0)
    finding.ordering = 1
    finding.save()
    assert [(p.finding, p.number) for p in draft_of(answer).parts] == [(finding, 2)]
    assert first not in answered_in(case)
