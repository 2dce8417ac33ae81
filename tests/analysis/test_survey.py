"""Survey indices: Skolenkäten's printed figures to the digit, intervals that cover, answers of one's own."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.analysis.errors import DataError
from likvard.analysis.survey import Answered, Item, load, survey
from likvard.analysis.survey.answers import counted, indices
from likvard.analysis.survey.estimator import masked
from likvard.analysis.survey.rules import of_toml
from likvard.analysis.table import of_columns
from likvard.cli.analyse.survey import answered
from likvard.intake import skolenkaten

RULES = load("skolenkaten-2022")
FOUR = ("Helt och hållet", "Till stor del", "Till viss del", "Inte alls", "Vet inte")
OFTEN = ("Alltid", "Ofta", "Ibland", "Sällan", "Aldrig", "Vet inte")

# File, then how many question means and indices can be worked out from counts.
WORKBOOKS = {
    "excelrapport-elever-grundskola-ak-8-2022.xlsx": (6474, 1269),
    "excelrapport-elever-gymnasieskola-ar-2-2022.xlsx": (5321, 967),
}


def is_printed_as(value, printed):
    """One decimal, halves away from nought, as a spreadsheet prints; an exact half may have gone either way there."""
    half_up = Decimal(repr(round(value, 9))).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return float(half_up) == printed or (abs(value * 10 % 1 - 0.5) < 1e-9 and abs(value - printed) < 0.0501)


@pytest.mark.slow
@pytest.mark.parametrize("name", WORKBOOKS)
def test_every_printed_mean_and_index_is_met(shared, name):
    workbook = skolenkaten.read(shared / "data" / "skolinspektionen-skolenkaten-2022" / name)
    groups = list(answered(workbook, ("all", "gender", "organiser", "unit")))
    result = survey(groups, RULES, year=workbook.year)
    assert (workbook.year, len(workbook.questions), len(workbook.indices)) == (2022, 30, 12)

    printed = {(g.level, g.code, g.name, item.question): item.printed for g in groups for item in g.items}
    means = [
        (row.value, printed[row.level, row.code, row.name, row.question])
        for row in result.items
        if row.basis == "counts" and printed[row.level, row.code, row.name, row.question] is not None
    ]
    indices_printed = {(g.level, g.code, g.name, index): value for g in groups for index, value in g.printed.items()}
    pooled = [
        (row.value, indices_printed[row.level, row.code, row.name, row.index])
        for row in result.rows
        if row.basis == "counts" and indices_printed[row.level, row.code, row.name, row.index] is not None
    ]
    assert [pair for pair in means + pooled if not is_printed_as(*pair)] == []
    assert (len(means), len(pooled)) == WORKBOOKS[name]

    # One row for each organiser and unit and index, and what the source withholds stays withheld.
    assert len(result.rows) == len(groups) * 12
    for row in result.rows:
        shown = indices_printed[row.level, row.code, row.name, row.index]
        assert (row.status == "shown") == (shown is not None), row
    assert {row.status for row in result.rows if row.index.startswith("Övergripande")} == {"none"}


def group(counts, question="Trygg?", options=FOUR, respondents=None, population=None, printed=None):
    given = sum(c for c in counts if c is not None)
    return Answered(
        level="unit",
        code="1",
        name="Ask",
        organiser="",
        municipality="",
        population=population,
        respondents=given if respondents is None else respondents,
        items=(Item(question=question, index="Trygghet", options=options, counts=tuple(counts), printed=printed),),
        printed={},
    )


def test_thirds_reversed_items_and_the_pooled_mean():
    # 4 × 10, 3 × 20/3, 2 × 10/3, 1 × 0 of ten; two do not know.
    (row,) = survey([group([4, 3, 2, 1, 2])], RULES).rows
    assert row.value == pytest.approx((40 + 20 + 20 / 3) / 10)
    assert (row.answers, row.unknown_share, row.n) == (10, pytest.approx(2 / 12), 12)
    (row,) = survey([group([4, 0, 0, 0, 12, 0], "För lätt? (-)", OFTEN)], RULES).rows
    assert row.value == pytest.approx(7.5)
    # Pooled over questions: the mean of all answers, not of the two means.
    one = group([4, 0, 0, 0, 0])
    two = group([0, 0, 0, 16, 0])
    (row,) = survey([Answered(**{**one.__dict__, "items": one.items + two.items, "respondents": 16})], RULES).rows
    assert row.value == pytest.approx(40 / 20)


@pytest.mark.parametrize(
    ("counts", "respondents", "shown"),
    [
        ((12, 9, 8, 7, 6), 42, (12, 9, 8, 7, 6)),
        ((12, 9, 8, 3, 6), 38, (12, 9, 8, None, None)),  # one masked takes the next smallest with it
        ((12, 9, 4, 3, 6), 34, (12, 9, None, None, 6)),
        ((12, 0, 8, 3, 6), 29, (12, 0, 8, None, None)),  # nobody is told, and does not protect
        ((12, 9, 8, 7, 6), 19, (None,) * 5),
    ],
)
def test_counts_that_may_be_shown(counts, respondents, shown):
    assert masked(counts, respondents, RULES) == shown


@pytest.mark.parametrize(
    ("respondents", "index", "item"),
    [(0, "missing", "missing"), (4, "withheld", "withheld"), (5, "shown", "withheld"), (10, "shown", "shown")],
)
def test_few_answers_show_less(respondents, index, item):
    result = survey([group([respondents, 0, 0, 0, 0]), group([5, 5, 5, 5, 0])], RULES)
    assert result.rows[0].status == index
    assert (result.rows[0].value is None) == (index != "shown")
    assert result.items[0].status == item


def test_a_withheld_count_falls_back_on_the_printed_mean_and_never_on_nought():
    result = survey([group([None, 11, 9, None, 1], respondents=24, printed=6.1)], RULES)
    assert (result.items[0].value, result.items[0].basis) == (6.1, "printed")
    assert (result.rows[0].value, result.rows[0].status) == (None, "withheld")


def test_low_response_and_breaks_are_told():
    result = survey([group([9, 3, 2, 1, 2], population=50)], RULES, year=2022)
    assert result.rows[0].low_response
    assert {note.code for note in result.notes} == {"trend_break", "low_response"}
    everyone = survey([group([9, 3, 2, 1, 2], population=17)], RULES).rows[0]
    assert everyone.se == 0  # all were asked and all answered


def test_intervals_of_a_finite_group_cover_its_mean():
    generator = np.random.default_rng(11)
    covered = []
    for _ in range(1500):
        size = int(generator.integers(25, 90))
        person = generator.normal(0, 0.6, size)
        codes = np.clip(np.rint(1.3 + person + generator.normal(0, 0.7, size)), 0, 3).astype(int)
        truth = np.mean([10, 20 / 3, 10 / 3, 0][0] - codes * 10 / 3)
        some = generator.choice(size, int(size * 0.75), replace=False)
        counts = [*np.bincount(codes[some], minlength=4).tolist(), 0]
        row = survey([group(counts, population=size)], RULES).rows[0]
        covered.append(row.low - 1e-9 <= truth <= row.high + 1e-9)
    assert 0.92 <= np.mean(covered) <= 0.98


@given(st.data())
@settings(deadline=None, max_examples=40)
def test_patterns_give_what_a_loop_over_respondents_gives(data):
    people, number = data.draw(st.integers(1, 30)), data.draw(st.integers(1, 3))
    answers = np.array(
        data.draw(st.lists(st.lists(st.integers(-1, 3), min_size=people, max_size=people), min_size=3, max_size=3)),
        dtype=np.int8,
    )
    units = np.array(data.draw(st.lists(st.integers(0, number - 1), min_size=people, max_size=people)), dtype=np.int32)
    scores = [[10.0, 20 / 3, 10 / 3, 0.0]] * 3
    found = indices(answers, units, number, [[0, 1, 2], [1]], scores)
    for place, members in enumerate([[0, 1, 2], [1]]):
        for unit in range(number):
            own = [
                [scores[i][answers[i, p]] for i in members if answers[i, p] >= 0]
                for p in range(people)
                if units[p] == unit
            ]
            own = [person for person in own if person]
            flat = [score for person in own for score in person]
            assert found.answers[place, unit] == len(flat)
            assert found.respondents[place, unit] == len(own)
            if not flat:
                assert np.isnan(found.mean[place, unit])
                continue
            mean = sum(flat) / len(flat)
            assert found.mean[place, unit] == pytest.approx(mean)
            if len(own) > 1:
                spread = sum((sum(person) - mean * len(person)) ** 2 for person in own)
                expected = np.sqrt(spread * len(own) / (len(own) - 1)) / len(flat)
                assert found.se[place, unit] == pytest.approx(expected, abs=1e-6)


OWN = {
    "name": "own",
    "scales": {"4": ["10", "20/3", "10/3", "0"]},
    "labels": list(FOUR[:4]),
    "unknown": ["Vet inte"],
    "items": {"Trygghet": ["q1", "q2"]},
    "reversed_items": ["q2"],
}


def test_a_survey_of_ones_own():
    table = of_columns({
        "school": ["a"] * 6 + ["b"] * 6,
        "q1": ["Helt och hållet"] * 6 + ["4", "3", "vet inte", "1", "2", None],
        "q2": ["Inte alls"] * 6 + [None] * 6,
        "asked": [8] * 12,
    })  # fmt: skip
    rules = of_toml(OWN)
    result = survey(counted(table, rules, unit="school", population="asked"), rules)
    first, second = result.rows
    assert (first.value, first.n, first.response_rate) == (10, 6, 0.75)
    assert second.value == pytest.approx((0 + 10 / 3 + 10 + 20 / 3) / 4)
    assert (second.n, second.unknown_share) == (5, pytest.approx(1 / 5))
    assert rules.scores("q2", FOUR)[:4] == [0, Fraction(10, 3), Fraction(20, 3), 10]


def test_a_word_that_is_no_option_names_its_row():
    table = of_columns({"school": ["a", "b"], "q1": ["1", "kanske"], "q2": ["1", "2"]})
    with pytest.raises(DataError) as caught:
        counted(table, of_toml(OWN), unit="school")
    assert (caught.value.code, caught.value.column, caught.value.row) == ("not_a_choice", "q1", 2)


@pytest.mark.parametrize("name", ["skolenkaten-2031", "no.toml"])
def test_rules_that_are_not_there(name):
    with pytest.raises(DataError, match="No rule set"):
        load(name)


def test_a_broken_rule_file_is_explained(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('name = "x"\nscalez = 3\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"own\.toml: unknown keys scalez"):
        load(str(path))


def test_questions_that_fit_no_scale_are_refused():
    with pytest.raises(DataError, match="No question fits"):
        survey([group([3, 4], options=("Ja", "Nej"))], RULES)
