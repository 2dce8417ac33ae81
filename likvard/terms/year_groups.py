"""Year groups (årskurser) as texts and names of schools write them: `årskurs 7–9`, `åk 4`, `F-3`,
`årskurserna 4, 5 och 6`, `förskoleklass till årskurs 3`. Codes as in the register: `F` for the preschool class,
then `1` to `10`.
"""

import re
from collections.abc import Iterable

from likvard.terms.found import Found

ALL = ("F", *(str(number) for number in range(1, 11)))
_ORDER = {code: index for index, code in enumerate(ALL)}

_GAP = r"\s{0,4}"
_DASH = r"[-\u2010-\u2015\u2212]"
_YEAR = r"(?:10|[1-9])(?!\d)"
_LABEL = rf"(?:årskurs(?:erna|er|en)?|åk\.?){_GAP}"
_GROUPS = re.compile(
    # "årskurs 7–9", "åk F-3", "årskurserna 4, 5 och 6"
    rf"(?:{_LABEL}(?P<list>(?:F(?!\w)|{_YEAR})(?:{_GAP}(?:{_DASH}|till|,|och|samt){_GAP}(?:årskurs{_GAP}|åk\.?{_GAP})?{_YEAR})*)"
    # "förskoleklass till årskurs 3", "förskoleklass–årskurs 6"
    rf"|förskoleklass(?:en)?{_GAP}(?:{_DASH}|till(?:{_GAP}och{_GAP}med)?|upp{_GAP}till){_GAP}{_LABEL}(?P<upto>{_YEAR})"
    # "F-3", "F–9" in a name
    rf"|(?<![\w-])F{_GAP}{_DASH}{_GAP}(?P<from_f>{_YEAR}))(?![\w:/]|{_DASH}\d)",
    re.IGNORECASE,
)
_PART = re.compile(rf"(F|10|[1-9])(?:{_GAP}(?:{_DASH}|till){_GAP}(?:årskurs{_GAP}|åk\.?{_GAP})?(10|[1-9]))?", re.I)


def _range(first: str, last: str) -> tuple[str, ...]:
    start, end = _ORDER[first.upper()], _ORDER[last.upper()]
    return ALL[start : end + 1] if start <= end else ()


def find_year_groups(text: str) -> list[Found[tuple[str, ...]]]:
    """Each mention with its groups in order; a range that runs backwards is none."""
    found = []
    for m in _GROUPS.finditer(text):
        groups: set[str] = set()
        if m["list"]:
            for part in _PART.finditer(m["list"]):
                groups |= set(_range(part.group(1), part.group(2) or part.group(1)))
        else:
            groups |= set(_range("F", m["upto"] or m["from_f"]))
        if groups:
            found.append(Found(tuple(sorted(groups, key=_ORDER.__getitem__)), m.start(), m.end()))
    return found


def format_year_groups(groups: Iterable[str]) -> str:
    """`F–3`, `4 och 6`, `1–3 och 7–9`. Raises ValueError for what is no year group."""
    wanted = sorted(set(groups), key=lambda code: _ORDER.get(code, -1))
    if any(code not in _ORDER for code in wanted):
        raise ValueError(f"no year groups: {wanted}")
    parts: list[str] = []
    index = 0
    while index < len(wanted):
        stop = index
        while stop + 1 < len(wanted) and _ORDER[wanted[stop + 1]] == _ORDER[wanted[stop]] + 1:
            stop += 1
        parts.append(wanted[index] if stop == index else f"{wanted[index]}–{wanted[stop]}")
        index = stop + 1
    return ", ".join(parts[:-1]) + (" och " if len(parts) > 1 else "") + parts[-1] if parts else ""
