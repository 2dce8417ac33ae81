"""Draws: the same seed gives the same draw whatever the order, probabilities are what they say, rules are kept."""

import hashlib
import random
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.planning.selection import (
    Candidate,
    Factor,
    Plan,
    Rules,
    allocate,
    draw,
    draw_one_more,
    hit_rate,
    inclusion_probabilities,
    keep,
    longest_unreviewed,
    random_number,
    score,
    units_within,
)

ON = date(2026, 11, 18)
SEEDS = st.integers(0, 10**6).map("frö {}".format)
FACTORS = (Factor("merit", 2, "low"), Factor("unsafe", 1, "high"))


def a_frame(n: int = 40, strata: int = 4) -> list[Candidate]:
    return [
        Candidate(
            key=f"{i:04}",
            name=f"Huvudman {i}",
            stratum=f"grupp {i % strata}",
            size=float(10 + 7 * i % 93),
            figures={"merit": 200.0 + i * 3 % 47, "unsafe": None if i % 9 == 0 else float(i * 5 % 31)},
        )
        for i in range(n)
    ]


PLANS = [
    Plan("simple", 7),
    Plan("stratified", 9),
    Plan("stratified", 9, allocation="equal"),
    Plan("stratified", 9, allocation="neyman", spread_of="merit"),
    Plan("size", 8),
    Plan("risk", 8, factors=FACTORS),
    Plan("risk", 8, factors=FACTORS, comparison=3),
]


def keys(drawn) -> list[str]:
    return [c.candidate.key for c in drawn.chosen]


def test_a_random_number_can_be_worked_out_with_any_program():
    digits = hashlib.sha256(b"2026-11:0180").hexdigest()[:16]
    assert random_number("2026-11", "0180") == pytest.approx(int(digits, 16) / 16**16, abs=1e-15)
    assert 0 <= random_number("a", "b") < 1


@pytest.mark.parametrize("plan", PLANS, ids=str)
def test_the_order_of_the_frame_does_not_matter_and_the_draw_can_be_repeated(plan):
    frame = a_frame()
    first = draw(frame, plan, seed="2026-11")
    shuffled = frame[:]
    random.Random(1).shuffle(shuffled)
    assert draw(shuffled, plan, seed="2026-11") == first
    assert len(set(keys(first))) == plan.n
    assert any(keys(draw(frame, plan, seed=f"annat {i}")) != keys(first) for i in range(5)) or plan.comparison == 0


# What a fixed seed drew when this was written: a draw that was made must be repeatable for ever.
KEPT = {
    "simple": ["0030", "0008", "0023"],
    "size": ["0036", "0009", "0002"],
}


@pytest.mark.parametrize("method", KEPT)
def test_a_draw_once_made_is_the_same_for_ever(method):
    assert keys(draw(a_frame(), Plan(method, 3), seed="för alltid")) == KEPT[method]


@settings(deadline=None, max_examples=60)
@given(n=st.integers(1, 30), seed=SEEDS)
def test_probabilities_sum_to_the_number_drawn(n, seed):
    frame = a_frame(30)
    drawn = draw(frame, Plan("simple", n), seed=seed)
    assert sum(c.probability for c in drawn.chosen) == pytest.approx(n * n / 30)
    drawn = draw(frame, Plan("stratified", n), seed=seed)
    assert sum(s.probability * s.candidates for s in drawn.strata) == pytest.approx(n)
    assert sum(s.places for s in drawn.strata) == n == len(drawn.chosen)


