"""Answers of the register's interface, version 2, to rows.

Read by its OpenAPI description. Heads' names, e-mail addresses, telephone numbers and street addresses are in
the answers and are never taken out of them.
"""

import re
from datetime import date
from typing import Any

from likvard.intake.import_log import ImportLog
from likvard.intake.school_unit_register.rows import KindOfOrganiser, OrganiserRow, Status, UnitRow
from likvard.terms.municipalities import by_code as municipality_by_code
from likvard.terms.municipalities import by_organisation_number
from likvard.terms.names import ordinary_capitals
from likvard.terms.organisation_numbers import parse_organisation_number
from likvard.terms.school_forms import by_register_code
from likvard.terms.school_unit_codes import parse_school_unit_code

KINDS: dict[str, KindOfOrganiser] = {
    "KOMMUN": "municipality",
    "KOMMFORB": "municipality",
    "REGION": "region",
    "STAT": "state",
    "SAME": "state",
    "SPECIAL": "state",
    "ENSKILD": "independent",
    "HMANUTL": "independent",  # organisers of Swedish schools abroad
}
STATUSES: tuple[Status, ...] = ("AKTIV", "VILANDE", "UPPHORT", "PLANERAD")
# Years stand under one property for each form that has them.
_WITH_YEARS = ("gr", "gran", "sam", "sp")


class BadAnswerError(ValueError):
    """An answer that is not what the description says."""


def _text(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    return re.sub(r"\s+", " ", value).strip() if isinstance(value, str) else ""


def _dict(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadAnswerError(f"{where} is no object")
    return value


def _attributes(answer: Any) -> list[dict[str, Any]]:
    rows = _dict(_dict(answer, "answer").get("data"), "data").get("attributes")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadAnswerError("data.attributes is no list of objects")
    return rows


def _day(values: dict[str, Any], key: str, log: ImportLog, source: str) -> date | None:
    text = _text(values, key)
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        log.add(source, 0, key, "warning", "unknown_value", text)
        return None


def organisers(answer: Any, log: ImportLog) -> list[OrganiserRow]:
    """Of `GET /v2/organizers`."""
    rows = []
    for line, values in enumerate(_attributes(answer), 1):
        number, name = parse_organisation_number(_text(values, "organizationNumber")), _text(values, "displayName")
        if number is None:
            log.add("organizers", line, "organizationNumber", "error", "no_number", _text(values, "organizationNumber"))
        elif not name:
            log.add("organizers", line, "displayName", "error", "no_name")
        else:
            rows.append(_organiser(number, name, _text(values, "organizerType"), log, line))
    return rows


def _organiser(number: str, name: str, code: str, log: ImportLog, line: int) -> OrganiserRow:
    kind = KINDS.get(code)
    if kind is None:
        log.add("organizers", line, "organizerType", "warning", "unknown_value", code)
    municipality = by_organisation_number(number)
    return OrganiserRow(
        organisation_number=number,
        name=municipality.official_name if municipality else ordinary_capitals(name),
        kind=kind or "independent",
        municipality_code=municipality.code if municipality else "",
    )


def unit_codes(answer: Any, log: ImportLog) -> dict[str, Status]:
    """Of `GET /v2/school-units`: code → status, each once."""
    codes: dict[str, Status] = {}
    for line, values in enumerate(_attributes(answer), 1):
        raw, status = _text(values, "schoolUnitCode"), _text(values, "status")
        code = parse_school_unit_code(raw)
        if code is None:
            log.add("school-units", line, "schoolUnitCode", "error", "no_code", raw)
        elif status not in STATUSES:
            log.add("school-units", line, "status", "warning", "unknown_value", status)
            codes.setdefault(code, "AKTIV")
        else:
            codes.setdefault(code, status)
    return codes


def unit(answer: Any, log: ImportLog) -> tuple[UnitRow, OrganiserRow] | None:
    """Of `GET /v2/school-units/{code}`: the unit and its organiser; `None` for what is no school unit (a central
    collecting unit) or lacks its organiser's number."""
    whole = _dict(answer, "answer")
    data = _dict(whole.get("data"), "data")
    values = _dict(data.get("attributes"), "data.attributes")
    included = _dict(whole.get("included"), "included")
    code = parse_school_unit_code(_text(data, "schoolUnitCode"))
    if code is None:
        raise BadAnswerError("no schoolUnitCode")
    source = f"school-units/{code}"
    if _text(values, "schoolUnitType") == "CENTRAL":
        return None
    raw_number, name = _text(included, "organizationNumber"), _text(values, "displayName")
    number = parse_organisation_number(raw_number)
    if number is None:
        log.add(source, 0, "organizationNumber", "error", "no_number", raw_number)
        return None
    if not name:
        log.add(source, 0, "displayName", "error", "no_name")
        return None
    about = _dict(included.get("attributes") or {}, "included.attributes")
    organiser = _organiser(number, _text(about, "displayName") or number, _text(about, "organizerType"), log, 0)
    municipality_code = _text(values, "municipalityCode")
    if municipality_code and municipality_by_code(municipality_code) is None:
        log.add(source, 0, "municipalityCode", "warning", "unknown_municipality", municipality_code)
        municipality_code = ""
    status = _text(values, "status")
    if status not in STATUSES:
        log.add(source, 0, "status", "warning", "unknown_value", status)
        status = "AKTIV"
    orientation = _text(values, "orientationType")
    row = UnitRow(
        school_unit_code=code,
        name=name,
        organisation_number=number,
        municipality_code=municipality_code,
        school_forms=_forms(values.get("schoolTypes"), log, source),
        school_years=_years(values),
        orientation="" if orientation == "EJ_RELEVANT" else orientation,
        status=status,  # type: ignore[arg-type]
        starts=_day(values, "startdate", log, source),
        ends=_day(values, "endDate", log, source),
    )
    return row, organiser


def _forms(types: Any, log: ImportLog, source: str) -> tuple[str, ...]:
    forms = set()
    for code in types if isinstance(types, list) else []:
        form = by_register_code(str(code))
        if form is None:
            log.add(source, 0, "schoolTypes", "warning", "unknown_value", code)
        else:
            forms.add(form.code)
    return tuple(sorted(forms))


def _years(values: dict[str, Any]) -> tuple[str, ...]:
    properties = values.get("schoolTypeProperties")
    years: set[int] = set()
    for form in _WITH_YEARS:
        of_form = properties.get(form) if isinstance(properties, dict) else None
        grades = of_form.get("grades") if isinstance(of_form, dict) else None
        years |= {int(g) for g in grades or [] if str(g).isdigit() and 1 <= int(g) <= 10}
    types = values.get("schoolTypes")
    first = ("F",) if isinstance(types, list) and "FKLASS" in types else ()
    return (*first, *(str(year) for year in sorted(years)))


def next_page(answer: Any) -> str | None:
    """Address of the next page where an answer has one (`links.next`, text or object). Version 2 gives whole lists
    today; a list that is cut into pages is followed all the same."""
    links = answer.get("links") if isinstance(answer, dict) else None
    following = links.get("next") if isinstance(links, dict) else None
    if isinstance(following, dict):
        following = following.get("href")
    return following if isinstance(following, str) and following else None
