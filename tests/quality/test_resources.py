"""Money by need: the engine's amounts to the krona, nobody small told of, frozen for ever, followed to its effect."""

import math
import random
from datetime import date
from itertools import pairwise

import pytest
from django.db import DatabaseError, connection, transaction

from likvard.access.queries import grants_of
from likvard.ledger.models import Event
from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.actions.effects import note_effect
from likvard.quality.actions.measures import add_measure
from likvard.quality.actions.resources import (
    CannotBeDecided,
    IsDecided,
    Told,
    TooManyProposals,
    add_proposal,
    change_proposal,
    change_round,
    choose_units,
    decide,
    fetch_figures,
    fill_units,
    note_payments,
    open_round,
    remove_proposal,
    tie_measure,
    untie_measure,
)
from likvard.quality.models import AllocatedUnit, Allocation, ResourceProposal, ResourceRound, ResourceUnit
from likvard.quality.queries.resources import (
    allocations_visible_to,
    decided_allocations,
    followed,
    resource_rounds_visible_to,
    result_of,
)
from likvard.quality.queries.todo import errands
from likvard.reports.frozen import checksum_of
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_unit, a_user, an_organiser
from tests.factories.resources import a_pot, a_proposal, an_allocation

pytestmark = pytest.mark.django_db

FIGURES = {
    "2022": {"pupils": 300, "parents": 60.0, "abroad": 20.0},
    "2023": {"pupils": 310, "parents": 58.0, "abroad": 22.0},
}


@pytest.fixture
def holder():
    return an_organiser("Almviks kommun", municipality_code="9999")


@pytest.fixture
def units(holder):
    return [a_unit(holder, name) for name in ("Björkskolan", "Granskolan", "Tallskolan")]


@pytest.fixture
def pot(holder, units):
    return a_pot(holder, dict(zip(units, [(300, 80.0), (200, 100.0), (100, 160.0)], strict=True)))


def unsaved(rows, **fields):
    """A pot that is nowhere stored: `(pupils, parents, abroad)` of each unit."""
    round_ = ResourceRound(title="x", year=2027, pot=fields.pop("pot", 10_000_000))
    units = [
        ResourceUnit(
            round=round_, code=f"{n:08d}", name=f"Skola {n:02d}",
            figures={"2023": {"pupils": pupils, "parents": parents, "abroad": abroad}},
        )
        for n, (pupils, parents, abroad) in enumerate(rows)
    ]  # fmt: skip
    proposal = ResourceProposal(round=round_, number=1, name="A", **({"share": 0.2, "years": 1} | fields))
    return result_of(proposal, round_, units)


@pytest.mark.parametrize("model", [{"need": "expected"}, {"need": "weighted", "weights": {"parents": 2, "abroad": 1}}])
@pytest.mark.parametrize("limits", [(None, None), (0.9, None), (0.95, 1.1), (None, 1.05)])
def test_every_krona_is_given_and_more_need_never_gives_less(model, limits):
    chance = random.Random(f"{model}{limits}")
    for _ in range(12):
        rows = [
            (chance.randint(1, 700), chance.uniform(5, 95), chance.choice([None, chance.uniform(0, 95)]))
            for _ in range(chance.randint(2, 25))
        ]
        pot = chance.randint(1_000, 900_000_000)
        found = unsaved(rows, pot=pot, floor=limits[0], ceiling=limits[1], share=chance.uniform(0, 1), **model)
        if "fault" in found:
            assert all(pupils < 10 for pupils, *_ in rows)
            continue
        assert sum(row["amount"] for row in found["units"]) == pot
        assert sum(row["equal"] for row in found["units"]) == pot
        own = sorted((row for row in found["units"] if row["index"] is not None), key=lambda row: row["index"])
        for less, more in pairwise(own):
            assert more["per_pupil"] >= less["per_pupil"] - 1e-6 * found["mean"]
        for row in found["units"]:
            assert row["per_pupil"] >= (limits[0] or 0) * found["mean"] * (1 - 1e-9)
            assert row["per_pupil"] <= (limits[1] or math.inf) * found["mean"] * (1 + 1e-9)


