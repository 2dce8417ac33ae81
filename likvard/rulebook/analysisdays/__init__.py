"""What a unit is asked on its analysis day: questions that its figures raise, and whether an answer names causes.

Library: plain values in. The kinds of question and their words stand in `questions.toml`.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from likvard.rulebook.words import Words

from .naming import Hint, hint

__all__ = ["Candidate", "Hint", "Kind", "Question", "choose", "hint", "kinds"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of question: at most `many` of it, and its words with `{about}`."""

    key: str
    many: int
    words: Words


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that the figures raise. `strength`: the surer or larger, the earlier asked; `ref` is the caller's.
    `high`: the figure has risen, or lies above what it is held against."""

    kind: str
    ref: str
    about: Words
    strength: float
    high: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """`candidate` is None for a general one. `key` is stable: the same finding has the same key."""

    key: str
    kind: str
    words: Words
    candidate: Candidate | None


@cache
def _read() -> tuple[int, int, tuple[Kind, ...], tuple[tuple[str, Words], ...]]:
    read = tomllib.loads(files(__package__).joinpath("questions.toml").read_text(encoding="utf-8"))
    found = tuple(Kind(one["key"], int(one["many"]), Words(one["sv"], one["en"])) for one in read["kind"])
    general = tuple((one["key"], Words(one["sv"], one["en"])) for one in read["general"])
    if not 1 <= read["least"] <= read["most"] or len(general) < read["least"]:
        raise ValueError("analysisdays/questions.toml: fewer general questions than the least number asked")
    for kind in found:
        if "{about}" not in kind.words.sv or "{about}" not in kind.words.en:
            raise ValueError(f"analysisdays/questions.toml: {kind.key} says nothing of what it is about")
    return int(read["least"]), int(read["most"]), found, general


def kinds() -> dict[str, Kind]:
    return {one.key: one for one in _read()[2]}


def choose(candidates: Iterable[Candidate]) -> tuple[Question, ...]:
    """Three to five questions: one of each kind in the file's order, the strongest first; then more of the kinds that
    may have several, never two about the same figure; general ones where the figures raise too few. The order of
    `candidates` does not matter.

    Raises `KeyError` for a kind that the file does not have.
    """
    least, most, found, general = _read()
    by_kind: dict[str, list[Candidate]] = {one.key: [] for one in found}
    for one in candidates:
        by_kind[one.kind].append(one)
    for held in by_kind.values():
        held.sort(key=lambda one: (-one.strength, one.ref))
    chosen: list[tuple[Kind, Candidate]] = []
    for turn in range(max(kind.many for kind in found)):
        for kind in found:
            # A figure that has raised one question raises no other.
            asked_about = {one.ref for _, one in chosen}
            left = [one for one in by_kind[kind.key] if one.ref not in asked_about]
            if turn < kind.many and left and len(chosen) < most:
                chosen.append((kind, left[0]))
    order = {kind.key: place for place, kind in enumerate(found)}
    chosen.sort(key=lambda pair: (order[pair[0].key], -pair[1].strength, pair[1].ref))
    asked = [Question(f"{kind.key}:{one.ref}", kind.key, _said(kind, one), one) for kind, one in chosen]
    for key, words in general:
        if len(asked) < least:
            asked.append(Question(f"general:{key}", "general", words, None))
    return tuple(asked)


_MOVE = {False: Words("fallit", "fallen"), True: Words("stigit", "risen")}
_SIDE = {False: Words("lägre", "lower"), True: Words("högre", "higher")}


def _said(kind: Kind, one: Candidate) -> Words:
    move, side = _MOVE[one.high], _SIDE[one.high]
    sv = kind.words.sv.format(about=one.about.sv, move=move.sv, side=side.sv)
    en = kind.words.en.format(about=one.about.en, move=move.en, side=side.en)
    return Words(sv[:1].upper() + sv[1:], en[:1].upper() + en[1:])
