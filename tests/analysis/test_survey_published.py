"""What is published of a survey, met by somebody who knows everything but the withheld means."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.linalg import null_space

from likvard.analysis.survey import load
from likvard.analysis.survey.published import ALL, Counts, Published, Question, published

RULES = load("own-survey")
OPTIONS = 4
QUESTIONS = (
    Question(key="safe", area="safety"),
    Question(key="dare", area="safety"),
    Question(key="calm", area="calm"),
    Question(key="noisy", area="calm", reversed=True),
)
Place = tuple[str, str, str, str]  # unit, group, area, question


@st.composite
def surveys(draw) -> list[Counts]:
    """Two to six units, with or without groups, of a few to forty people, some of whom skip questions."""
    groups = draw(st.sampled_from([("",), ("girl", "boy"), ("girl", "boy", "unsaid")]))
    sizes = st.sampled_from([0, 1, 3, 6, 9, 10, 11, 14, 19, 25, 40])
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    held = []
    for unit in range(draw(st.integers(2, 6))):
        for group in groups:
            people = draw(sizes)
            answers = {}
            for question in QUESTIONS:
                answering = people - random.binomial(people, 0.08)
                answers[question.key] = tuple(
                    int(n) for n in random.multinomial(answering, [0.3, 0.35, 0.2, 0.1, 0.05])
                )
            held.append(Counts(unit=f"{unit}", group=group, asked=None, respondents=people, answers=answers))
    return held


def made(held: list[Counts]) -> Published:
    return published(held, QUESTIONS, RULES, options=OPTIONS)


def determined(found: Published) -> list[Place]:
    """The withheld sums that follow from the published ones, to somebody who knows every number of answers (so that a
    mean is as good as its sum): those that are the same in every solution of the sums of units, groups and questions.
    """
    places = [(row.unit, row.group, row.area, row.question) for row in found.rows]
    at = {place: number for number, place in enumerate(places)}
    equations = []
    units = sorted({unit for unit, *_ in places} - {ALL})
    groups = sorted({group for _, group, *_ in places} - {ALL})
    for unit, group, area, question in places:
        parts = [[(one, group, area, question) for one in units]] if unit == ALL else []
        parts += [[(unit, one, area, question) for one in groups]] if group == ALL and groups else []
        asked = [(unit, group, area, one.key) for one in QUESTIONS if one.area == area]
        parts += [asked] if question == "" else []
        for some in parts:
            row = np.zeros(len(places))
            row[at[unit, group, area, question]] = -1
            row[[at[one] for one in some]] = 1
            equations.append(row)
    hidden = [number for number, row in enumerate(found.rows) if row.status == "withheld"]
    if not hidden:
        return []
    free = null_space(np.array(equations)[:, hidden])
    fixed = np.abs(free).max(axis=1, initial=0.0) < 1e-9
    return [places[number] for number, is_fixed in zip(hidden, fixed, strict=True) if is_fixed]


def answered(held: list[Counts], place: Place) -> int:
    unit, group, area, question = place
    asked = [one.key for one in QUESTIONS if one.area == area and question in ("", one.key)]
    return sum(
        sum(one.answers[key][:-1])
        for one in held
        for key in asked
        if unit in (ALL, one.unit) and group in (ALL, one.group)
    )


@settings(max_examples=40, deadline=None)
@given(surveys())
def test_no_withheld_mean_follows_from_what_is_published(held):
    if not any(one.respondents for one in held):
        return
    found = made(held)
    assert [place for place in determined(found) if answered(held, place)] == []


# One person who left a question out, at a school of her own, beside nine who answered it.
ALONE = [
    Counts(unit="0", group="", asked=None, respondents=1,
           answers={"safe": (0, 0, 0, 0, 0), "dare": (1, 0, 0, 0, 0),
                    "calm": (0, 1, 0, 0, 0), "noisy": (0, 0, 1, 0, 0)}),
    Counts(unit="1", group="", asked=None, respondents=10,
           answers={"safe": (4, 4, 1, 0, 1), "dare": (2, 3, 4, 0, 0),
                    "calm": (3, 2, 2, 2, 0), "noisy": (2, 4, 2, 2, 0)}),
]  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(surveys())
@example(ALONE)
def test_nothing_is_shown_of_fewer_than_ten(held):
    if not any(one.respondents for one in held):
        return
    for row in made(held).rows:
        place = (row.unit, row.group, row.area, row.question)
        if row.value is not None:
            fewest = min(answered(held, (*place[:3], one.key)) for one in QUESTIONS if one.area == row.area)
            assert fewest >= RULES.index_needs
        else:
            assert (row.n, row.low, row.high, row.shares, row.unknown_share) == (None,) * 5


def test_the_one_who_looks_finds_what_could_be_worked_out():
    """The same looking finds a mean that is withheld alone."""
    found = made([
        Counts(unit=f"{unit}", group="", asked=None, respondents=20,
               answers={question.key: (5, 5, 5, 5, 0) for question in QUESTIONS})
        for unit in range(3)
    ])  # fmt: skip
    assert determined(found) == []
    rows = [
        row if (row.unit, row.area) != ("1", "calm") else _withheld(row) for row in found.rows
    ]  # fmt: skip
    assert {place[2] for place in determined(_with(found, rows))} == {"calm"}


def _withheld(row):
    return type(row)(**{**{name: getattr(row, name) for name in row.__dataclass_fields__}, "value": None,
                        "status": "withheld"})  # fmt: skip


def _with(found, rows):
    return type(found)(**{**{name: getattr(found, name) for name in found.__dataclass_fields__}, "rows": tuple(rows)})


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_units_and_groups_changes_nothing(order):
    held = [
        Counts(unit=unit, group=group, asked=None, respondents=n,
               answers={question.key: (n, 0, 0, 0, 0) for question in QUESTIONS})
        for unit, sizes in (("a", (12, 4)), ("b", (30, 25)), ("c", (14, 16)))
        for group, n in zip(("girl", "boy"), sizes, strict=True)
    ]  # fmt: skip
    there = {(r.unit, r.group, r.area, r.question): (r.status, r.value) for r in made(held).rows}
    back = {(r.unit, r.group, r.area, r.question): (r.status, r.value) for r in made(held[::order]).rows}
    assert there == back