def test_the_printed_formula_gives_the_amounts():
    found = unsaved([(300, 60.0, 20.0), (200, 40.0, None), (100, 25.0, 70.0)], need="expected", floor=0.9, ceiling=1.2)
    formulas = {tuple(one["columns"]): one for one in found["formulas"]}
    intake = [{"parents": 60.0, "abroad": 20.0}, {"parents": 40.0}, {"parents": 25.0, "abroad": 70.0}]
    for row, known in zip(found["units"], intake, strict=True):
        formula = formulas[tuple(name for name in ("parents", "abroad") if name in known)]
        line = formula["constant"] + sum(
            weight * known[name] for name, weight in zip(formula["columns"], formula["coefficients"], strict=True)
        )
        need = 1 / (1 + math.exp(-line))
        per_pupil = found["base"] + found["slope"] * need / found["mean_need"]
        per_pupil = min(max(per_pupil, found["floor"]), found["ceiling"])
        assert abs(per_pupil * row["pupils"] - row["amount"]) <= 1
    assert [row["note"] for row in found["units"]] == ["", "without_abroad", ""]


def test_few_pupils_are_told_nothing_of_and_their_amount_tells_nothing():
    rich = unsaved([(9, 95.0, 1.0), (200, 40.0, 30.0), (100, 25.0, 70.0)], need="expected")
    poor = unsaved([(9, 5.0, 95.0), (200, 40.0, 30.0), (100, 25.0, 70.0)], need="expected")
    assert rich == poor
    assert [(row["index"], row["need"], row["note"]) for row in rich["units"][:1]] == [(None, None, "few")]
    assert rich["units"][0]["per_pupil"] == pytest.approx(rich["mean"])


def test_what_a_change_of_ten_per_cent_moves_is_told_of_every_weight_and_level():
    found = unsaved(
        [(300, 60.0, 20.0), (200, 40.0, 35.0), (100, 25.0, 70.0)], need="expected", floor=0.9, ceiling=1.2, years=2
    )
    assert [one["what"] for one in found["sensitivity"]] == ["share", "floor", "ceiling", "parents", "abroad"]
    more = unsaved([(300, 60.0, 20.0), (200, 40.0, 35.0), (100, 25.0, 70.0)], need="expected", floor=0.9, ceiling=1.2,
                   years=2, share=0.22)  # fmt: skip
    moved = sum(abs(a["amount"] - b["amount"]) for a, b in zip(found["units"], more["units"], strict=True)) / 2
    assert found["sensitivity"][0]["moved"] == pytest.approx(moved, abs=1)


def test_the_mean_of_years_and_the_years_beside_each_other(holder, units, pot):
    for place, unit in enumerate(pot.units.all()):
        unit.figures = {
            str(year): {"pupils": 100, "parents": 60 - 10 * place - (5 if year == 2023 else 0), "abroad": 20.0}
            for year in (2021, 2022, 2023)
        }
        unit.save()
    one = a_proposal(pot, need="expected", share=0.3)
    three = a_proposal(pot, need="expected", share=0.3, years=3)
    assert one.result["stability"]["years"] == [2021, 2022, 2023]
    assert {len(values) for values in one.result["stability"]["units"].values()} == {3}
    assert [row["what"] for row in one.result["sensitivity"]][-1] == "years_3"
    assert [row["what"] for row in three.result["sensitivity"]][-1] == "years_1"
    assert one.result["units"] != three.result["units"]


