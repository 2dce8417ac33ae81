"""What a definition says beyond its steps: areas with criteria, letters, last days and the wordings of decisions."""

import re
from itertools import chain
from string import Formatter
from typing import cast

from likvard.rulebook.kinds import (
    COUNTED_FROM,
    DEADLINES,
    DECISION_WORDINGS,
    LETTERS,
    LEVELS,
    Area,
    Criterion,
    DefaultDeadline,
    Letter,
    Level,
)
from likvard.rulebook.tables import Table, sections
from likvard.rulebook.words import Words

# What a letter can be filled with; a definition that names anything else is refused.
PLACEHOLDERS = frozenset(
    ("organiser", "authority", "kind", "title", "theme", "method", "units", "weeks", "last_day", "case_number",
     "contact_name", "contact_email", "contact_phone", "link", "decision_day")
)  # fmt: skip
_AREA_KEY = re.compile(r"[1-9][0-9]?")


def areas_of(top: Table) -> tuple[Area, ...]:
    """`[[area]]` with `[[area.criterion]]`; keys run 1, 2, … and 1.1, 1.2, … so that a judgement can name them."""
    if "area" not in top.values:
        return ()
    areas = tuple(_area(table) for table in top.tables("area"))
    keys = [area.key for area in areas]
    if len(set(keys)) != len(keys):
        raise top.fail("area", "two areas have the same key")
    return areas


def _area(table: Table) -> Area:
    table.known(("key", "level", "sv", "en", "statutes", "criterion"))
    key = table.text("key")
    if not _AREA_KEY.fullmatch(key):
        raise table.fail("key", 'must be a number in quotes: "1"')
    statutes = sections(table, "statutes")
    criteria = tuple(_criterion(one, key) for one in table.tables("criterion"))
    if len({criterion.key for criterion in criteria}) != len(criteria):
        raise table.fail("criterion", "two criteria have the same key")
    strange = sorted(set(chain.from_iterable(c.statutes for c in criteria)) - set(statutes))
    if strange:
        raise table.fail("statutes", f"lacks {strange[0]}, which one of its criteria rests on")
    return Area(
        key=key,
        name=table.own_words(),
        level=cast(Level, table.one_of("level", LEVELS)),
        statutes=statutes,
        criteria=criteria,
    )


def _criterion(table: Table, area: str) -> Criterion:
    table.known(("key", "sv", "en", "statutes"))
    key = table.text("key")
    if not re.fullmatch(rf"{area}\.[1-9][0-9]?", key):
        raise table.fail("key", f'must begin with its area and a dot: "{area}.1"')
    return Criterion(key, table.own_words(), sections(table, "statutes"))


def letters_of(top: Table) -> dict[str, Letter]:
    if "letter" not in top.values:
        return {}
    inner = top.table("letter")
    inner.known((), LETTERS)
    letters = {}
    for name in inner.values:
        one = inner.table(name)
        one.known(("subject", "body"))
        letters[name] = Letter(_filled(one, "subject"), _filled(one, "body"))
    return letters


def _filled(table: Table, name: str) -> Words:
    """Words with placeholders of the known kind, the same ones in both languages."""
    words = table.words(name)
    named = [_placeholders(table, name, text) for text in (words.sv, words.en)]
    if strange := sorted((named[0] | named[1]) - PLACEHOLDERS):
        raise table.fail(name, f"names {{{strange[0]}}}; it can be {', '.join(sorted(PLACEHOLDERS))}")
    if named[0] != named[1]:
        raise table.fail(name, "says other things in Swedish than in English: the same {…} must be in both")
    return words


def _placeholders(table: Table, name: str, text: str) -> set[str]:
    try:
        return {place for _, place, _, _ in Formatter().parse(text) if place is not None}
    except ValueError as problem:
        raise table.fail(name, f"has a lone brace: {problem}") from problem


def deadlines_of(top: Table) -> tuple[DefaultDeadline, ...]:
    if "deadline" not in top.values:
        return ()
    deadlines = []
    for table in top.tables("deadline"):
        table.known(("what", "days", "counted_from", "sv", "en"))
        deadlines.append(
            DefaultDeadline(
                what=table.one_of("what", DEADLINES),
                days=table.whole_number("days"),
                counted_from=table.one_of("counted_from", COUNTED_FROM),
                words=table.own_words(),
            )
        )
    if len({one.what for one in deadlines}) != len(deadlines):
        raise top.fail("deadline", "two last days are for the same thing")
    return tuple(deadlines)


def decision_of(top: Table, language: str) -> dict[str, Words]:
    """The wordings of a decision in the kind's own language: an audit knows no deficiency, supervision no level."""
    if "decision" not in top.values:
        return {}
    inner = top.table("decision")
    inner.known((), DECISION_WORDINGS[language])
    return {name: inner.words(name) for name in inner.values}
