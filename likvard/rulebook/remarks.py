"""Remarks of a definition file (what stands after `#`), kept when its values are written anew.

A remark belongs to what follows it: a line `key = value` or a heading `[[area]]`; one at the end of a line belongs to
that line. Things in lists are known by what they are called (an area by its number, a step by its name) and not by
their place, so that a remark goes along when something before it is taken away.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Anchor = tuple[str, ...]
# By what a thing in a list is known, the first that it has.
_NAMES = ("key", "name", "what", "state")
_SIGNS = re.compile(
    r'"""(?:\\.|[^\\])*?"""' r"|'''.*?'''" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'" r"|\#[^\n]*|[\[\]{}]|\n|.", re.DOTALL
)
_HEADING = re.compile(r"\[{1,2}([^\[\]]+)\]{1,2}")


@dataclass(frozen=True, slots=True)
class Remarks:
    """`before`: the lines that stand before a line, `beside`: what ends it; `last`: those after everything."""

    before: Mapping[Anchor, tuple[str, ...]] = field(default_factory=dict)
    beside: Mapping[Anchor, str] = field(default_factory=dict)
    last: tuple[str, ...] = ()


def names_in(rows: list[Any]) -> list[str]:
    """What each thing of a list is known by; two of the same name by their order."""
    found: list[str] = []
    for place, row in enumerate(rows):
        name = next((str(row[key]) for key in _NAMES if row.get(key)), f"#{place}") if isinstance(row, dict) else ""
        found.append(f"{name} ({found.count(name) + 1})" if name in found else name)
    return found


def _statements(text: str) -> Iterator[tuple[str, list[str], str]]:
    """Each line or value over several lines: (what it says, remarks before and within it, the remark that ends it)."""
    said, remarks, depth = "", [], 0
    beside = ""
    for found in _SIGNS.finditer(text + "\n"):
        sign = found[0]
        if sign.startswith("#"):
            if said.strip() and depth == 0:
                beside = sign.rstrip()
            else:
                remarks.append(sign.rstrip())
        elif sign == "\n" and depth == 0:
            if said.strip():
                yield said.strip(), remarks, beside
                remarks = []
            said, beside = "", ""
        else:
            depth += (sign in "[{") - (sign in "]}") if len(sign) == 1 and sign in "[]{}" else 0
            said += sign
    yield "", remarks, ""


def remarks_of(text: str, values: Mapping[str, Any]) -> Remarks:
    """The remarks of `text`, whose values are `values`."""
    before: dict[Anchor, tuple[str, ...]] = {}
    beside: dict[Anchor, str] = {}
    counted: dict[Anchor, int] = {}
    here: Anchor = ()
    for said, remarks, ends in _statements(text):
        if not said:
            return Remarks(before, beside, tuple(remarks))
        if said.startswith("["):
            here = _place(said, values, counted)
            anchor = (*here, "[]")
        else:
            anchor = (*here, said.split("=", 1)[0].strip().strip("\"'"))
        if remarks:
            before[anchor] = (*before.get(anchor, ()), *remarks)
        if ends:
            beside[anchor] = ends
    return Remarks(before, beside)


def _place(heading: str, values: Mapping[str, Any], counted: dict[Anchor, int]) -> Anchor:
    """Where a heading stands: `[[area.criterion]]` → ("area", "1", "criterion", "1.2")."""
    found = _HEADING.match(heading)
    keys = [part.strip().strip("\"'") for part in found[1].split(".")] if found else [heading]
    listed = heading.startswith("[[")
    path: Anchor = ()
    held: Any = values
    for at, key in enumerate(keys):
        path = (*path, key)
        held = held.get(key, {}) if isinstance(held, Mapping) else {}
        if isinstance(held, list):
            if listed and at == len(keys) - 1:
                counted[path] = counted.get(path, -1) + 1
            place = counted.get(path, 0)
            names = names_in(held)
            path = (*path, names[place] if place < len(names) else f"#{place}")
            held = held[place] if place < len(held) else {}
    return path


def with_remarks(lines: Iterator[tuple[Anchor, str]], remarks: Remarks) -> Iterator[str]:
    """The lines with their remarks. What stood at a line that is gone goes to the heading that it stood under; what
    stood in a part that is gone goes with it."""
    written = list(lines)
    there = {anchor for anchor, _ in written}
    before: dict[Anchor, list[str]] = {}
    for anchor, said in remarks.before.items():
        if where := _now_at(anchor, there):
            before.setdefault(where, []).extend(said)
    beside = dict(remarks.beside)
    for anchor in [anchor for anchor in beside if anchor not in there]:
        remark = beside.pop(anchor)
        if where := _now_at(anchor, there):
            before.setdefault(where, []).append(remark)
    for anchor, line in written:
        blank = "\n" if line.startswith("\n") else ""
        above = "".join(f"{remark}\n" for remark in before.get(anchor, ()))
        ending = f"  {beside[anchor]}" if anchor in beside else ""
        yield f"{blank}{above}{line.removeprefix(blank)}{ending}"
    yield from remarks.last


def _now_at(anchor: Anchor, there: set[Anchor]) -> Anchor | None:
    """The line itself, the heading that it has become, or the heading that it stood under."""
    return next((one for one in (anchor, (*anchor, "[]"), (*anchor[:-1], "[]")) if one in there), None)