@settings(deadline=None, max_examples=60)
@given(
    sizes=st.dictionaries(st.integers(0, 9999).map(str), st.floats(0.01, 1e6), min_size=1, max_size=40),
    share=st.floats(0, 1),
    seed=SEEDS,
)
def test_draws_by_size_have_right_probabilities(sizes, share, seed):
    n = max(1, round(share * len(sizes)))
    probabilities = inclusion_probabilities(sizes, n)
    assert sum(probabilities.values()) == pytest.approx(n)
    assert all(0 < p <= 1 for p in probabilities.values())
    uncertain = [key for key, p in probabilities.items() if p < 1]
    for one, other in pairwise(uncertain):
        assert probabilities[one] * sizes[other] == pytest.approx(probabilities[other] * sizes[one])
    frame = [Candidate(key, key, size=size) for key, size in sizes.items()]
    drawn = draw(frame, Plan("size", n), seed=seed)
    assert len(set(keys(drawn))) == n
    assert {key for key, p in probabilities.items() if p >= 1} <= set(keys(drawn))


def test_by_simulation_each_is_drawn_as_often_as_its_probability_says():
    """4 000 seeds: every candidate's frequency lies within four standard errors of its probability."""
    frame, times = a_frame(20), 4000
    for plan in (Plan("size", 6), Plan("simple", 6), Plan("stratified", 6, allocation="equal")):
        counts = Counter(key for i in range(times) for key in keys(draw(frame, plan, seed=str(i))))
        if plan.method == "size":
            expected = inclusion_probabilities({c.key: c.size for c in frame}, 6)
        elif plan.method == "simple":
            expected = dict.fromkeys((c.key for c in frame), 6 / 20)
        else:
            places = {s.name: s.probability for s in draw(frame, plan, seed="x").strata}
            expected = {c.key: places[c.stratum] for c in frame}
        for key, p in expected.items():
            error = (p * (1 - p) / times) ** 0.5
            assert abs(counts[key] / times - p) <= 4 * error + 1e-9, (plan, key)


@settings(deadline=None, max_examples=60)
@given(
    sizes=st.dictionaries(st.integers(0, 999).map(str), st.integers(0, 60), min_size=1, max_size=12),
    share=st.floats(0, 1),
    how=st.sampled_from(["proportional", "equal", "neyman"]),
    data=st.data(),
)
def test_places_over_strata_fill_exactly_and_never_overflow(sizes, share, how, data):
    n = round(share * sum(sizes.values()))
    spread = {s: data.draw(st.floats(0, 50)) for s in sizes}
    if how == "neyman" and not any(sizes[s] * spread[s] for s in sizes):
        with pytest.raises(ValueError, match="differs"):
            allocate(sizes, n, how, spread=spread) if n <= sum(sizes.values()) else None
        return
    places = allocate(sizes, n, how, spread=spread)
    assert sum(places.values()) == n
    assert all(0 <= places[s] <= sizes[s] for s in sizes)
    filled = [s for s in sizes if sizes[s]]
    if n >= len(filled):
        assert all(places[s] >= 1 for s in filled)


@pytest.mark.parametrize(
    ("sizes", "n", "how", "spread", "places"),
    [
        ({"a": 60, "b": 30, "c": 10}, 10, "proportional", None, {"a": 6, "b": 3, "c": 1}),
        ({"a": 60, "b": 30, "c": 10}, 9, "equal", None, {"a": 3, "b": 3, "c": 3}),
        ({"a": 60, "b": 2}, 10, "equal", None, {"a": 8, "b": 2}),
        ({"a": 50, "b": 50}, 12, "neyman", {"a": 5.0, "b": 1.0}, {"a": 10, "b": 2}),
        ({"a": 50, "b": 50}, 12, "neyman", {"a": 5.0, "b": 0.0}, {"a": 11, "b": 1}),
        ({"a": 5, "b": 50, "c": 0}, 2, "proportional", None, {"a": 1, "b": 1, "c": 0}),
        ({"a": 5, "b": 50, "c": 0}, 1, "proportional", None, {"a": 0, "b": 1, "c": 0}),
    ],
)
def test_allocations_worked_by_hand(sizes, n, how, spread, places):
    assert allocate(sizes, n, how, spread=spread) == places


