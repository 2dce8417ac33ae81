"""Passages of a frozen content (a decision's or an overall report's JSON), and the same content without the masked
words. Values that are codes, days and figures are never passages; every other text is, so a field that is added to a
content later is masked like the rest."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from likvard.reports.text import clean

# Keys whose values are codes or days: they hold nobody's words and a content without them is none.
STRUCTURE = frozenset(
    {"schema", "kind", "language", "level", "intervention", "outcome", "decided_on", "last_day", "response_day",
     "follow_up_on", "published_on", "key", "state", "intervention_section"}
)  # fmt: skip
# Characters that nobody sees but that part a word in two.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# While masking, each mask is one character that no text can hold (`reports.text.clean` drops private use characters):
# so a mask is never masked again.
_FIRST = 0xE000


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph or field. `place` names it within the content (`areas.0.account#2`), `field` is its last key and
    `part` the name of the area it stands in ("" = the whole)."""

    place: str
    field: str
    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Mask:
    """`place` "" = everywhere in the content. `words` "" = the whole passage, which then needs its place."""

    place: str
    words: str
    ground: str  # a code of terms.secrecy

    def __post_init__(self) -> None:
        if not self.place and not self.words.strip():
            raise ValueError("a mask covers words, or the whole of one passage")


@dataclass(frozen=True, slots=True)
class Masked:
    """`grounds`: codes in the order of their numbers, [maskat 1], [maskat 2]. `count`: how many places were masked."""

    content: dict[str, Any]
    grounds: tuple[str, ...]
    count: int


def plain(text: str) -> str:
    """Composed letters and no unseen characters: what is compared, and what is published."""
    return clean(text.translate(_UNSEEN))


def _texts(value: Any, path: tuple[str, ...], part: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    if isinstance(value, Mapping):
        inner = str(value["name"]) if path[:1] == ("areas",) and "name" in value else part
        for key, one in value.items():
            if key not in STRUCTURE:
                yield from _texts(one, (*path, str(key)), inner)
    elif isinstance(value, list | tuple):
        for index, one in enumerate(value):
            yield from _texts(one, (*path, str(index)), part)
    elif isinstance(value, str) and value.strip():
        yield path, part, value


def _field(path: tuple[str, ...]) -> str:
    return next(step for step in reversed(path) if not step.isdigit())


def passages(content: Mapping[str, Any]) -> tuple[Passage, ...]:
    """Every passage, in the order of the content; a text of several lines is several passages."""
    found = []
    for path, part, text in _texts(content, (), ""):
        for index, line in enumerate(plain(text).split("\n")):
            if line.strip():
                found.append(Passage(f"{'.'.join(path)}#{index}", _field(path), plain(part), line))
    return tuple(found)


def _pattern(words: str) -> re.Pattern[str]:
    """The words however they are spaced and whatever their capitals, with a genitive ending; not within other words."""
    inner = r"\s+".join(re.escape(word) for word in plain(words).split())
    begins = r"(?<![^\W_])" if re.match(r"[^\W_]", plain(words).strip()) else ""
    ends = r"(?:[:'\u2019]?s)?(?![^\W_])" if re.search(r"[^\W_]$", plain(words).strip()) else ""
    return re.compile(f"{begins}{inner}{ends}", re.IGNORECASE)


def occurrences(content: Mapping[str, Any], words: str) -> tuple[str, ...]:
    """The places of the passages in which the words stand."""
    pattern = _pattern(words)
    return tuple(one.place for one in passages(content) if pattern.search(one.text))


def look_alikes(content: Mapping[str, Any], words: str) -> tuple[str, ...]:
    """The words still to be seen in the content, also inside longer words (`Alva` in `alva.berg@` or `Alvarsson`)."""
    bare = "".join(plain(words).casefold().split())
    if not bare:
        return ()
    return tuple(one.place for one in passages(content) if bare in "".join(one.text.casefold().split()))


def masked(content: Mapping[str, Any], masks: Sequence[Mask]) -> Masked:
    """The content with everything masked taken out of it. Longer words are masked before shorter ones, and what is
    masked in one place before what is masked everywhere."""
    order = tuple(dict.fromkeys(mask.ground for mask in masks))
    sign = {code: chr(_FIRST + number) for number, code in enumerate(order, 1)}
    local = [mask for mask in masks if mask.place]
    whole = {mask.place: sign[mask.ground] for mask in local if not mask.words.strip()}
    parts = sorted((mask for mask in local if mask.words.strip()), key=lambda mask: -len(mask.words))
    every = [
        (_pattern(mask.words), sign[mask.ground])
        for mask in sorted((m for m in masks if not m.place), key=lambda mask: -len(mask.words))
    ]
    count = 0

    def line(place: str, text: str) -> str:
        if place in whole:
            return whole[place]
        for mask in parts:
            if mask.place == place:
                text = _pattern(mask.words).sub(sign[mask.ground], text)
        return text

    def clear(text: str, path: tuple[str, ...]) -> str:
        nonlocal count
        name = ".".join(path)
        lines = [line(f"{name}#{index}", one) for index, one in enumerate(plain(text).split("\n"))]
        joined = "\n".join(lines)
        for pattern, mark in every:
            joined = pattern.sub(mark, joined)
        count += sum(joined.count(mark) for mark in sign.values())
        for number, mark in enumerate(sign.values(), 1):
            joined = joined.replace(mark, f"[maskat {number}]")
        return joined

    def walk(value: Any, path: tuple[str, ...]) -> Any:
        if isinstance(value, Mapping):
            return {key: one if key in STRUCTURE else walk(one, (*path, str(key))) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [walk(one, (*path, str(index))) for index, one in enumerate(value)]
        return clear(value, path) if isinstance(value, str) else value

    return Masked(walk(content, ()), order, count)