def test_an_index_gives_the_engines_amounts(pot):
    proposal = a_proposal(pot, share=0.2)
    # Mean index (300·80 + 200·100 + 100·160) / 600 = 100; mean amount 16 666.67.
    assert [row["amount"] for row in proposal.result["units"]] == [4_800_000, 3_333_333, 1_866_667]
    assert [round(row["index"]) for row in proposal.result["units"]] == [80, 100, 160]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"pupils": None, "index": 100.0}, "1 av enheterna saknar antal elever: Granskolan"),
        ({"pupils": 100, "index": None}, "1 av enheterna saknar index: Granskolan"),
    ],
)
def test_what_is_lacking_is_named(holder, units, told, words):
    pot = open_round(
        holder=holder, title="x", year=2027, pot=1000, codes=[one.school_unit_code for one in units], today=TODAY,
        by=None, at=NOW,
    )  # fmt: skip
    fill_units(
        round_=pot,
        told={one.school_unit_code: Told(**(told if one.name == "Granskolan" else {"pupils": 50, "index": 90.0}))
              for one in units},
        by=None, at=NOW,
    )  # fmt: skip
    proposal = a_proposal(pot)
    assert words in proposal.result["fault"]["sv"]
    with pytest.raises(CannotBeDecided):
        an_allocation(proposal)


def test_proposals_follow_what_they_stand_on(pot, units):
    proposal = a_proposal(pot)
    change_round(round_=pot, title="Grundskola", year=2027, pot=20_000_000, version=1, by=None, at=NOW)
    proposal.refresh_from_db()
    assert sum(row["amount"] for row in proposal.result["units"]) == 20_000_000
    choose_units(round_=pot, codes=[one.school_unit_code for one in units[:2]], by=None, at=NOW)
    proposal.refresh_from_db()
    assert [row["name"] for row in proposal.result["units"]] == ["Björkskolan", "Granskolan"]


def test_five_proposals_are_the_most(pot):
    made = [a_proposal(pot, name=str(n)) for n in range(5)]
    with pytest.raises(TooManyProposals):
        a_proposal(pot)
    remove_proposal(proposal=made[2], by=None, at=NOW)
    assert a_proposal(pot).number == 3


def test_what_is_decided_is_frozen_with_its_formula(pot, units):
    proposal = a_proposal(pot, share=0.2)
    allocation = an_allocation(proposal)
    assert allocation.checksum == checksum_of(allocation.content)
    assert [one.amount for one in allocation.units.all()] == [row["amount"] for row in proposal.result["units"]]
    assert allocation.content["units"] == proposal.result["units"]
    refused = [
        lambda: change_round(round_=pot, title="y", year=2027, pot=1, version=1, by=None, at=NOW),
        lambda: choose_units(round_=pot, codes=[], by=None, at=NOW),
        lambda: fill_units(round_=pot, told={}, by=None, at=NOW),
        lambda: fetch_figures(round_=pot, today=TODAY, by=None, at=NOW),
        lambda: add_proposal(round_=pot, by=None, at=NOW, name="z", need="index", share=0.1),
        lambda: change_proposal(proposal=proposal, version=1, share=0.5, by=None, at=NOW),
        lambda: remove_proposal(proposal=proposal, by=None, at=NOW),
        lambda: an_allocation(proposal),
    ]
    for attempt in refused:
        with pytest.raises(IsDecided):
            attempt()


