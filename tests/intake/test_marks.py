"""Every sign its own mark; every number its value; nothing raises and nothing becomes zero."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.intake.marks import PXWEB, SENTENCES, Cell, Mark, near_100, number, parse, state_of

TABLE = [
    ("12", 12.0, "value", "value"),
    ("0", 0.0, "value", "value"),
    ("228,5", 228.5, "value", "value"),
    ("0.771", 0.771, "value", "value"),
    ("1 234,5", 1234.5, "value", "value"),
    ("1\u00a0234", 1234.0, "value", "value"),
    ("-20", -20.0, "value", "value"),
    ("\u22123,5", -3.5, "value", "value"),
    ("79%", 79.0, "value", "value"),
    (" 12,4 % ", 12.4, "value", "value"),
    (",5", 0.5, "value", "value"),
    ("cirka 270", 270.0, "about", "approximate"),
    ("ca 10", 10.0, "about", "approximate"),
    ("~100", None, "near_100", "approximate"),
    ("~0", None, "near_0", "approximate"),
    ("<5", None, "below", "withheld"),
    (">95", None, "above", "withheld"),
    (".", None, "missing", "missing"),
    ("..", None, "withheld", "withheld"),
    ("*", None, "excluded", "none"),
    ("-", None, "not_shown", "withheld"),
    ("", None, "empty", "missing"),
    ("  ", None, "empty", "missing"),
    ("abc", None, "unreadable", "missing"),
    ("1,2,3", None, "unreadable", "missing"),
    ("12 34", None, "unreadable", "missing"),
    ("nan", None, "unreadable", "missing"),
    ("1e5", None, "unreadable", "missing"),
]


@pytest.mark.parametrize(("text", "value", "mark", "state"), TABLE, ids=[repr(row[0]) for row in TABLE])
def test_a_cell(text: str, value: float | None, mark: str, state: str) -> None:
    cell = parse(text)
    assert (cell.value, cell.mark, cell.state, cell.printed) == (value, mark, state, text)
    assert state_of(mark) == state


def test_nothing_there_is_not_an_empty_text() -> None:
    assert parse(None) == Cell(None, Mark.EMPTY, None)
    assert parse("").printed == ""


def test_a_true_zero_is_no_mark_in_pxweb() -> None:
    assert [parse(text, PXWEB).mark for text in ("-", ".", "..", ":", "0")] == [
        "missing", "missing", "withheld", "excluded", "value",
    ]  # fmt: skip


def test_bounds_say_what_the_mark_says() -> None:
    assert (parse("cirka 270").low, parse("cirka 270").high) == (265.0, 275.0)
    assert (parse("<5").low, parse("<5").high) == (None, 5.0)
    hundred = near_100(parse("~100"), 65)
    assert hundred.value is None
    assert (hundred.low, hundred.high) == (100 * 61 / 65, 100 * 64 / 65)
    assert near_100(parse("~100"), None).low is None
    assert near_100(parse("99"), 65) == parse("99")


@given(st.text())
def test_any_text_is_read_without_raising(text: str) -> None:
    cell = parse(text)
    assert cell.printed == text
    assert cell.value is None or (math.isfinite(cell.value) and cell.mark in (Mark.VALUE, Mark.ABOUT))


@given(
    st.integers(-(10**9), 10**9), st.integers(0, 3), st.sampled_from([".", ","]), st.sampled_from(["", " ", "\u00a0"])
)
def test_a_number_printed_the_swedish_way_comes_back(whole: int, decimals: int, point: str, gap: str) -> None:
    text = f"{whole:,}".replace(",", gap)
    text += point + "5" * decimals if decimals else ""
    expected = float(f"{whole}" + ("." + "5" * decimals if decimals else ""))
    assert parse(text).value == expected
    assert number(text) == expected


@given(st.integers(0, 10**6))
def test_marks_are_never_numbers_and_zero_is_never_a_mark(count: int) -> None:
    assert parse(str(count)).state == "value"
    assert parse(f"cirka {count}").mark is Mark.ABOUT
    assert parse(f"cirka {count}").low <= count <= parse(f"cirka {count}").high


def test_every_mark_has_words_in_both_languages() -> None:
    assert set(SENTENCES) == set(Mark)
    assert all(swedish and english and swedish != english for swedish, english in SENTENCES.values())
