"""Numbers and groups as people write them in tables."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

# What stands in statistics files where there is no value. `.` and `..` are the national agencies' own marks.
NO_VALUE = frozenset({"", ".", "..", "-", "–", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "#N/A", "#SAKNAS!"})
# In a column of groups a dash may be a group's name; the rest is no value there either.
NO_GROUP = NO_VALUE - {"-", "–"}

NUMBERS_BEGIN = frozenset("0123456789-−")


def as_label(value: object) -> str | None:
    """A group's name as text; None where there is no value. 3.0 is the group 3."""
    if type(value) is str:  # by far the most common, and there are many
        word = value.strip()
        return None if word in NO_GROUP else word
    if value is None:
        return None
    if isinstance(value, float):
        if np.isnan(value):
            return None
        return str(int(value)) if value.is_integer() else repr(value)
    word = str(value).strip()
    return None if word in NO_GROUP else word


def label_order(word: str) -> tuple[int, float, str]:
    """Numbers by size, then words by letter."""
    number = as_number(word) if word[:1] in NUMBERS_BEGIN else None
    return (1, 0.0, word) if number is None else (0, number, word)


def in_order(words: Collection[str]) -> list[str]:
    """By `label_order`; at once by letter when none begins as a number does."""
    if NUMBERS_BEGIN.isdisjoint(word[:1] for word in words):
        return sorted(words)
    return sorted(words, key=label_order)


def as_number(word: str) -> float | None:
    """A number as people write it: 12.5, 12,5, 1 234,5, −3, 45 %. None when it is none, or could be two."""
    word = word.strip().removesuffix("%").rstrip().replace("\N{MINUS SIGN}", "-")
    for space in (" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"):
        if space in word:
            head, *rest = word.split(space)
            whole = [part.partition(",")[0].partition(".")[0] for part in rest]
            if not head.lstrip("-").isdigit() or any(len(part) != 3 or not part.isdigit() for part in whole):
                return None
            word = "".join([head, *rest])
    if "," in word:
        if "." in word or word.count(",") > 1:
            return None
        word = word.replace(",", ".")
    # Python takes underscores and words such as “infinity”; people who write tables do not mean them.
    if not word or not set(word) <= set("0123456789.eE+-"):
        return None
    try:
        return float(word)
    except ValueError:
        return None
