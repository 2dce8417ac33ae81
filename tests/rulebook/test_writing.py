"""A definition is written as it was read, and every fault of a draft is told at its own key."""

from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.rulebook.checking import faults_in, steps_of
from likvard.rulebook.codes import (
    CLOSING,
    COUNTED_FROM,
    DEADLINE,
    DECISION,
    FOLLOW_UP,
    INDIVIDUAL,
    LANGUAGE,
    LETTER,
    PLACEHOLDER,
    SCALE,
)
from likvard.rulebook.codes import LEVEL as LEVEL_WORDS
from likvard.rulebook.content import PLACEHOLDERS
from likvard.rulebook.kinds import COUNTED_FROM as PAPERS
from likvard.rulebook.kinds import DEADLINES, DECISION_WORDINGS, FOLLOW_UPS, INDIVIDUAL_DECISIONS, LETTERS, LEVELS
from likvard.rulebook.loading import SCALES, rulebook, text_of
from likvard.rulebook.writing import heading_of, rewritten, values_of, written

FILES = [d for versions in rulebook().by_kind.values() for d in versions]
GOOD = (files("likvard.rulebook") / "definitions" / "own_review" / "2026-11-01.toml").read_text(encoding="utf-8")
DAY = date(2026, 11, 1)


@pytest.mark.parametrize("definition", FILES, ids=lambda d: f"{d.kind} {d.version}")
def test_every_published_file_is_written_as_it_was_read(definition):
    text = text_of(definition)
    assert written(values_of(text), heading=heading_of(text)) == text
    assert rewritten(text, values_of(text)) == text
    assert faults_in(text, definition.kind, definition.valid_from) == ()


words = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60)
plain = words | st.booleans() | st.integers(-(2**40), 2**40) | st.dates() | st.lists(words, max_size=4)
tables = st.dictionaries(words.filter(bool), plain, max_size=4)


inner = st.dictionaries(st.sampled_from(["body", "a b"]), tables, max_size=2)
anything = plain | tables | st.lists(tables, min_size=1, max_size=3) | inner


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(["kind", "purpose", "area", "letter", "x y", "ö"]), anything, max_size=5))
def test_what_is_written_reads_back_the_same(values):
    assert values_of(written(values, heading="# en rubrik\n")) == values


def statement_lines(text: str) -> list[int]:
    """The numbers of lines that begin a value or are a heading: where a remark may stand."""
    found, inside = [], False
    for number, line in enumerate(text.splitlines()):
        if not inside and line and not line.startswith(("#", " ", "]")):
            found.append(number)
        inside ^= line.count('"""') % 2 == 1
    return found


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(statement_lines(GOOD)), min_size=1, max_size=6, unique=True), st.booleans())
def test_remarks_stay_where_they_stand(places, two):
    lines = GOOD.splitlines()
    for number in sorted(places, reverse=True):
        lines[number:number] = [f'# nr {number} säger "så" [här]'] + ["# och mer"] * two
    remarked = "\n".join([*lines, "# sist", ""])
    assert rewritten(remarked, values_of(remarked)) == remarked


def test_remarks_go_along_with_what_they_are_about():
    remarked = GOOD.replace('[[area.criterion]]\nkey = "1.2"', '# om 1.2\n[[area.criterion]]\nkey = "1.2"  # två')
    remarked = remarked.replace('[[area.criterion]]\nkey = "1.1"', '# om 1.1\n[[area.criterion]]\nkey = "1.1"')
    remarked = remarked.replace("statutes = [", "statutes = [\n  # inuti\n", 1)
    values = values_of(remarked)
    del values["area"][0]["criterion"][0]
    again = rewritten(remarked, values)
    assert values_of(again) == values
    assert '# om 1.2\n[[area.criterion]]\nkey = "1.2"  # två\n' in again
    assert "# inuti\nstatutes = [" in again
    assert "om 1.1" not in again  # what is taken away takes its remark with it
    del values["area"][0]["criterion"][0]["key"]
    assert "# två" not in rewritten(remarked, values)


def test_a_remark_at_a_line_that_goes_stays_with_its_heading():
    remarked = GOOD.replace("en = ", "# översätt\nen = ", 1)
    values = values_of(remarked)
    first = next(key for key in ("purpose", "force", "scope", "name") if f"[{key}" in GOOD)
    del values[first]["en"]
    assert f"# översätt\n[{first}]" in rewritten(remarked, values)


def test_every_fault_is_told_at_its_own_key():
    values = values_of(GOOD)
    values["area"][0]["criterion"][0]["sv"] = ""
    values["area"][0]["criterion"][1]["statutes"] = ["4 kap"]
    del values["area"][1]["en"]
    values["area"][1]["statutes"] = []
    values["deadline"][0]["days"] = 0
    values["letter"]["reminder"]["body"]["sv"] = "Till {telefon}."
    values["name"][0]["from"] = date(2027, 1, 1)
    values["decision"]["opening"]["en"] = " "
    assert sorted(fault.key for fault in faults_in(written(values), "own_review", DAY)) == [
        "area[0].criterion[0].sv",
        "area[0].criterion[1].statutes",
        "area[1].en",
        "area[1].statutes",
        "deadline[0].days",
        "decision.opening.en",
        "letter.reminder.body",
        "name[0].from",
    ]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda v: v.update(area=[{**v["area"][0], "criterion": []}]), "area[0].criterion"),
        (lambda v: v.pop("scope"), "scope"),
        (lambda v: v.update(follow_up={}), "follow_up.in_line"),
        (lambda v: v.update(transition=[]), "transition"),
        (lambda v: v.update(kind="annan"), "kind"),
    ],
)
def test_a_fault_in_the_frame_is_told_too(change, key):
    values = values_of(GOOD)
    change(values)
    assert key in [fault.key for fault in faults_in(written(values), "own_review", DAY)]


def test_a_text_that_is_no_toml_is_one_fault():
    assert [fault.key for fault in faults_in("[purpose", "own_review", DAY)] == ["the file"]


def test_a_key_is_walked_in_steps():
    assert steps_of("area[0].criterion[12].sv") == ("area", 0, "criterion", 12, "sv")
    assert steps_of("letter.reminder.body") == ("letter", "reminder", "body")


def test_every_code_has_its_words():
    assert set(LANGUAGE) == {d.language for d in FILES}
    assert (set(LEVEL_WORDS), set(INDIVIDUAL)) == (set(LEVELS), set(INDIVIDUAL_DECISIONS))
    assert (set(COUNTED_FROM), set(DEADLINE), set(LETTER)) == (set(PAPERS), set(DEADLINES), set(LETTERS))
    assert set(DECISION) == {code for codes in DECISION_WORDINGS.values() for code in codes}
    assert set(FOLLOW_UP) == {code for codes in FOLLOW_UPS.values() for code in codes}
    assert (set(SCALE), set(PLACEHOLDER)) == (set(SCALES), set(PLACEHOLDERS))
    assert set(CLOSING) == {"closed", "open", "no_decisions"}
