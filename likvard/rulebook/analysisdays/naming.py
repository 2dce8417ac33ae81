"""Whether an analysis names causes or only restates figures: a rule on words, told as a hint and never as a grade.

The rule, whole:

1. A cause that is linked to the answer counts as named.
2. Otherwise the text is read sentence by sentence. A sentence names a cause when it has a word that says that
   something comes of something else ("eftersom", "beror på", "led to"), says nothing of not knowing, is no question,
   and has at least three further words, different ones, that are neither about figures and groups nor without content
   of their own. "Resultaten sjönk eftersom färre nådde målen" has none, and restates.
3. A sentence that says that one does not know is told as that. It is an honest answer, and another thing.
4. A text in which no sentence names a cause restates figures when more than half of its words with content are about
   figures and groups, or numbers; else no cause was found in it.

It cannot tell a good cause from a bad one, nor irony from earnest, and knows only the words in `naming.toml`.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Reading = Literal["names_cause", "says_unknown", "restates", "no_cause_found", "empty"]
CONTENT_WORDS = 3
_SENTENCE = re.compile(r"[^.!?\n;•]+[.!?]?|[.!?]")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Hint:
    """`because` is the sentence that decided, "" for none."""

    reading: Reading
    because: str = ""


@dataclass(frozen=True, slots=True)
class _Lists:
    because: re.Pattern[str]
    unknown: re.Pattern[str]
    connecting: frozenset[str]
    figures: frozenset[str]
    empty: frozenset[str]


@cache
def _lists() -> _Lists:
    read: dict[str, list[str]] = tomllib.loads(
        files(__package__).joinpath("naming.toml").read_text(encoding="utf-8")
    )  # fmt: skip

    def any_of(phrases: Iterable[str]) -> re.Pattern[str]:
        longest_first = sorted(phrases, key=len, reverse=True)
        return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")

    return _Lists(
        because=any_of(read["because"]),
        unknown=any_of(read["unknown"]),
        connecting=frozenset(word for phrase in read["because"] for word in _WORD.findall(phrase)),
        figures=frozenset(read["figures"]),
        empty=frozenset(read["empty"]),
    )


def hint(text: str, *, linked: int = 0) -> Hint:
    """What the rule reads out of an answer to which `linked` causes are tied."""
    lists = _lists()
    if linked:
        return Hint("names_cause")
    if not text.strip():
        return Hint("empty")
    unknown = ""
    for sentence in (found.strip() for found in _SENTENCE.findall(_joined(text))):
        low = sentence.lower()
        if lists.unknown.search(low):
            unknown = unknown or sentence
            continue
        if sentence.endswith("?") or not lists.because.search(low):
            continue
        if len(_own_words(low)) >= CONTENT_WORDS:
            return Hint("names_cause", sentence)
    if unknown:
        return Hint("says_unknown", unknown)
    words = [word for word in _WORD.findall(text.lower()) if word not in lists.empty and word not in lists.connecting]
    about_figures = sum(word in lists.figures or any(sign.isdigit() for sign in word) for word in words)
    return Hint("restates" if 2 * about_figures > len(words) else "no_cause_found")


def _joined(text: str) -> str:
    """Abbreviations and decimals do not end a sentence."""
    mended = re.sub(r"\b(bl|t|m|d|o|s|f|p|e)\.\s?(a|ex|m|v|s|d|k|g|i|e|g\.a)\.", r"\1\2", text, flags=re.IGNORECASE)
    mended = re.sub(r"\bp\.?\s?g\.?\s?a\b\.?", "på grund av", mended, flags=re.IGNORECASE)
    return re.sub(r"(?<=\d)[.,](?=\d)", "", mended)


def _own_words(sentence: str) -> set[str]:
    """The words of a sentence that say something beside figures, groups and that one thing comes of another."""
    lists = _lists()
    return {
        word
        for word in _WORD.findall(lists.because.sub(" ", sentence))
        if len(word) > 2
        and word not in lists.figures
        and word not in lists.empty
        and not any(sign.isdigit() for sign in word)
    }
