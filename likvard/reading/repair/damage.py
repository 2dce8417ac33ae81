"""Whether a text is damaged, and how: looked for cheaply, so that a clean document costs next to nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

# Stripped: å, ä and ö are lost throughout. Confused: single letters were taken for others.
Damage = Literal["stripped", "confused"]

# Swedish text has an å, ä or ö for every 20 to 25 letters. Below this share the scan had none of them.
STRIPPED_BELOW = 0.017
# Letters in a stretch that is judged by itself.
STRETCH = 900
# Words that every Swedish text is full of and that lose their letter in a stripped one.
_STRIPPED_WORDS = re.compile(
    r"\b(?:f[oéd6]r|[aA]r|p[aAd4]|[aä]ven|n[aé]r|sk[oéö]l[aä]r|fr[aAd]n|s[aAd]|g[oéd]r|l[aé]rare|[aA4]tg[aé]rder?n?a?|bed[oéd]m\w+|h[oéd]g)\b"
)
_SWEDISH = re.compile(r"\b(?:och|att|som|av|med|till|inte|har|ska|kommun|skolan|elever|eleverna|i|en|ett|den|det)\b")

# Sequences that letters taken for others leave behind and that Swedish words (nearly) never have. They are looked
# for one by one: that is faster than one pattern of them all.
_SUSPECT_PARTS = (
    *(
        "fifi",
        "flfl",
        "mrn",
        "rnm",
        "rnrn",
        "rnn",
        "nrn",
        "rnent",
        "rnun",
        "rnpl",
        "koiri",
        "kominun",
        "kornun",
        "kommim",
    ),
    *("iij", "aij", "eij", "oij", "uij", "aqe", "nmg", "mspekt", "oiin", "mmm", "vvv", "cln"),
    *("liuvud", "ocli ", "ocii ", " liar ", "beliov", "beliöv", "skoian", "ievern"),
)
# A figure, a bar or a capital I inside a word.
_SUSPECT_SIGN = re.compile(
    r"[046|!I](?:(?<=[a-zåäö][046|!I])(?=[a-zåäö])|(?<=\s[!4])(?=[a-zåäö]{4}))"  # the sign first: searched for quickly
)
# Two i inside a word, which are a letter of two strokes; "ii" and "viii" alone are numbers.
_DOUBLE_I = re.compile(r"ii(?<=[a-zåäö]{2}ii)(?=[a-zåäö])|ii(?=[a-zåäö]{2})")
# "rn" that no ending (-rna, -rnas) explains.
_RN = re.compile(r"rn(?!as?(?![a-zåäö]))")
# Words that have an "rn" of their own.
_RN_WORDS = re.compile(
    r"[bgkvlh]arn|j?ärn|hörn|björn|törn|t?orn|horn|korn|modern|intern|extern|altern|kvatern|lantern|(?<![a-zåäö])urn|turn|journ|kvarn|stern"
    r"|rn(?:era|et|ativ|ing|is|at|ad)|[eao]rn[as]?(?![a-zåäö])",
    re.I,
)
_WORD_AROUND = re.compile(r"[^\W\d_]+")


class Stretch(NamedTuple):
    """A part of the text and what ails its letters."""

    start: int
    end: int
    damage: Damage


def stretches(text: str, *, scanned: bool) -> Iterator[Stretch]:
    """The parts of the text whose words need mending.

    `scanned` says that character recognition read it, by our own hand or by the marks it left: every stretch
    that is not stripped is then taken as confused.
    """
    confused = scanned or suspicious(text)
    start = 0
    length = len(text)
    # The whole text is looked at first: most documents are sound and need no closer look.
    swedish = text.count("å") + text.count("ä") + text.count("ö")
    if not confused and swedish > 2 * STRIPPED_BELOW * length:
        return
    while start < length:
        end = text.find("\n", min(length, start + STRETCH))
        end = length if end < 0 else end + 1
        if length - end < STRETCH // 3:
            end = length
        if _is_stripped(text[start:end]):
            yield Stretch(start, end, "stripped")
        elif confused:
            yield Stretch(start, end, "confused")
        start = end


def _is_stripped(part: str) -> bool:
    letters = sum(map(str.isalpha, part))
    if letters < 40:
        return False
    swedish = sum(map(part.count, "åäöÅÄÖ"))
    if swedish >= STRIPPED_BELOW * letters:
        return False
    if len(_SWEDISH.findall(part)) < letters / 150:
        return False  # another language, or a table of names
    # Three hundred letters of Swedish without a single one have lost them, whatever words they are of.
    return (swedish == 0 and letters >= 300) or len(_STRIPPED_WORDS.findall(part)) >= max(2, letters / 400)


@lru_cache(4096)
def _has_own_rn(word: str) -> bool:
    """Whether a word is spelt with "rn": the same few ("barn", "externa") stand in most documents."""
    return _RN_WORDS.search(word) is not None


def suspicious(text: str) -> bool:
    """Whether single letters were taken for others somewhere."""
    if "ii" in text and _DOUBLE_I.search(text) is not None:
        return True
    if any(part in text for part in _SUSPECT_PARTS) or _SUSPECT_SIGN.search(text) is not None:
        return True
    for found in _RN.finditer(text):
        start = max(text.rfind(" ", 0, found.start()), text.rfind("\n", 0, found.start())) + 1
        word = _WORD_AROUND.search(text, max(start, found.start() - 20))
        if word is not None and word.end() > found.start() and not _has_own_rn(word.group()):
            return True
    return False
