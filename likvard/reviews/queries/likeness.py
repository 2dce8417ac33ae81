"""Which area and which finding of one document are which of another's. Pure: texts in, pairs out."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

SAME_AREA = 0.86
SAME_FINDING = 0.72
SAME_ONLY_FINDING = 0.5  # when both documents have one finding in the area

_NOT_WORDS = re.compile(r"[^\w]+")


def plain(text: str) -> str:
    """Lower case, words and single blanks only."""
    return _NOT_WORDS.sub(" ", text.casefold()).strip()


def likeness(one: str, other: str) -> float:
    """0–1: how much of the shorter text stands in the longer, and how alike they are as wholes."""
    a, b = plain(one), plain(other)
    if not a or not b:
        return 0.0
    whole, sorted_words = fuzz.ratio(a, b), fuzz.token_sort_ratio(a, b)
    # A follow-up may shorten a finding: its words then all stand in the longer one.
    contained = fuzz.token_set_ratio(a, b) * min(1.0, 0.6 + min(len(a), len(b)) / max(len(a), len(b)))
    return max(whole, sorted_words, contained) / 100


def _pairs(old: Sequence[str], new: Sequence[str], least: float) -> dict[int, int]:
    """Best pairs first, each text used once: index in `new` → index in `old`."""
    scored = sorted(
        ((likeness(o, n), i, j) for i, o in enumerate(old) for j, n in enumerate(new)),
        key=lambda row: (-row[0], row[1], row[2]),
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for score, i, j in scored:
        if score >= least and i not in taken and j not in pairs:
            pairs[j] = i
            taken.add(i)
    return pairs


def same_areas(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Index in `new` → index in `old`, by name."""
    return _pairs(old, new, SAME_AREA)


def same_findings(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Index in `new` → index in `old`, by text, within one area."""
    only = len(old) == len(new) == 1
    return _pairs(old, new, SAME_ONLY_FINDING if only else SAME_FINDING)
