"""One object of the standard to one row, at the door.

Persons give no row of their own: their identity number (or the register's id) becomes the pseudonym of the rows that
speak of them, and a person with `securityMarking` other than `Ingen`, or a status other than `Aktiv`, gets none.
Names, e-mail addresses, telephone numbers, addresses and responsible adults are never taken out of an object.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from likvard.intake.import_log import ImportLog
from likvard.intake.people import People, Sex, read_number
from likvard.terms.organisation_numbers import parse_organisation_number
from likvard.terms.school_forms import by_register_code
from likvard.terms.school_unit_codes import parse_school_unit_code

ENDPOINTS = ("organisations", "persons", "grades", "absences", "aggregatedAttendance")
_SEXES: dict[str, Sex] = {"Man": "boys", "Kvinna": "girls", "Okänt": ""}
_SEASONS = {"HT": 0, "VT": -1}


def entity_of(one: Any) -> str | None:
    """Which end point an object comes from, by its fields."""
    if not isinstance(one, dict):
        return None
    if "organisationType" in one:
        return "organisations"
    if "attendanceSum" in one and "student" in one:
        return "aggregatedAttendance"
    if "gradeValue" in one and "student" in one:
        return "grades"
    if "startTime" in one and "student" in one and "type" in one:
        return "absences"
    if "enrolments" in one or "civicNo" in one or "securityMarking" in one or "givenName" in one:
        return "persons"
    return None


def day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def moment(value: Any) -> datetime | None:
    """In UTC; a time without a zone is taken as UTC."""
    try:
        found = datetime.fromisoformat(str(value).replace("Z", "+00:00")) if value else None
    except ValueError:
        return None
    if found is None:
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _id(value: Any) -> str:
    return str(value.get("id") or "").lower() if isinstance(value, dict) else ""


def _minutes(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


@dataclass
class Door:
    """What is known of persons and units: coded register id → (pseudonym, sex, birth year), id → school unit code."""

    people: People
    log: ImportLog
    source: str
    persons: dict[str, tuple[str, Sex, int | None]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    syllabuses: dict[str, str] = field(default_factory=dict)
    left_out: bool = False

    def organisation(self, one: dict[str, Any], line: int) -> dict[str, Any] | None:
        identity, name = _id(one), " ".join(str(one.get("displayName") or "").split())
        if not identity or not name:
            self.log.add(self.source, line, "displayName", "error", "no_name")
            return None
        raw = str(one.get("schoolUnitCode") or "")
        code = parse_school_unit_code(raw) or ""
        if raw and not code:
            self.log.add(self.source, line, "schoolUnitCode", "warning", "unknown_value", raw)
        if code:
            self.units[identity] = code
        forms = set()
        for word in one.get("schoolTypes") or []:
            form = by_register_code(str(word))
            if form is None:
                self.log.add(self.source, line, "schoolTypes", "warning", "unknown_value", word)
            else:
                forms.add(form.code)
        return {
            "id": identity, "name": name, "kind": str(one.get("organisationType") or ""),
            "organisation_number": parse_organisation_number(str(one.get("organisationNumber") or "")) or "",
            "school_unit_code": code, "municipality_code": str(one.get("municipalityCode") or ""),
            "parent": _id(one.get("parentOrganisation")), "school_forms": sorted(forms),
            "starts": day(one.get("startDate")), "ends": day(one.get("endDate")), "row": line,
        }  # fmt: skip

    def meet(self, one: dict[str, Any], line: int) -> bool:
        """Learns who a person is. Whether rows may speak of the person."""
        identity = _id(one)
        if not identity:
            self.log.add(self.source, line, "id", "error", "no_person")
            return False
        civic = one.get("civicNo")
        number = read_number(str(civic.get("value") or "")) if isinstance(civic, dict) else None
        if not _open(one):
            self.people.protect(number, identity)
        if self.people.is_protected(number, identity):
            self.left_out = True
            self.persons.pop(self.people.pseudonym_of_id(identity), None)
            return False
        coded = self.people.pseudonym_of_id(identity)
        if str(one.get("personStatus") or "Aktiv") == "Avliden":
            self.persons.pop(coded, None)
            return False
        pseudonym = self.people.pseudonym(number) if number else coded
        born = day(one.get("birthDate"))
        sex = _SEXES.get(str(one.get("sex") or ""), "") or (number.sex if number else "")
        self.persons[coded] = (pseudonym, sex, born.year if born else number.birth_year if number else None)
        return True

    def look(self, one: dict[str, Any]) -> None:
        """Learns from a row's reference that its student is protected."""
        reference = one.get("student")
        if isinstance(reference, dict) and _id(reference) and not _open(reference):
            self.people.protect(None, _id(reference))
            self.persons.pop(self.people.pseudonym_of_id(_id(reference)), None)
            self.left_out = True

    def _person(self, one: dict[str, Any], line: int) -> tuple[str, Sex, int | None] | None:
        """Of a row's `student`; `None` when there is to be no row."""
        reference = one.get("student")
        identity = _id(reference)
        if not identity:
            self.log.add(self.source, line, "student", "error", "no_person")
            return None
        if self.people.is_protected(None, identity):
            self.left_out = True
            return None
        known = self.persons.get(self.people.pseudonym_of_id(identity))
        if known is None:
            # Nobody has said that this person is not protected: no row without the person's own object.
            self.log.add(self.source, line, "student", "error", "unknown_reference")
        return known

    def enrolments(self, one: dict[str, Any], line: int) -> Iterator[dict[str, Any]]:
        known = self.persons.get(self.people.pseudonym_of_id(_id(one)))
        if known is None:
            return
        for enrolment in one.get("enrolments") or []:
            if not isinstance(enrolment, dict) or enrolment.get("cancelled") is True:
                continue
            unit = self.units.get(_id(enrolment.get("enroledAt")), "")
            if not unit:
                self.log.add(self.source, line, "enroledAt", "warning", "unknown_reference")
            form = by_register_code(str(enrolment.get("schoolType") or ""))
            year = enrolment.get("schoolYear")
            yield {
                "person": known[0], "school_unit_code": unit, "school_form": form.code if form else "",
                "year_group": "" if year is None else "F" if year == 0 else str(year), "sex": known[1],
                "birth_year": known[2], "starts": day(enrolment.get("startDate")),
                "ends": day(enrolment.get("endDate")), "row": line,
            }  # fmt: skip

    def grade(self, one: dict[str, Any], line: int) -> dict[str, Any] | None:
        known = self._person(one, line)
        if known is None:
            return None
        value = str(one.get("gradeValue") or "").strip().upper()
        points = {"A": 20.0, "B": 17.5, "C": 15.0, "D": 12.5, "E": 10.0, "F": 0.0}
        mark, reason = ("value", "") if value in points else ("missing", "no_basis_because_of_absence")
        if value not in points and value not in ("-", "–"):
            self.log.add(self.source, line, "gradeValue", "warning", "bad_code")
            mark, reason = "unreadable", ""
        registered = day(one.get("registeredDate"))
        year, season = one.get("year"), str(one.get("semester") or "")
        start = year + _SEASONS.get(season, 0) if isinstance(year, int) else None
        if start is None and registered:
            start = registered.year - (1 if registered.month <= 6 else 0)
        syllabus = one.get("syllabus")
        named = str(syllabus.get("displayName") or "") if isinstance(syllabus, dict) else ""
        return {
            "person": known[0], "school_unit_code": self.units.get(_id(one.get("organisation")), ""),
            "sex": known[1], "birth_year": known[2], "year": start,
            "subject": self.syllabuses.get(_id(syllabus), named), "grade": value if value in points else "",
            "points": points.get(value), "mark": mark, "reason": reason, "printed": value[:1], "row": line,
            "column": "gradeValue",
        }  # fmt: skip

    def absence(self, one: dict[str, Any], line: int) -> dict[str, Any] | None:
        known = self._person(one, line)
        starts, ends = moment(one.get("startTime")), moment(one.get("endTime"))
        if known is None:
            return None
        if starts is None or ends is None or ends < starts:
            self.log.add(self.source, line, "startTime", "error", "no_period")
            return None
        return {
            "person": known[0], "school_unit_code": self.units.get(_id(one.get("organisation")), ""),
            "kind": str(one.get("type") or ""), "starts": starts, "ends": ends, "row": line,
        }  # fmt: skip

    def attendance(self, one: dict[str, Any], line: int) -> dict[str, Any] | None:
        known = self._person(one, line)
        starts, ends = day(one.get("startDate")), day(one.get("endDate"))
        if known is None:
            return None
        if starts is None or ends is None or ends < starts:
            self.log.add(self.source, line, "startDate", "error", "no_period")
            return None
        names = {
            "attended_minutes": "attendanceSum", "valid_absence_minutes": "validAbsenceSum",
            "invalid_absence_minutes": "invalidAbsenceSum", "other_minutes": "otherAttendanceSum",
            "reported_minutes": "reportedSum", "offered_minutes": "offeredSum",
        }  # fmt: skip
        minutes = {name: _minutes(one.get(field)) for name, field in names.items()}
        for name, field_name in names.items():
            if minutes[name] is None and one.get(field_name) is not None:
                self.log.add(self.source, line, field_name, "warning", "out_of_range")
        return {
            "person": known[0], "activity": _id(one.get("activity")), "starts": starts, "ends": ends, **minutes,
            "row": line,
        }  # fmt: skip


def _open(one: dict[str, Any]) -> bool:
    """Only the plain word `Ingen`, or no word at all, is open: anything else is taken as protected."""
    return str(one.get("securityMarking") or "Ingen").strip().lower() == "ingen"
