"""Judgement scales of reviews and the states of a follow-up, with the words that decisions use for them.

`low` < `some` < `high` is the quality audits' scale since 2018; `deficiency` and `no_deficiency` are
supervision's two; `FOUR_STEPS` is the education inspections' of 2003-2008.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from likvard.terms.found import Found
from likvard.terms.scanning import matches_near

Judgement = Literal["high", "some", "low", "deficiency", "no_deficiency"]
FollowUp = Literal["in_line", "further_needed", "remedied", "partly_remaining", "remaining"]

QUALITY: tuple[Judgement, ...] = ("low", "some", "high")  # from worst to best
LAW: tuple[Judgement, ...] = ("deficiency", "no_deficiency")
FOUR_STEPS = ("brist", "förbättringsområde", "bra", "mycket bra")


@dataclass(frozen=True, slots=True)
class Label:
    """How a value is written to people."""

    swedish: str
    english: str


JUDGEMENTS: dict[Judgement, Label] = {
    "high": Label("i hög utsträckning", "to a high degree"),
    "some": Label("i flera delar", "in several parts"),
    "low": Label("i låg utsträckning", "to a low degree"),
    "deficiency": Label("brist", "deficiency"),
    "no_deficiency": Label("ingen brist", "no deficiency"),
}
FOLLOW_UPS: dict[FollowUp, Label] = {
    "in_line": Label("arbete i linje med bedömningen har påbörjats", "work in line with the assessment has begun"),
    "further_needed": Label("ytterligare åtgärder behövs", "further measures are needed"),
    "remedied": Label("avhjälpt", "remedied"),
    "partly_remaining": Label("kvarstår delvis", "partly remaining"),
    "remaining": Label("kvarstår", "remaining"),
}


def is_better(one: Judgement, other: Judgement) -> bool:
    """Whether `one` is a better judgement than `other` on the same scale; ValueError across scales."""
    for scale in (QUALITY, LAW):
        if one in scale and other in scale:
            return scale.index(one) > scale.index(other)
    raise ValueError(f"{one} and {other} are of different scales")


_S = r"\s+"
_JUDGEMENT_WORDS: tuple[tuple[Judgement, str], ...] = (
    ("high", rf"i{_S}(?:mycket{_S})?h[oöé6]g{_S}utstr[aäé]ckning"),
    ("some", rf"i{_S}flera{_S}delar"),
    ("low", rf"i{_S}(?:mycket{_S})?l[aåd]g{_S}utstr[aäé]ckning"),
    ("no_deficiency", rf"inga?{_S}brist(?:er)?|inte{_S}(?:konstaterat|funnit){_S}någ(?:ra|on){_S}brist(?:er)?"),
    ("deficiency", r"brist(?:er|en|erna)?"),
)
_FOLLOW_UP_WORDS: tuple[tuple[FollowUp, str], ...] = (
    (
        "partly_remaining",
        rf"kvarstår{_S}(?:delvis|i{_S}(?:vissa|någon|en){_S}delar?)|delvis{_S}(?:avhjälpta?|kvar(?:står)?)",
    ),
    ("remaining", rf"(?:inte|ej){_S}(?:\w+{_S}){{0,2}}avhjälpt[as]?|kvarst[åa]r|kvarstående"),
    ("remedied", rf"avhjälpt[as]?|avhjälpts|är{_S}åtgärda(?:d|de|t)"),
    ("in_line", rf"i{_S}linje{_S}med{_S}(?:\w+{_S}){{0,2}}bed[oöé6]mning(?:en|ar|arna)?"),
    (
        "further_needed",
        rf"ytterligare{_S}(?:kvalitetsh[oöé6]jande{_S})?[aå]tg[aäé]rder{_S}(?:som{_S})?beh[oöé6]v(?:s|er)",
    ),
)


@cache
def _pattern(kind: Literal["judgement", "follow_up"]) -> re.Pattern[str]:
    words = _JUDGEMENT_WORDS if kind == "judgement" else _FOLLOW_UP_WORDS
    return re.compile(
        rf"(?<![\wåäö])(?:{'|'.join(f'(?P<{code}>{one})' for code, one in words)})(?![\wåäö])", re.IGNORECASE
    )


# A word that each match holds, and how far from it a match can begin and end.
_HOLDS = {
    "judgement": ("utstr", "flera", "brist"),
    "follow_up": ("kvarst", "avhjälp", "åtgärda", "delvis", "linje", "ytterligare"),
}
_NEAR = 80


def find_judgements(text: str) -> list[Found[Judgement]]:
    """Words of a judgement, in order; whether they are said of this unit and not denied is for the reader."""
    found = matches_near(_pattern("judgement"), text, _HOLDS["judgement"], before=_NEAR, after=_NEAR)
    return [Found(m.lastgroup, m.start(), m.end()) for m in found]  # type: ignore[arg-type]


def find_follow_ups(text: str) -> list[Found[FollowUp]]:
    """Words of a follow-up, in order: `kvarstår delvis` before `kvarstår`, `inte avhjälpt` before `avhjälpt`."""
    found = matches_near(_pattern("follow_up"), text, _HOLDS["follow_up"], before=_NEAR, after=_NEAR)
    return [Found(m.lastgroup, m.start(), m.end()) for m in found]  # type: ignore[arg-type]