def test_a_score_is_the_sum_of_what_each_figure_adds():
    frame = a_frame(9)
    ranked = score(frame, FACTORS)
    assert [s.score for s in ranked] == sorted((s.score for s in ranked), reverse=True)
    for one in ranked:
        assert one.score == pytest.approx(sum(part.points for part in one.contributions))
        assert 0 <= one.score <= 100
    worst = min(frame, key=lambda c: c.figures["merit"])
    merit = {s.candidate.key: s.contributions[0] for s in ranked}
    assert merit[worst.key].place == 1
    assert merit[worst.key].points == pytest.approx(100 * 2 / 3)


def test_a_missing_figure_is_said_to_be_missing_and_stands_in_the_middle():
    ranked = {s.candidate.key: s.contributions[1] for s in score(a_frame(20), FACTORS)}
    assert [(ranked[k].missing, ranked[k].place) for k in ("0000", "0009", "0001")] == [
        (True, 0.5),
        (True, 0.5),
        (False, ranked["0001"].place),
    ]


def test_equal_figures_stand_at_the_same_place():
    frame = [Candidate(str(i), str(i), figures={"x": 1.0 if i < 4 else 2.0}) for i in range(6)]
    assert {s.candidate.key: s.contributions[0].place for s in score(frame, (Factor("x", 1),))} == {
        "0": 0.3, "1": 0.3, "2": 0.3, "3": 0.3, "4": 0.9, "5": 0.9,
    }  # fmt: skip


def test_who_is_chosen_by_score_has_no_probability_but_the_comparison_has():
    drawn = draw(a_frame(), Plan("risk", 8, factors=FACTORS, comparison=3), seed="x")
    assert [(c.part, c.probability, c.weight) for c in drawn.chosen] == [("score", None, None)] * 5 + [
        ("comparison", pytest.approx(3 / 35), pytest.approx(35 / 3))
    ] * 3
    best = [s.candidate.key for s in score(a_frame(), FACTORS)][:5]
    assert set(keys(drawn)[:5]) == set(best)


def test_recently_reviewed_small_and_named_ones_are_left_out_with_their_reasons():
    candidates = [
        Candidate("1", "Nyss", last_reviewed=date(2025, 1, 1), size=100),
        Candidate("2", "På dagen", last_reviewed=date(2022, 11, 18), size=100),
        Candidate("3", "Aldrig", size=100),
        Candidate("4", "Liten", size=3),
        Candidate("5", "Utan storlek"),
        Candidate("6", "Jäv", size=100),
    ]
    rules = Rules(reviewed_within_years=4, least_size=10, by_hand={"6": "Utredaren har arbetat där."})
    frame, out = keep(candidates, rules, on=ON)
    assert [c.key for c in frame] == ["2", "3"]
    assert [(o.candidate.key, o.why, o.reason) for o in out] == [
        ("1", "reviewed_recently", ""),
        ("4", "too_small", ""),
        ("5", "too_small", ""),
        ("6", "by_hand", "Utredaren har arbetat där."),
    ]
    with pytest.raises(ValueError, match="same key"):
        keep([candidates[0], candidates[0]], Rules(), on=ON)


def test_a_leap_day_is_counted_from_the_last_of_february():
    frame, _ = keep([Candidate("1", "A", last_reviewed=date(2023, 2, 28))], Rules(1), on=date(2024, 2, 29))
    assert [c.key for c in frame] == ["1"]


def test_those_never_reviewed_come_first():
    rows = [
        Candidate("1", "B", last_reviewed=date(2020, 1, 1)),
        Candidate("2", "C"),
        Candidate("3", "A", last_reviewed=date(2014, 1, 1)),
        Candidate("4", "A"),
    ]
    assert [c.key for c in longest_unreviewed(rows)] == ["4", "2", "3", "1"]


