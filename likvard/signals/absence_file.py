"""Files of absence: a table with one row for each pupil and day, or an SS 12000 answer with sums for each pupil.

What is read stays in memory until the sums are made. Only of pupils who are flagged is anything kept, and who they
are goes to the vault. Pupils are told apart by the same keyed pseudonym as in every other import.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from likvard.intake import registry
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.people import People, read_number, says_protected
from likvard.intake.reader import Options

# Meaning → what such columns are called.
COLUMNS: dict[str, tuple[str, ...]] = {
    "unit": ("skolenhetskod", "skolkod", "enhetskod", "skola", "skolenhet"),
    "group": ("klass", "grupp", "undervisningsgrupp"),
    "number": ("personnummer", "personnr", "pnr"),
    "name": ("namn", "elev", "elevens namn"),
    "day": ("datum", "dag"),
    "absent": ("frånvaro", "frånvaro min", "frånvarominuter", "frånvaro minuter", "minuter"),
    "valid": ("giltig", "anmäld", "giltig frånvaro"),
    "scheduled": ("schemalagd", "schemalagd tid", "schemalagda minuter", "schemalagd min", "undervisningstid"),
    "informed": ("vårdnadshavare informerad", "vårdnadshavare informerade", "informerad", "meddelad"),
}
NEEDED = ("unit", "number", "day", "absent")
YES = frozenset({"ja", "j", "x", "1", "sant", "true", "yes", "giltig", "anmäld"})


@dataclass(frozen=True, slots=True)
class AbsentDay:
    """Minutes of one day; `informed` None = the file does not say."""

    day: date
    absent: int
    valid: bool
    informed: bool | None


@dataclass(slots=True)
class Pupil:
    """One pupil of the file. `absent` and `scheduled` are minutes of the whole period."""

    key: str
    unit_code: str
    group: str
    name: str = ""
    number: str = ""
    protected: bool = False
    absent: int = 0
    scheduled: int = 0
    days: list[AbsentDay] = field(default_factory=list)

    def __repr__(self) -> str:
        return "Pupil(…)"


@dataclass(frozen=True, slots=True)
class AbsenceFile:
    starts: date
    ends: date
    pupils: tuple[Pupil, ...]
    skipped: int


def read(opened: Opened, people: People, unit_names: Mapping[str, str]) -> AbsenceFile:
    """`unit_names`: name in lower case → school unit code. Raises `RefusedFileError`."""
    if opened.kind in ("json", "jsonl"):
        return _register(opened, people)
    return _table(opened, people, unit_names)


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^a-zåäö ]+", " ", text.lower()).split())


def _header(lines: list[list[str]]) -> tuple[int, dict[str, int]]:
    for row, cells in enumerate(lines[:20]):
        named = [_words(cell) for cell in cells]
        found = {
            meaning: next(i for i, cell in enumerate(named) if cell in words)
            for meaning, words in COLUMNS.items()
            if any(cell in words for cell in named)
        }
        if set(NEEDED) <= set(found):
            return row, found
    raise RefusedFileError("bad_mapping", ", ".join(COLUMNS[meaning][0] for meaning in NEEDED))


def _minutes(text: str) -> int | None:
    """Whole minutes; a true minus or letters are no minutes."""
    bare = re.sub(r"\s|min(?:uter)?\.?$", "", text.replace(",", ".").lower()) or "0"
    try:
        value = float(bare)
    except ValueError:
        return None
    return round(value) if 0 <= value <= 24 * 60 else None


def _table(opened: Opened, people: People, unit_names: Mapping[str, str]) -> AbsenceFile:
    lines = opened.lines
    first, at = _header(lines)
    pupils: dict[str, Pupil] = {}
    days: list[date] = []
    skipped = 0
    for cells in lines[first + 1 :]:
        told = {meaning: cells[i].strip() if i < len(cells) else "" for meaning, i in at.items()}
        if not any(told.values()):
            continue
        number, absent = read_number(told["number"]), _minutes(told["absent"])
        unit = told["unit"] if re.fullmatch(r"\d{8}", told["unit"]) else unit_names.get(told["unit"].lower(), "")
        try:
            day = date.fromisoformat(told["day"][:10])
        except ValueError:
            day = None
        if number is None or absent is None or day is None or not unit:
            skipped += 1
            continue
        key = people.pseudonym(number)
        pupil = pupils.setdefault(key, Pupil(key, unit, told.get("group", "")[:20]))
        pupil.name = told.get("name", "") or pupil.name
        pupil.number = told["number"]
        pupil.protected |= says_protected(told.get("name", ""), told.get("group", "")) or people.is_protected(number)
        pupil.absent += absent
        pupil.scheduled += _minutes(told.get("scheduled", "")) or 0
        days.append(day)
        if absent:
            informed = told.get("informed", "")
            pupil.days.append(
                AbsentDay(
                    day, absent, told.get("valid", "").lower() in YES, _informed(informed, day) if informed else None
                )
            )
    if not days:
        raise RefusedFileError("no_rows")
    return AbsenceFile(min(days), max(days), tuple(pupils.values()), skipped)


def _informed(text: str, day: date) -> bool:
    """Yes or no, or the day on which guardians were told: 7 kap. 17 § asks for the same day."""
    try:
        return date.fromisoformat(text[:10]) <= day
    except ValueError:
        return text.lower() in YES


def _register(opened: Opened, people: People) -> AbsenceFile:
    """SS 12000 `aggregatedAttendance`, with persons and organisations in the same file. Names are not in it: the door
    of registers drops them, and the school finds the pupil by the identity number."""
    reading = registry.read(opened, Options(people=people))
    if "attendance" not in reading.tables or "enrolments" not in reading.tables:
        raise RefusedFileError("wrong_shape")
    enrolled = {one["person"]: one for one in reading.tables["enrolments"].to_pylist()}
    pupils: dict[str, Pupil] = {}
    days: list[date] = []
    skipped = 0
    for row in reading.tables["attendance"].to_pylist():
        enrolment = enrolled.get(row["person"])
        if enrolment is None or not enrolment["school_unit_code"]:
            skipped += 1
            continue
        pupil = pupils.setdefault(
            row["person"], Pupil(row["person"], enrolment["school_unit_code"], enrolment["year_group"])
        )
        valid, invalid = row["valid_absence_minutes"] or 0, row["invalid_absence_minutes"] or 0
        pupil.absent += valid + invalid
        pupil.scheduled += row["offered_minutes"] or row["reported_minutes"] or 0
        days += [row["starts"], row["ends"]]
        if valid + invalid and row["starts"] == row["ends"]:
            pupil.days.append(AbsentDay(row["starts"], valid + invalid, not invalid, None))
    if not days:
        raise RefusedFileError("no_rows")
    return AbsenceFile(min(days), max(days), tuple(pupils.values()), skipped)


def sort_of(pupil: Pupil, flags: Mapping[str, float], *, after: date | None = None) -> str:
    """`long`, `repeated` or "" by the rule's numbers. With `after` only days after it count, and no sums: what came
    before has been inquired into already."""
    days = sorted({one.day for one in pupil.days if after is None or one.day > after})
    if after is None and pupil.scheduled and pupil.absent / pupil.scheduled >= flags["long_share"]:
        return "long"
    if _longest_run(days) >= flags["long_days"]:
        return "long"
    needed, within = int(flags["repeated_days"]), timedelta(days=flags["repeated_within_days"])
    if any(days[i + needed - 1] - days[i] < within for i in range(len(days) - needed + 1)):
        return "repeated"
    return ""


def _longest_run(days: list[date]) -> int:
    """Absent days on end; a weekend does not break a run."""
    longest = run = 1 if days else 0
    for one, other in pairwise(days):
        gap = (other - one).days
        run = run + 1 if gap == 1 or (gap <= 3 and one.weekday() >= 4) else 1
        longest = max(longest, run)
    return longest
