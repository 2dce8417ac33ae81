"""Charts as SVG: what is written in them, and in which order."""

import re

import pytest

from likvard.reports.charts import ACCENT, Estimate, Moment, intervals, over_time, stacked_shares

ROWS = [Estimate("Ekskolan", 4.5, -2, 11), Estimate("Ask & Alm", -12.5, -18, -7, marked=True)]


def texts(svg):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg)


def test_rows_stand_in_the_order_given():
    drawn = intervals(ROWS, unit="poäng", at=0, at_word="som väntat")
    shown = texts(drawn)
    assert shown.index("Ekskolan") < shown.index("Ask &amp; Alm")
    assert {"poäng", "som väntat"} <= set(shown)


def test_the_subject_alone_has_the_accent():
    drawn = intervals(ROWS, unit="poäng")
    assert drawn.count(ACCENT) == 2  # its line and its point


@pytest.mark.parametrize(("language", "tick"), [("sv", "0,2"), ("en", "0.2")])
def test_decimals_are_those_of_the_language(language, tick):
    drawn = intervals([Estimate("A", 0.5, 0, 1)], unit="index", language=language)
    assert any(one.startswith(tick) for one in texts(drawn))


def test_lines_are_broken_where_the_scale_changes():
    parts = [Moment(year, 10 + year % 3, 9, 13, segment=int(year >= 2013)) for year in range(2010, 2016)]
    whole = [one._replace(segment=0) for one in parts]
    broken, joined = (over_time([("Riket", line)], unit="%", joint_word="ny skala") for line in (parts, whole))
    assert broken.count('aria-roledescription="line mark"') == joined.count('aria-roledescription="line mark"') + 1
    assert "ny skala" in texts(broken)
    assert "ny skala" not in texts(joined)
    assert "Riket" in texts(broken)


def test_shares_are_told_in_counts():
    drawn = stacked_shares([("Skola", [("brister", 3), ("fungerar", 9)])], unit="andel")
    assert {"Skola (12)", "3", "9"} <= set(texts(drawn))
