"""A round from its making to its end: what it judges by, whom it reviews, and what a closed one refuses."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from likvard.ledger.models import Event
from likvard.organisations.models import Organisation
from likvard.planning.selection import Factor, Plan, Rules
from likvard.reviews.actions import rounds
from likvard.reviews.actions.rounds import RoundRefuses, StillOpen
from likvard.reviews.models import Case, Draw, Participant, Round
from likvard.reviews.queries.draws import check, hits_of
from likvard.reviews.queries.frames import Filters, frame_for
from likvard.reviews.queries.round_status import (
    missing_judgements,
    per_participant,
    round_status,
    unanswered_in,
)
from likvard.rulebook.loading import rulebook
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_case, a_finding, a_participant, a_round, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority():
    return an_organiser("Granskningsverket", kind=Organisation.Kind.AUTHORITY)


@pytest.fixture
def lead(authority):
    return a_user(Role.REVIEW_LEAD, authority)


@pytest.fixture
def country():
    """Twelve organisers: six municipalities in two counties with three units each, six independent with one."""
    found = []
    for i in range(6):
        town = an_organiser(f"Kommun {i}", municipality_code=f"0{1 + i % 2}8{i}")
        for j in range(3):
            a_unit(town, f"Skola {i}{j}", municipality_code=town.municipality_code)
        found.append(town)
    for i in range(6):
        company = an_organiser(f"Bolag {i}", kind=Organisation.Kind.INDEPENDENT, organisation_number=f"556000000{i}")
        a_unit(company, f"Friskola {i}", municipality_code="0180", school_forms=["upper_secondary"])
        found.append(company)
    return found


def made(authority, lead, **fields) -> Round:
    definition = rulebook().for_round("thematic_quality_audit", TODAY)
    given = {"title": "Pedagogisk segregation", "individual_decisions": False, "opened_on": TODAY} | fields
    return rounds.create_round(holder=authority, definition=definition, by=lead, at=NOW, **given)


def drawn(round_, lead, n=4, **fields) -> Draw:
    given = {
        "filters": Filters(), "rules": Rules(), "plan": Plan("simple", n), "seed": "frö", "units_each": 2, "on": TODAY,
    } | fields  # fmt: skip
    return rounds.draw_sample(round_=round_, by=lead, at=NOW, **given)


def actions_told() -> list[str]:
    return list(Event.objects.order_by("number").values_list("action", flat=True))


def test_a_round_keeps_what_it_judges_by(authority, lead):
    round_ = made(authority, lead, theme="Lärare där de behövs", case_number="SI 2026:1")
    assert (round_.state, round_.kind_version) == ("planned", "2026-11-01")
    assert [area["key"] for area in round_.areas] == ["1", "2", "3", "4"]
    assert round_.areas[0]["criteria"][0]["legal_basis"] == ["4 kap. 3 § skollagen"]
    definition = rulebook().version(round_.kind, round_.kind_version)
    chosen = rounds.choose_areas(
        round_=round_, chosen={"1", "1.2", "4", "4.1", "4.2", "2"}, definition=definition, by=lead, at=NOW
    )
    assert [[c["key"] for c in area["criteria"]] for area in chosen.areas] == [["1.2"], ["4.1", "4.2"]]
    with pytest.raises(RoundRefuses, match="minst ett kriterium"):
        rounds.choose_areas(round_=round_, chosen={"1", "2"}, definition=definition, by=lead, at=NOW)
    assert actions_told() == ["round_created", "round_areas_chosen"]


def test_the_frame_holds_whom_the_filters_ask_for(authority, lead, country):
    round_ = made(authority, lead)
    everybody = frame_for(round_, Filters(), on=TODAY)
    assert len(everybody.candidates) == 12
    assert authority.name not in {c.name for c in everybody.candidates}
    keys = {c.key for c in everybody.candidates}
    assert keys == {*(f"0{1 + i % 2}8{i}" for i in range(6)), *(f"556000000{i}" for i in range(6))}
    independent = frame_for(round_, Filters(kinds=("independent",)), on=TODAY)
    assert {c.name for c in independent.candidates} == {f"Bolag {i}" for i in range(6)}
    large = frame_for(round_, Filters(least_units=2, stratify="county"), on=TODAY)
    assert {(c.size, c.stratum) for c in large.candidates} == {(3.0, "01"), (3.0, "02")}
    upper = frame_for(round_, Filters(target="units", school_forms=("upper_secondary",)), on=TODAY)
    assert {c.name for c in upper.candidates} == {f"Friskola {i}" for i in range(6)}
    figures = {"5560000000": {"merit": 210.0}, "9999999999": {"merit": 1.0}}
    own = frame_for(round_, Filters(figures=figures, size_of="merit"), on=TODAY)
    assert own.unknown == ("9999999999",)
    assert {c.size for c in own.candidates} == {210.0, None}


def test_the_frame_knows_when_somebody_was_last_reviewed(authority, lead, country):
    town = country[0]
    case = a_case(authority, organiser=town, opened_on=date(2020, 1, 1), decided_on=date(2022, 5, 1))
    a_finding(case)
    a_case(authority, organiser=town, opened_on=date(2019, 1, 1))
    a_case(town, organiser=town, opened_on=date(2026, 1, 1))  # its own case is not the authority's
    frame = frame_for(made(authority, lead), Filters(), on=TODAY)
    [found] = [c for c in frame.candidates if c.name == town.name]
    assert (found.last_reviewed, found.figures["open_findings"]) == (date(2022, 5, 1), 1.0)
    assert found.figures["years_since"] == pytest.approx(4.55, abs=0.01)
    assert {c.last_reviewed for c in frame.candidates if c.name != town.name} == {None}


def test_a_draw_keeps_its_frame_and_can_be_repeated(authority, lead, country):
    round_ = made(authority, lead)
    one = drawn(round_, lead, rules=Rules(reviewed_within_years=4, by_hand={"5560000000": "Jäv"}))
    assert (one.number, one.frame_size, one.left_out_size, len(one.result["chosen"])) == (1, 11, 1, 4)
    assert check(one).sound
    selected = Participant.objects.filter(round=round_, state="selected")
    assert {str(p.organiser_id) for p in selected} == {row["id"] for row in one.result["chosen"]}
    for participant in selected:
        assert participant.drawn_as["probability"] == pytest.approx(4 / 11)
        assert participant.units.count() == min(2, participant.organiser.school_units.count())
    # The register goes on; the draw stays what it was.
    Organisation.objects.filter(pk=selected[0].organiser_id).update(name="Nytt namn")
    assert check(Draw.objects.get()).sound
    changed = Draw.objects.get()
    changed.frame[0]["name"] = "Annan"
    assert check(changed).same_checksum is False
    with pytest.raises(DatabaseError, match="a draw never changes"), transaction.atomic():
        Draw.objects.update(seed="annat")


def test_drawing_again_needs_a_reason_and_keeps_the_first(authority, lead, country):
    round_ = made(authority, lead)
    first = drawn(round_, lead)
    with pytest.raises(ValueError, match="reason"):
        drawn(round_, lead, seed="nytt")
    second = drawn(round_, lead, seed="nytt", reason="Två huvudmän har slagits samman.")
    assert [d.number for d in Draw.objects.all()] == [2, 1]
    now = {str(p.organiser_id) for p in round_.participants.filter(state="selected")}
    assert now == {row["id"] for row in second.result["chosen"]}
    gone = {row["id"] for row in first.result["chosen"]} - now
    out = round_.participants.filter(state="withdrawn")
    assert {str(p.organiser_id) for p in out} == gone
    assert {p.reason for p in out} == ({"Urvalet drogs om: Två huvudmän har slagits samman."} if gone else set())


def test_units_of_the_whole_country_can_be_drawn(authority, lead, country):
    round_ = made(authority, lead)
    filters = Filters(target="units", stratify="kind")
    one = drawn(round_, lead, filters=filters, plan=Plan("stratified", 8))
    assert [(s["name"], s["candidates"], s["places"]) for s in one.result["strata"]] == [
        ("independent", 6, 2), ("municipality", 18, 6),
    ]  # fmt: skip
    assert check(one).sound
    units = [u for p in round_.participants.all() for u in p.units.all()]
    assert len(units) == 8
    assert all(u.school_unit.organisation_id == u.participant.organiser_id for u in units)


def test_a_score_shows_what_each_figure_adds_and_its_hits_are_counted_afterwards(authority, lead, country):
    figures = {f"556000000{i}": {"merit": 200.0 + i} for i in range(6)}
    round_ = made(authority, lead)
    plan = Plan("risk", 4, factors=(Factor("merit", 2, "low"), Factor("units", 1)), comparison=1)
    one = drawn(round_, lead, filters=Filters(kinds=("independent",), figures=figures), plan=plan)
    parts = {row["name"]: row for row in one.result["chosen"]}
    assert [row["part"] for row in one.result["chosen"]] == ["score"] * 3 + ["comparison"]
    assert parts["Bolag 0"]["contributions"][0]["points"] == pytest.approx(200 / 3)
    assert hits_of(one) is None
    rounds.start_round(round_=round_, by=lead, at=NOW)
    participants = list(round_.participants.all())
    for participant in participants[:3]:
        Case.objects.filter(pk=participant.case_id).update(decided_on=TODAY)
    a_finding(participants[0].case)
    hits = hits_of(one)
    assert (hits.reviewed, hits.of) == (3, 4)
    assert hits.by_score.of + hits.comparison.of == 3
    assert hits.by_score.found + hits.comparison.found == 1


def test_by_hand_needs_a_reason_and_nobody_is_in_twice(authority, lead, country):
    round_ = made(authority, lead)
    town, company = country[0], country[6]
    units = tuple(town.school_units.all()[:1])
    one = rounds.add_participant(round_=round_, organiser=town, units=units, reason="Signal från BEO.", by=lead, at=NOW)
    assert (one.drawn_as, one.reason, one.units.count()) == ({"how": "by_hand"}, "Signal från BEO.", 1)
    with pytest.raises(RoundRefuses, match="redan med"):
        rounds.add_participant(round_=round_, organiser=town, reason="Igen", by=lead, at=NOW)
    with pytest.raises(RoundRefuses, match="annan huvudman"):
        rounds.add_participant(round_=round_, organiser=company, units=units, reason="x", by=lead, at=NOW)
    assert "Signal" not in str(list(Event.objects.values_list("after", flat=True)))


def test_a_replacement_keeps_the_old_one_and_its_reason(authority, lead, country):
    round_ = made(authority, lead)
    drawn(round_, lead, plan=Plan("stratified", 4), filters=Filters(stratify="kind"))
    rounds.start_round(round_=round_, by=lead, at=NOW)
    old = round_.participants.first()
    coming = rounds.replace_participant(participant=old, reason="Skolan har lagts ner.", by=lead, at=NOW)
    old.refresh_from_db()
    assert (old.state, old.reason, old.replaced_by) == ("replaced", "Skolan har lagts ner.", coming)
    assert coming.organiser.kind == old.organiser.kind
    assert (coming.drawn_as["how"], coming.case.state) == ("next_in_turn", "announced")
    assert coming.units.count() == min(2, coming.organiser.school_units.count())
    with pytest.raises(RoundRefuses, match="inte längre med"):
        rounds.replace_participant(participant=old, reason="Igen", by=lead, at=NOW)
    chosen = next(o for o in country if not round_.participants.filter(organiser=o).exists())
    other = rounds.replace_participant(participant=coming, organiser=chosen, reason="Jäv", by=lead, at=NOW)
    assert (other.organiser, other.drawn_as) == (chosen, {"how": "replacement"})
    withdrawn = rounds.withdraw_participant(participant=other, reason="Upphörde.", by=lead, at=NOW)
    assert (withdrawn.state, withdrawn.reason) == ("withdrawn", "Upphörde.")
    assert round_.participants.filter(state="selected").count() == 3


def test_units_go_out_and_in_with_a_reason(authority, lead, country):
    round_ = made(authority, lead)
    town = country[0]
    one, two, three = town.school_units.order_by("name")
    participant = rounds.add_participant(round_=round_, organiser=town, units=(one, two), reason="Val", by=lead, at=NOW)
    rounds.start_round(round_=round_, by=lead, at=NOW)
    rounds.change_units(participant=participant, units=(two, three), reason="Ombyggnad.", by=lead, at=NOW)
    rows = {r.school_unit: r.replaced_reason for r in participant.units.all()}
    assert rows == {one: "Ombyggnad.", two: "", three: ""}
    participant.refresh_from_db()
    assert {u.school_unit for u in participant.case.units.all()} == {two, three}
    rounds.change_units(participant=participant, units=(one, two, three), reason="Klart.", by=lead, at=NOW)
    assert set(participant.units.values_list("replaced_reason", flat=True)) == {""}


def test_starting_opens_the_reviewers_own_case_of_each(authority, lead, country):
    round_ = made(authority, lead, case_number="SI 2026:77")
    with pytest.raises(RoundRefuses, match="Välj ut någon"):
        rounds.start_round(round_=round_, by=lead, at=NOW)
    with pytest.raises(RoundRefuses, match="inte startad"):
        rounds.require_running(round_)
    drawn(round_, lead, n=3)
    started = rounds.start_round(round_=round_, by=lead, at=NOW)
    assert started.state == "running"
    for participant in round_.participants.select_related("case"):
        case = participant.case
        assert (case.holder, case.organiser, case.state) == (authority, participant.organiser, "announced")
        assert (case.kind_checksum, case.case_number) == (round_.kind_checksum, "SI 2026:77")
        assert {u.school_unit_id for u in case.units.all()} == {u.school_unit_id for u in participant.units.all()}
        assert case.counterpart is None
    with pytest.raises(RoundRefuses, match="redan startad"):
        rounds.start_round(round_=round_, by=lead, at=NOW)
    with pytest.raises(RoundRefuses, match="bytas ut en och en"):
        drawn(round_, lead, reason="Om igen")
    assert actions_told() == ["round_created", "round_drawn", *["case_opened"] * 3, "round_started"]


def test_closing_says_what_is_unanswered_or_why_it_is_left(authority, lead, country):
    round_ = made(authority, lead)
    rounds.add_participant(round_=round_, organiser=country[0], reason="Val", by=lead, at=NOW)
    rounds.start_round(round_=round_, by=lead, at=NOW)
    with pytest.raises(ValueError, match="grounds"):
        rounds.close_round(round_=round_, day=TODAY, grounds=" ", by=lead, at=NOW)
    with pytest.raises(StillOpen) as refused:
        rounds.close_round(round_=round_, day=TODAY, grounds="Klart.", by=lead, at=NOW)
    assert [(u.what, u.n) for u in refused.value.unanswered] == [("letter", 1), ("judgements", 1)]
    closed = rounds.close_round(
        round_=round_, day=TODAY, grounds="Temat utgår.", why_left="Uppdraget drogs in.", by=lead, at=NOW
    )
    assert (closed.state, closed.closing_grounds) == ("closed", "Temat utgår.\n\nUppdraget drogs in.")
    told = str(list(Event.objects.values_list("after", flat=True)))
    assert "Temat" not in told


def test_a_closed_round_refuses_every_write(authority, lead, country):
    round_ = made(authority, lead)
    one = rounds.add_participant(round_=round_, organiser=country[0], reason="Val", by=lead, at=NOW)
    rounds.close_round(round_=round_, day=TODAY, grounds="Klart.", why_left="Inget behövs.", by=lead, at=NOW)
    definition = rulebook().version(round_.kind, round_.kind_version)
    who = {"by": lead, "at": NOW}
    writes = {
        "add": lambda: rounds.add_participant(round_=round_, organiser=country[1], reason="x", **who),
        "replace": lambda: rounds.replace_participant(participant=one, organiser=country[1], reason="x", **who),
        "withdraw": lambda: rounds.withdraw_participant(participant=one, reason="x", **who),
        "units": lambda: rounds.change_units(participant=one, units=(), reason="x", **who),
        "assign": lambda: rounds.assign_investigators(round_=round_, of={one.pk: lead}, **who),
        "draw": lambda: drawn(round_, lead, reason="x"),
        "areas": lambda: rounds.choose_areas(round_=round_, chosen={"1", "1.1"}, definition=definition, **who),
        "change": lambda: rounds.change_round(
            round_=round_, title="x", theme="", method="", case_number="", lead=None, version=round_.version, **who
        ),
        "start": lambda: rounds.start_round(round_=round_, **who),
        "close": lambda: rounds.close_round(round_=round_, day=TODAY, grounds="x", **who),
    }
    before = Event.objects.count()
    refused = {}
    for name, write in writes.items():
        with pytest.raises(RoundRefuses) as why:
            write()
        refused[name] = why.value.words.sv
    assert {words.split(".")[0] for words in refused.values()} == {"Granskningen är avslutad och kan bara läsas"}
    assert Event.objects.count() == before


def test_a_round_is_opened_again_with_a_trace(authority, lead, country):
    round_ = made(authority, lead)
    with pytest.raises(RoundRefuses, match="inte avslutad"):
        rounds.reopen_round(round_=round_, reason="x", by=lead, at=NOW)
    rounds.add_participant(round_=round_, organiser=country[0], reason="Val", by=lead, at=NOW)
    rounds.start_round(round_=round_, by=lead, at=NOW)
    rounds.close_round(round_=round_, day=TODAY, grounds="Klart.", why_left="Nej.", by=lead, at=NOW)
    with pytest.raises(ValueError, match="reason"):
        rounds.reopen_round(round_=round_, reason=" ", by=lead, at=NOW)
    opened = rounds.reopen_round(round_=round_, reason="Ett svar kom in sent.", by=lead, at=NOW)
    assert (opened.state, opened.closed_on, opened.closing_grounds) == ("running", None, "")
    assert [(n.about, n.text) for n in round_.notes.all()] == [
        ("closed", "Klart.\n\nNej."),
        ("reopened", "Ett svar kom in sent."),
    ]


def test_investigators_are_assigned(authority, lead, country):
    round_ = made(authority, lead)
    people = [a_user(Role.REVIEWER, authority) for _ in range(2)]
    drawn(round_, lead, n=4)
    participants = list(round_.participants.all())
    wanted = {p.pk: people[i % 2] for i, p in enumerate(participants)}
    assert rounds.assign_investigators(round_=round_, of=wanted, by=lead, at=NOW) == 4
    assert rounds.assign_investigators(round_=round_, of=wanted, by=lead, at=NOW) == 0
    assert {p.pk: p.investigator for p in round_.participants.all()} == wanted


def test_the_status_counts_every_criterion_and_participant(authority, lead):
    round_ = a_round(authority)
    one = an_organiser("Ett")
    first = a_participant(round_, one, (a_unit(one, "A"), a_unit(one, "B")))
    second = a_participant(round_, an_organiser("Två"))
    gone = a_participant(round_, an_organiser("Tre"), state="withdrawn", reason="Upphörde.")
    status = round_status(round_, today=TODAY)
    assert [row.participant for row in status.rows] == [first, second]
    assert [(c.area, c.key, c.done, c.of) for c in status.criteria] == [
        ("1", "1.1", 0, 2), ("1", "1.2", 0, 2), ("1", "", 0, 2), ("2", "2.1", 0, 2), ("2", "", 0, 2),
    ]  # fmt: skip
    assert per_participant(round_.areas, 2) == 3 + 2 * 2
    cells = status.rows[0].cells
    assert (cells["judgements"].done, cells["judgements"].of) == (0, 7)
    assert (cells["decisions"].of, status.rows[1].cells["decisions"].of) == (3, 1)
    assert status.rows[0].missing == ("letter", "judgements", "decisions")
    left = missing_judgements(round_, [first, second, gone])
    assert [len(left[p.pk]) for p in (first, second)] == [7, 3]
    assert {m.unit for m in left[first.pk]} == {"", "A", "B"}
    assert {u.what: u.n for u in unanswered_in(round_, today=TODAY)} == {
        "letter": 2, "judgements": 2, "decisions": 2,
    }  # fmt: skip


def test_the_number_of_questions_does_not_grow_with_participants(authority, django_assert_max_num_queries):
    round_ = a_round(authority)
    for i in range(3):
        one = an_organiser(f"Huvudman {i}")
        a_participant(round_, one, (a_unit(one, f"S{i}"),))
    with django_assert_max_num_queries(16):
        few = round_status(round_, today=TODAY)
    for i in range(3, 12):
        one = an_organiser(f"Huvudman {i}")
        a_participant(round_, one, (a_unit(one, f"S{i}"),))
    with django_assert_max_num_queries(16):
        many = round_status(round_, today=TODAY)
    assert (len(few.rows), len(many.rows)) == (3, 12)


def test_two_municipalities_with_one_code_are_both_there(authority, lead):
    """One from the register and one that somebody has added by hand: neither takes the other's key."""
    for name, number in (("Granby kommun", "2120001111"), ("Granby kommun (ny)", "2120002222")):
        a_unit(an_organiser(name, municipality_code="0199", organisation_number=number))
    frame = frame_for(made(authority, lead), Filters(), on=TODAY)
    assert {one.key for one in frame.candidates} == {"2120001111", "2120002222"}
