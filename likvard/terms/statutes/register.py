"""The statutes that reviews of schools cite: names, numbers, dates (`data/statutes.toml`)."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from likvard.terms.datafiles import read_toml


@dataclass(frozen=True, slots=True)
class Statute:
    """One statute by its number in Svensk författningssamling (SFS)."""

    name: str  # as references are printed: "skollagen"; a replaced one with its number
    sfs: str  # "2010:800"
    chapters: bool  # whether sections are counted within chapters
    valid_from: date
    valid_to: date | None  # last day; None is still in force
    plain: str  # the name without a number; shared by a statute and the one it replaced
    written: tuple[str, ...]  # further ways of writing it
    short: tuple[str, ...]  # abbreviations, exact capitals

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def all_statutes() -> tuple[Statute, ...]:
    """In the order of the list."""
    return tuple(
        Statute(
            name=row["name"],
            sfs=row["sfs"],
            chapters=row["chapters"],
            valid_from=row["valid_from"],
            valid_to=row.get("valid_to"),
            plain=row.get("plain", row["name"]),
            written=tuple(row.get("written", ())),
            short=tuple(row.get("short", ())),
        )
        for row in read_toml("statutes.toml")["statute"]
    )


@cache
def _by_sfs() -> dict[str, Statute]:
    return {statute.sfs: statute for statute in all_statutes()}


@cache
def _by_name() -> dict[str, Statute]:
    names: dict[str, Statute] = {}
    for statute in all_statutes():
        for name in (statute.name, statute.plain, *statute.written):
            if statute.valid_to is None or name != statute.plain:
                names[name.lower()] = statute
            else:
                names.setdefault(name.lower(), statute)
    return names


@cache
def _by_short() -> dict[str, Statute]:
    return {short: statute for statute in all_statutes() for short in statute.short}


def by_sfs(sfs: str) -> Statute | None:
    """`"2010:800"`, with or without the letters SFS."""
    return _by_sfs().get(re.sub(r"^SFS\s*", "", sfs.strip(), flags=re.IGNORECASE))


def by_name(name: str, day: date | None = None) -> Statute | None:
    """By common name, further name or abbreviation. A name that two statutes have shared means the one in
    force on `day`, without a day the present one."""
    text = re.sub(r"\s+", " ", name).strip()
    statute = _by_short().get(text) or _by_name().get(text.lower())
    if statute is None or day is None or statute.in_force(day) or text.lower() != statute.plain.lower():
        return statute
    return next((one for one in all_statutes() if one.plain == statute.plain and one.in_force(day)), statute)


# Letters that a scan without Swedish letters makes of these.
_CONFUSED = {"å": "[åa]", "ä": "[äaé]", "ö": "[öoéd06]", "l": "[lI|1]", " ": r"\s+", "-": r"-\s*"}


def scanned(name: str) -> str:
    """Regular expression of a name as a scan may show it: `skolförordningen` also as `skolfdrordningen`."""
    return "".join(_CONFUSED.get(letter, re.escape(letter)) for letter in name)


def _plain_letters(name: str) -> str:
    """What `scanned` accepts, reduced to one key."""
    key = re.sub(r"\s+", " ", name.lower())
    key = key.replace("- ", "-")
    return key.translate(str.maketrans("åäéöod06i|1", "aa******lll"))


@cache
def _by_scanned() -> dict[str, Statute]:
    keys: dict[str, Statute] = {}
    for name, statute in _by_name().items():
        keys[_plain_letters(name)] = statute
        keys.setdefault(_plain_letters(name).replace("a", "*"), statute)
    return keys


def by_scanned_name(name: str) -> Statute | None:
    """Like `by_name`, for a name with the losses that `scanned` allows."""
    key = _plain_letters(name)
    return by_name(name) or _by_scanned().get(key) or _by_scanned().get(key.replace("a", "*"))


@cache
def name_pattern() -> str:
    """Alternatives for every known name, longest first."""
    names = sorted({n for n in _by_name() if "(" not in n}, key=len, reverse=True)
    return "|".join(f"(?i:{scanned(name)})" for name in names)


@cache
def abbreviation_pattern() -> str:
    """Alternatives for every abbreviation, longest first, exact capitals."""
    return "|".join(f"(?-i:{short})" for short in sorted(_by_short(), key=len, reverse=True))