def test_units_are_drawn_within_each_organiser():
    units = {"k1": [Candidate(f"1{i}", f"Skola {i}") for i in range(5)], "k2": [Candidate("20", "Ensam")], "k3": []}
    found = units_within(units, 2, seed="s", probabilities={"k1": 0.5, "k2": None})
    assert [(w.organiser, w.units, len(w.drawn)) for w in found] == [("k1", 5, 2), ("k2", 1, 1), ("k3", 0, 0)]
    assert [(d.probability, d.overall) for d in found[0].drawn] == [(0.4, 0.2)] * 2
    assert [(d.probability, d.overall) for d in found[1].drawn] == [(1.0, None)]
    # One organiser's units are the same when another is drawn with it or not.
    alone = units_within({"k1": units["k1"]}, 2, seed="s", probabilities={"k1": 0.5})
    assert alone[0] == found[0]


@pytest.mark.parametrize("plan", [Plan("simple", 5), Plan("stratified", 8), Plan("risk", 5, factors=FACTORS)], ids=str)
def test_a_replacement_is_the_next_in_turn(plan):
    frame = a_frame()
    drawn = draw(frame, plan, seed="x")
    leaving = drawn.chosen[0].candidate
    coming = draw_one_more(frame, drawn, instead_of=leaving.key, taken=set())
    assert coming.candidate.key not in keys(drawn)
    if plan.method == "stratified":
        assert coming.stratum == leaving.stratum
    if plan.method == "simple":  # whoever a larger draw would have taken
        assert coming.candidate.key == keys(draw(frame, Plan("simple", 6), seed="x"))[-1]
    everyone = {c.key for c in frame}
    assert draw_one_more(frame, drawn, instead_of=leaving.key, taken=everyone) is None
    assert draw_one_more(frame, drawn, instead_of="okänd", taken=set()) is None


def test_hits_of_the_score_and_of_each_factor():
    drawn = draw(a_frame(), Plan("risk", 10, factors=FACTORS, comparison=5), seed="x")
    found = keys(drawn)[:4] + keys(drawn)[-1:]
    by_score, comparison, factors = hit_rate(drawn.chosen, found)
    assert (by_score.found, by_score.of, comparison.found, comparison.of) == (4, 5, 1, 5)
    assert (round(by_score.low, 3), round(by_score.high, 3)) == (0.376, 0.964)  # Wilson, worked by hand
    assert [f.figure for f in factors] == ["merit", "unsafe"]
    for one in factors:
        assert one.worse_half.of + one.other_half.of + one.missing == 10
    nothing = hit_rate((), ())[0]
    assert (nothing.share, nothing.low, nothing.high) == (None, 0.0, 1.0)


@pytest.mark.parametrize(
    ("plan", "seed", "problem"),
    [
        (Plan("simple", 0), "x", "0 cannot be drawn"),
        (Plan("simple", 41), "x", "41 cannot be drawn from a frame of 40"),
        (Plan("simple", 4), " ", "needs a seed"),
        (Plan("risk", 4), "x", "weights above zero"),
        (Plan("risk", 4, factors=(Factor("merit", 1), Factor("merit", 1))), "x", "weighed twice"),
        (Plan("risk", 4, factors=FACTORS, comparison=4), "x", "smaller than the whole"),
        (Plan("stratified", 4, allocation="neyman", spread_of="okänd"), "x", "differs"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_says_why(plan, seed, problem):
    with pytest.raises(ValueError, match=problem):
        draw(a_frame(), plan, seed=seed)


def test_a_draw_by_size_needs_sizes():
    with pytest.raises(ValueError, match="1 candidates have no size, Utan"):
        draw([Candidate("1", "Utan"), Candidate("2", "Med", size=3)], Plan("size", 1), seed="x")
    with pytest.raises(ValueError, match="fewer candidates have a size"):
        draw([Candidate("1", "Noll", size=0), Candidate("2", "Med", size=3)], Plan("size", 2), seed="x")
    with pytest.raises(ValueError, match="same key"):
        draw([Candidate("1", "A"), Candidate("1", "B")], Plan("simple", 1), seed="x")