@pytest.mark.parametrize("table", [Allocation, AllocatedUnit])
def test_the_database_refuses_to_change_or_remove_it(pot, table):
    an_allocation(a_proposal(pot))
    field = "pot" if table is Allocation else "amount"
    for attempt in (
        lambda: table.objects.update(**{field: 1}),
        lambda: table.objects.all()._raw_delete(connection.alias),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_what_somebody_changed_meanwhile_is_not_decided(pot):
    seen = a_proposal(pot)
    change_proposal(proposal=seen, version=1, share=0.5, by=None, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        decide(
            proposal=seen, version=1, decided_by="N", decided_on=date(2026, 1, 1), paragraph="§ 1", by=None, at=NOW
        )  # fmt: skip
    assert not Allocation.objects.exists()


def test_the_next_years_pot_knows_what_units_had(holder, units, pot):
    an_allocation(a_proposal(pot, share=0.2))
    following = open_round(
        holder=holder, title="Grundskola", year=2028, pot=11_000_000,
        codes=[one.school_unit_code for one in units], today=TODAY, by=None, at=NOW,
    )  # fmt: skip
    assert [one.before for one in following.units.all()] == [4_800_000, 3_333_333, 1_866_667]


def test_money_is_followed_to_measures_and_their_effect(holder, units, pot):
    allocation = an_allocation(a_proposal(pot, share=0.2), by=None)
    editor = a_user(Role.EDITOR, holder)
    measure = add_measure(
        holder=holder, origin="measure:", what="Två lärare till", compensatory=True, by=None, at=NOW
    )  # fmt: skip
    tall = allocation.units.get(name="Tallskolan")
    tie = tie_measure(allocated=tall, measure=measure, amount=600_000, by=editor, at=NOW)
    paid = {one.code: (one.amount, "") for one in allocation.units.all() if one.name != "Granskolan"}
    assert note_payments(allocation=allocation, paid=paid, by=editor, at=NOW) == 2
    assert note_payments(allocation=allocation, paid=paid, by=editor, at=NOW) == 0
    note_effect(
        measure=measure, answer="effect", seen="Fler läser", observation="Sex besök", on=TODAY, by=editor, at=NOW
    )
    (told,) = decided_allocations(holder.pk)
    assert (told.paid, told.unpaid, told.measures, told.with_effect) == (6_666_667, 1, 1, 1)
    rows = followed(allocation, grants_of(editor, TODAY), today=TODAY)
    assert [(row.unit.name, row.paid, [t.line.answer for t in row.ties]) for row in rows] == [
        ("Björkskolan", 4_800_000, []), ("Granskolan", None, []), ("Tallskolan", 1_866_667, ["effect"]),
    ]  # fmt: skip
    untie_measure(tie=tie, by=editor, at=NOW)
    assert decided_allocations(holder.pk)[0].measures == 0
    told = set(Event.objects.filter(subject_kind="allocation").values_list("action", flat=True))
    assert told == {"allocation_decided", "payment_noted", "payment_tied", "payment_untied"}


def test_the_errand_comes_when_the_year_is_over_and_goes_with_the_outcome(holder, units, pot):
    allocation = an_allocation(a_proposal(pot))
    editor, board = a_user(Role.EDITOR, holder), a_user(Role.BOARD_READER, holder)
    mine = grants_of(editor, TODAY)
    assert errands(editor, mine, today=date(2027, 12, 31)) == ()
    (one,) = errands(editor, mine, today=date(2028, 1, 1))
    told = (one.kind, one.subject, one.thing, one.day)
    assert told == ("outcome", allocation.pk, "Grundskola 2027", date(2028, 1, 31))
    assert errands(board, grants_of(board, TODAY), today=date(2028, 1, 1)) == ()
    note_payments(allocation=allocation, paid={one.code: (1, "") for one in allocation.units.all()}, by=None, at=NOW)
    assert errands(editor, mine, today=date(2028, 1, 1)) == ()


def test_who_sees_what(holder, units, pot):
    allocation = an_allocation(a_proposal(pot))
    work = a_pot(holder, dict(zip(units, [(1, 1.0)] * 3, strict=True)), year=2028)
    outside, stranger = a_unit(holder, "Utanför"), a_user(Role.DIRECTOR, an_organiser())
    people = {
        "editor": a_user(Role.EDITOR, holder),
        "director": a_user(Role.DIRECTOR, holder),
        "board": a_user(Role.BOARD_READER, holder),
        "own": a_user(Role.PRINCIPAL, holder, units[:1]),
        "other": a_user(Role.PRINCIPAL, holder, [outside]),
        "reviewer": a_user(Role.REVIEWER, holder),
        "stranger": stranger,
    }
    found = {}
    for who, user in people.items():
        mine = grants_of(user, TODAY)
        rows = followed(allocation, mine, today=TODAY)
        found[who] = (
            work in resource_rounds_visible_to(mine), allocation in allocations_visible_to(mine), len(rows)
        )  # fmt: skip
    assert found == {
        "editor": (True, True, 3), "director": (True, True, 3), "board": (False, True, 3), "own": (False, True, 1),
        "other": (False, False, 0), "reviewer": (False, False, 0), "stranger": (False, False, 0),
    }  # fmt: skip
