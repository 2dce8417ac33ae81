"""Dialogues: a decided model, two sides that prepare, agreements that are carried on, an evaluation by both."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from likvard.access.queries import grants_of
from likvard.ledger.models import Event
from likvard.quality.actions import ChangedMeanwhile, fingerprint
from likvard.quality.actions import dialogues as act
from likvard.quality.actions.evaluations import evaluate
from likvard.quality.actions.mandates import end_mandate, give_mandate, take_up_mandate
from likvard.quality.actions.memos import MemoIsIssued, MemoLacks, begin_memo, issue_memo, write_memo
from likvard.quality.actions.series import (
    ModelIsDecided,
    add_party,
    change_series,
    decide_series,
    leave_series,
    propose_series,
)
from likvard.quality.models import Agreement, Dialogue, Mandate, Memo, Series
from likvard.quality.queries.dialogues import carried_to, evaluation_result, party_lines, school_year_of, topics_of
from likvard.quality.queries.mandates import late_by, mandate_lines
from likvard.quality.queries.todo import errands
from likvard.quality.queries.visibility import (
    agreements_visible_to,
    dialogues_visible_to,
    mandates_visible_to,
    parties_visible_to,
    series_visible_to,
    sides_of,
)
from likvard.rulebook.dialogues import dialogue_models, parse
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_dialogue, a_party, a_series, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def almvik():
    return an_organiser()


@pytest.fixture
def director(almvik):
    return a_user(Role.DIRECTOR, almvik, name="Karin Ås", title="skolchef")


def test_the_models_are_whole():
    models = dialogue_models()
    assert set(models) == {"independent", "own_units", "quarterly"}
    assert [t.heading for t in models["independent"].topics] == [
        "Trygghet och säkerhet",
        "Resultat och kvalitet",
        "Behov av kompetensutveckling",
        "Befolkningsprognos och behov av platser",
        "Överlämningar",
        "Barn- och elevhälsa",
    ]
    assert models["quarterly"].times_a_year == 4


def test_a_model_file_that_is_wrong_says_what():
    with pytest.raises(ValueError, match=r"dialogues/x.toml: has \['party'\]"):
        parse(b'party = "own_unit"', "x")


def test_a_series_waits_for_its_decision(almvik, director):
    series = propose_series(holder=almvik, template="independent", title="Kvalitetssamtal", by=director, at=NOW)
    actor = an_organiser("Björkhagens friskola AB", kind="independent")
    party = add_party(series=series, organisation=actor, by=director, at=NOW)
    with pytest.raises(act.ModelIsNotDecided):
        act.plan_dialogue(party=party, day=date(2026, 12, 1), by=director, at=NOW)
    decide_series(
        series=series, decided_on=date(2026, 11, 4), paragraph="§ 61", trial_until=date(2027, 12, 31),
        evaluation_due=date(2028, 2, 1), version=1, by=director, at=NOW,
    )  # fmt: skip
    party.refresh_from_db()
    dialogue = act.plan_dialogue(party=party, day=date(2026, 12, 1), by=director, at=NOW)
    assert [t["key"] for t in dialogue.agenda] == [
        "safety", "results", "competence", "forecast", "transitions", "health",
    ]  # fmt: skip


def test_what_was_decided_is_not_changed_afterwards(almvik, director):
    series = a_series(almvik)
    with pytest.raises(ModelIsDecided):
        change_series(series=series, version=1, by=director, at=NOW, purposes=["Något annat"])
    assert change_series(series=series, version=1, by=director, at=NOW, title="Dialog").title == "Dialog"
    assert Series.objects.get().purposes == series.purposes


def test_a_party_comes_leaves_and_comes_back(almvik, director):
    series, unit = a_series(almvik), a_unit(almvik)
    party = add_party(series=series, organisation=almvik, school_unit=unit, by=director, at=NOW)
    leave_series(party=party, left_on=TODAY, reason="Skolan har lagts ned.", by=director, at=NOW)
    assert add_party(series=series, organisation=almvik, school_unit=unit, by=director, at=NOW) == party
    party.refresh_from_db()
    assert (party.left_on, party.left_reason) == (None, "")


def test_each_side_reads_the_other_when_it_is_shared(almvik, director):
    unit = a_unit(almvik)
    principal = a_user(Role.PRINCIPAL, almvik, [unit])
    dialogue = a_dialogue(a_party(a_series(almvik), unit))
    act.write_text(
        dialogue=dialogue, topic="results", side="holder", text="Svenskan faller.", seen=fingerprint(""),
        by=director, at=NOW,
    )  # fmt: skip
    act.write_text(
        dialogue=dialogue, topic="results", side="party", text="Vi har bytt metod.", seen=fingerprint(""),
        by=principal, at=NOW,
    )  # fmt: skip

    def seen(side):
        page = topics_of(dialogue, frozenset({side}))[0]
        return page.holder and page.holder.text, page.party and page.party.text

    assert seen("holder") == ("Svenskan faller.", None)
    assert seen("party") == (None, "Vi har bytt metod.")
    act.share_preparation(dialogue=dialogue, side="holder", by=director, at=NOW)
    assert seen("party") == ("Svenskan faller.", "Vi har bytt metod.")
    assert seen("holder") == ("Svenskan faller.", None)


def test_two_who_write_the_same_notes_lose_nothing(almvik, director):
    dialogue = a_dialogue(a_party(a_series(almvik), a_unit(almvik)))
    words = {"dialogue": dialogue, "topic": "results", "side": "notes", "seen": fingerprint(""), "at": NOW}
    act.write_text(**words, text="En.", by=director)
    with pytest.raises(ChangedMeanwhile) as told:
        act.write_text(**words, text="Två.", by=None)
    assert (told.value.current, told.value.mine) == ({"text": "En."}, {"text": "Två."})
    with pytest.raises(ValueError, match="not on the agenda"):
        act.write_text(**(words | {"topic": "weather"}), text="Sol.", by=None)


def test_a_dialogue_ends_in_agreements_or_says_why_not(almvik, director):
    dialogue = a_dialogue(a_party(a_series(almvik), a_unit(almvik)))
    held = {
        "dialogue": dialogue,
        "held_on": TODAY,
        "present": "Rektor, skolchef",
        "sheet": {"rows": []},
        "by": director,
    }
    with pytest.raises(act.NothingAgreed):
        act.hold_dialogue(**held, version=1, at=NOW)
    act.agree(dialogue=dialogue, what="Läsgrupper", until=date(2027, 3, 1), owner_named="Rektor", by=director, at=NOW)
    assert act.hold_dialogue(**held, version=1, at=NOW).state == Dialogue.State.HELD
    with pytest.raises(act.DialogueIsOver):
        act.write_text(
            dialogue=dialogue, topic="results", side="notes", text="Sent", seen=fingerprint(""), by=director, at=NOW
        )
    with pytest.raises(act.DialogueIsOver):
        act.cancel_dialogue(dialogue=dialogue, reason="Sjukdom", version=2, by=director, at=NOW)


def test_agreements_are_carried_until_they_end(almvik, director):
    party = a_party(a_series(almvik), a_unit(almvik))
    first, second, third = (a_dialogue(party, date(2026, 12, 1) + timedelta(days=90 * n)) for n in range(3))
    kept = act.agree(dialogue=first, what="Stöd", until=date(2027, 2, 1), owner=director, by=director, at=NOW)
    done = act.agree(dialogue=first, what="Rast", until=date(2027, 2, 1), owner=director, by=director, at=NOW)
    act.end_agreement(
        agreement=done, state="done", outcome="Vuxna är ute.", effect="effect", ended_on=second.day, version=1,
        by=director, at=NOW,
    )  # fmt: skip
    assert set(carried_to(first)) == set()
    assert set(carried_to(second)) == {kept, done}  # what ended since then is told once
    assert set(carried_to(third)) == {kept}
    other = a_dialogue(a_party(party.series, a_unit(almvik, "Hamnskolan")), third.day)
    assert carried_to(other) == ()


@pytest.mark.parametrize(
    ("state", "outcome", "effect"),
    [("done", "", "effect"), ("done", "Gjort.", ""), ("dropped", "", ""), ("open", "Gjort.", "effect")],
)
def test_an_agreement_ends_with_its_effect(almvik, director, state, outcome, effect):
    dialogue = a_dialogue(a_party(a_series(almvik), a_unit(almvik)))
    agreement = act.agree(dialogue=dialogue, what="Stöd", until=TODAY, owner=director, by=director, at=NOW)
    with pytest.raises(ValueError, match="end"):
        act.end_agreement(
            agreement=agreement, state=state, outcome=outcome, effect=effect, ended_on=TODAY, version=1,
            by=director, at=NOW,
        )  # fmt: skip
    assert Agreement.objects.get().state == Agreement.State.OPEN


def test_the_database_wants_an_owner(almvik):
    dialogue = a_dialogue(a_party(a_series(almvik), a_unit(almvik)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(dialogue=dialogue, what="Stöd", until=TODAY, created_at=NOW)


# decided on, last day, today → days late
LATE = [
    (date(2018, 6, 20), date(2019, 12, 31), date(2020, 11, 24), 329),
    (date(2018, 6, 20), None, date(2019, 6, 20), None),
    (date(2018, 6, 20), None, date(2019, 6, 21), 1),
    (date(2026, 6, 20), date(2026, 11, 18), date(2026, 11, 18), None),
]


@pytest.mark.parametrize(("decided", "due", "today", "late"), LATE)
def test_decided_and_not_done(almvik, director, decided, due, today, late):
    mandate = give_mandate(
        holder=almvik, what="Inför kvalitetssamtal", decided_by="Barn- och utbildningsnämnden", decided_on=decided,
        paragraph="§ 56", due_on=due, by=director, at=NOW,
    )  # fmt: skip
    assert late_by(mandate, today) == late
    ended = end_mandate(
        mandate=mandate, state="done", ended_on=today, grounds="Samtal hålls.", version=1, by=director, at=NOW
    )
    assert late_by(ended, today) is None
    again = take_up_mandate(mandate=ended, version=2, by=director, at=NOW)
    assert (late_by(again, today), again.grounds) == (late, "")


def test_mandates_that_are_late_come_first(almvik, director):
    def given(what, due):
        return give_mandate(
            holder=almvik,
            what=what,
            decided_by="Nämnden",
            decided_on=date(2026, 1, 10),
            due_on=due,
            by=director,
            at=NOW,
        )

    soon, late, later = given("A", date(2027, 1, 1)), given("B", date(2026, 11, 1)), given("C", date(2026, 5, 1))
    done = end_mandate(
        mandate=given("D", None), state="dropped", ended_on=TODAY, grounds="§ 9", version=1, by=director, at=NOW
    )
    lines = mandate_lines(grants_of(director, TODAY), today=TODAY)
    assert [line.mandate for line in lines] == [later, late, soon, done]
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.filter(pk=soon.pk).update(state="done")


def test_a_party_sees_its_own_and_no_other(almvik, director):
    series = a_series(almvik)
    north, south = a_unit(almvik, "Norra skolan"), a_unit(almvik, "Södra skolan")
    actor = an_organiser("Björkhagens friskola AB", kind="independent")
    people = {
        "north": a_user(Role.PRINCIPAL, almvik, [north]),
        "south": a_user(Role.PRINCIPAL, almvik, [south]),
        "actor": a_user(Role.DIRECTOR, actor),
        "stranger": a_user(Role.DIRECTOR, an_organiser("Granby kommun")),
        "director": director,
    }
    rows = {
        "north": a_dialogue(a_party(series, north)),
        "south": a_dialogue(a_party(series, south)),
        "actor": a_dialogue(a_party(series, organisation=actor)),
    }
    agreed = {
        name: act.agree(dialogue=row, what=name, until=TODAY, owner_named=name, by=director, at=NOW)
        for name, row in rows.items()
    }
    give_mandate(holder=almvik, what="x", decided_by="y", decided_on=TODAY, by=director, at=NOW)
    for name, person in people.items():
        grants = grants_of(person, TODAY)
        mine = set(rows) if name == "director" else {name} & set(rows)
        assert set(dialogues_visible_to(grants)) == {rows[n] for n in mine}
        assert set(agreements_visible_to(grants)) == {agreed[n] for n in mine}
        assert set(parties_visible_to(grants)) == {rows[n].party for n in mine}
        assert set(series_visible_to(grants)) == ({series} if mine else set())
        assert mandates_visible_to(grants).count() == (1 if name == "director" else 0)
        assert {n: sides_of(grants, row.party) for n, row in rows.items()} == {
            n: frozenset({"holder"} if name == "director" else {"party"} if n == name else ()) for n in rows
        }
    Series.objects.update(state="proposed")
    assert set(series_visible_to(grants_of(people["north"], TODAY))) == set()


def test_the_year_of_a_series(almvik, director):
    series = a_series(almvik)
    party = a_party(series, a_unit(almvik))
    held = a_dialogue(party, date(2026, 10, 1), state="held", held_on=date(2026, 10, 1))
    a_dialogue(party, date(2026, 3, 1))  # the school year before
    act.agree(dialogue=held, what="x", until=date(2026, 11, 1), owner=director, by=director, at=NOW)
    act.agree(dialogue=held, what="y", until=date(2027, 1, 1), owner=director, by=director, at=NOW)
    (line,) = party_lines(series, grants_of(director, TODAY), today=TODAY)
    assert (line.dialogues, line.open_agreements, line.late_agreements, line.missing) == ((held,), 2, 1, 1)
    assert school_year_of(date(2026, 6, 30)) == date(2025, 7, 1)
    assert school_year_of(date(2026, 7, 1)) == date(2026, 7, 1)


def test_both_sides_evaluate_and_it_is_added_up(almvik, director):
    series = a_series(almvik)
    party = a_party(series, a_unit(almvik))
    silent = a_party(series, a_unit(almvik, "Hamnskolan"))
    for one in (party, silent):
        a_dialogue(one, date(2026, 10, 1), state="held", held_on=date(2026, 10, 1))
    given = {"series": series, "year": 2026, "keep": "", "change": "", "by": director, "at": NOW}
    evaluate(**(given | {"party": None, "grades": {"0": 4, "1": 3}, "keep": "Dagordningen"}))
    evaluate(**(given | {"party": party, "grades": {"0": 1}}))
    evaluate(**(given | {"party": party, "grades": {"0": 2}, "change": "Kortare"}))  # takes the place of the first
    result = evaluation_result(series, 2026)
    assert (result.asked, result.answered, result.keep, result.change) == (3, 2, ("Dagordningen",), ("Kortare",))
    assert [(p.holder, p.parties, p.answered, p.mean) for p in result.purposes] == [
        ({4: 1}, {2: 1}, 2, 3.0),
        ({3: 1}, {}, 1, 3.0),
    ]
    for grades in ({"2": 3}, {"0": 5}):
        with pytest.raises(ValueError, match="1 to 4"):
            evaluate(**(given | {"party": None, "grades": grades}))


def test_the_memo_tells_what_was_done_and_what_was_not(almvik, director):
    mandate = give_mandate(
        holder=almvik, what="Inför kvalitetssamtal på prov.", decided_by="Barn- och utbildningsnämnden",
        decided_on=date(2024, 6, 20), paragraph="§ 56", due_on=date(2025, 12, 31), by=director, at=NOW,
    )  # fmt: skip
    series = a_series(
        almvik, title="Kvalitetssamtal", mandate=mandate, trial_until=date(2026, 12, 31), paragraph="§ 61"
    )
    party = a_party(series, a_unit(almvik))
    held = a_dialogue(party, date(2026, 10, 1), state="held", held_on=date(2026, 10, 1))
    act.agree(dialogue=held, what="Hemligt ärende", until=date(2026, 11, 1), owner=director, by=director, at=NOW)
    evaluate(
        series=series, party=party, year=2026, grades={"0": 3}, keep="", change="Kortare", by=director, at=NOW
    )  # fmt: skip
    memo = begin_memo(series=series, today=TODAY, by=director, at=NOW)
    assert begin_memo(series=series, today=TODAY, by=director, at=NOW) == memo
    texts = memo.texts
    assert texts["board"] == "Barn- och utbildningsnämnden"
    assert texts["proposals"] == [
        "Utvärderingen av kvalitetssamtal 2026 godkänns.",
        "Modellen fastställs och gäller tills vidare.",
    ]
    assert "den 20 juni 2024, § 56 uppdraget: Inför kvalitetssamtal på prov." in texts["matter"]
    assert "Uppdraget är inte antecknat som genomfört. Det är 322 dagar sent." in texts["background"]
    assert "1 överenskommelse. 0 är genomförda" in texts["background"]
    assert "1 pågår, varav 1 har passerat sin sista dag." in texts["background"]
    assert "1 av 2 har svarat" in texts["evaluation"]
    assert (texts["economy"], texts["children"]) == ("", "")

    with pytest.raises(MemoLacks) as missing:
        issue_memo(memo=memo, issued_on=TODAY, version=1, by=director, at=NOW)
    assert missing.value.parts == ("economy", "children")
    written = texts | {"economy": "Inga.", "children": "Bättre skolor."}
    memo = write_memo(memo=memo, texts=written, version=1, by=director, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        write_memo(memo=memo, texts=written | {"economy": "Annat"}, version=1, by=director, at=NOW)
    memo = issue_memo(memo=memo, issued_on=TODAY, version=2, by=director, at=NOW)
    assert (memo.content["signed_by"], len(memo.checksum)) == ("Karin Ås, skolchef", 64)
    with pytest.raises(MemoIsIssued):
        write_memo(memo=memo, texts=written | {"economy": "Annat"}, version=3, by=director, at=NOW)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Memo.objects.update(texts={})
    assert begin_memo(series=series, today=TODAY, by=director, at=NOW).number == 2
    assert "Hemligt" not in str(list(Event.objects.values_list("after", flat=True)))


def test_what_dialogues_ask_of_each(almvik, director):
    unit = a_unit(almvik)
    principal = a_user(Role.PRINCIPAL, almvik, [unit], name="Johan Ek")
    series = a_series(almvik, evaluation_due=TODAY)
    near, far = a_dialogue(a_party(series, unit), TODAY), a_dialogue(series.parties.get(), TODAY + timedelta(days=40))
    passed = a_dialogue(series.parties.get(), TODAY - timedelta(days=1))
    agreed = {"dialogue": passed, "owner": principal, "by": director, "at": NOW}
    soon = act.agree(what="Läsgrupper", until=TODAY + timedelta(days=3), **agreed)
    later = act.agree(what="Rastvakter", until=TODAY + timedelta(days=90), **agreed)
    mandate = give_mandate(
        holder=almvik, what="Inför samtal", decided_by="Nämnden", decided_on=date(2025, 1, 1), by=director, at=NOW
    )

    def of(person):
        return {(e.kind, e.subject, e.who) for e in errands(person, grants_of(person, TODAY), today=TODAY)}

    assert of(principal) == {("agreement", soon.id, ""), ("agreement", later.id, ""), ("dialogue", near.id, "")}
    assert of(director) == {
        ("agreement", soon.id, "Johan Ek"), ("dialogue", near.id, ""), ("dialogue", passed.id, ""),
        ("mandate", mandate.id, ""), ("evaluation", series.id, ""),
    }  # fmt: skip
    assert far.id not in {e[1] for e in of(director)}
    assert of(a_user(Role.DIRECTOR, an_organiser("Granby kommun"))) == set()
