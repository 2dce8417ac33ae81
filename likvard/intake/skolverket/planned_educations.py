"""Skolverket's interface Planned Educations, version 4: statistics of a school unit in every school form, national
values, SALSA, answers of Skolenkäten, and lists of units.

A file is one answer, or many as JSON lines `{"url": …, "fetched": …, "body": …}` (what `likvard fetch` writes), or a
table with one value a row. Values are texts with a decimal comma and a word (`valueType`) for what the sign means.
An empty list says that the school has nothing of the kind; it is never read as zero. Contact details that an answer
may carry are not read.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from likvard.intake.import_log import ImportLog
from likvard.intake.marks import Cell, Mark, parse
from likvard.intake.measures import by_interface_name
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.periods import parse_period
from likvard.intake.reader import OPEN_STATISTICS, Options, Reader, Reading
from likvard.intake.tables import OBSERVATIONS, UNITS, Rows
from likvard.terms.organisation_numbers import parse_organisation_number
from likvard.terms.school_unit_codes import parse_school_unit_code

FORMS = {
    "fsk": "preschool_class",
    "gr": "compulsory",
    "gran": "adapted_compulsory",
    "gy": "upper_secondary",
    "gyan": "adapted_upper_secondary",
    "sp": "special",
    "sam": "sami",
}
# valueType → what marks may stand beside it, and why.
REASONS: dict[str, tuple[tuple[Mark, ...], str]] = {
    "EXISTS": ((Mark.VALUE, Mark.ABOUT), ""),
    "MISSING": ((Mark.MISSING, Mark.EMPTY), "missing"),
    "OMITTED_DUE_TO_BASED_ON_FEW_PUPILS": ((Mark.WITHHELD,), "few_pupils"),
    "ROUNDED_OFF_DUE_TO_FEW_PUPILS_NOT_ELIGIBLE": ((Mark.NEAR_100,), "few_not_eligible"),
    "TEACHERS_EXCLUDED_DUE_TO_NO_REQUIRED_LEGITIMATION": ((Mark.EXCLUDED,), "no_certificate_required"),
}
_SIGNS = {
    "OMITTED_DUE_TO_BASED_ON_FEW_PUPILS": Mark.WITHHELD,
    "MISSING": Mark.MISSING,
    "ROUNDED_OFF_DUE_TO_FEW_PUPILS_NOT_ELIGIBLE": Mark.NEAR_100,
    "TEACHERS_EXCLUDED_DUE_TO_NO_REQUIRED_LEGITIMATION": Mark.EXCLUDED,
}
_TEST = re.compile(r"averageResultNationalTestsSubject(?P<subject>[A-Z]+\d?)(?:(?P<year>\d+)th(?:Grade)?)?")
_YEAR_GROUP = re.compile(r"(?P<year>\d)thGrade")
_SURVEY = re.compile(
    r"(?:nested)?surveys?/(?P<who>custodians|pupils|teachers|staff)(?P<form>fsk|gran|gr|gyan|gy)", re.IGNORECASE
)
TOPICS = ("recommend", "satisfaction", "security", "workingEnvironment", "support", "inspiration")
_LONG_COLUMNS = {"schoolUnit", "measure", "timePeriod", "value", "valueType"}
_DUMP_COLUMNS = {"value", "valueType", "timePeriod", "variable", "Skolenhetskod"}
_COMPACT_COLUMNS = {"schoolUnitCode", "schoolUnitName", "wgs84Latitude", "wgs84Longitude"}


def body_of(answer: Any) -> Any:
    """What an answer or a stored line holds, without the envelopes around it."""
    while isinstance(answer, dict) and "body" in answer and ("status" in answer or "url" in answer):
        answer = answer["body"]
    return answer


def _is_body(body: Any) -> bool:
    if not isinstance(body, dict):
        return False
    if {"schoolUnit", "programMetrics", "compulsorySchoolUnitSalsaMetricList", "schoolYearMetrics"} & body.keys():
        return True
    if isinstance(body.get("_embedded"), dict):
        return bool({"listedSchoolUnits", "compactSchoolUnits"} & body["_embedded"].keys())
    if "code" in body and "typeOfSchooling" in body:
        return True
    if "schoolUnitCode" in body and any(key.startswith(TOPICS) for key in body):
        return True
    return any(_is_metric(value) for value in body.values())


def _is_metric(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(one, dict) and "value" in one and "valueType" in one for one in value)
    )


def recognises(opened: Opened) -> bool:
    if opened.kind == "csv":
        header = {cell.strip() for cell in (opened.lines[0] if opened.lines else [])}
        return any(columns <= header for columns in (_LONG_COLUMNS, _DUMP_COLUMNS, _COMPACT_COLUMNS))
    if opened.kind == "jsonl":
        for index, (_, line) in enumerate(opened.json_lines()):
            if isinstance(line, dict) and "url" in line and _is_body(body_of(line)):
                return True
            if index > 50:
                break
        return False
    if opened.kind == "json":
        return _is_body(body_of(opened.json))
    return False


def cell_of(value: Any, value_type: str, log: ImportLog, source: str, line: int, column: str) -> Cell:
    """The value's text by its own sign; the word beside it gives the reason, or the sign where the text is gone."""
    text = value if isinstance(value, str) else None if value is None else str(value)
    cell = parse(text)
    if value_type not in REASONS:
        if value_type:
            log.add(source, line, column, "warning", "unknown_value", value_type)
        return cell
    marks, reason = REASONS[value_type]
    if cell.mark is Mark.EMPTY and value_type in _SIGNS:
        return replace(cell, mark=_SIGNS[value_type], reason=reason)
    if cell.mark is Mark.VALUE and value_type == "ROUNDED_OFF_DUE_TO_FEW_PUPILS_NOT_ELIGIBLE" and cell.value == 100:
        return Cell(None, Mark.NEAR_100, text, None, 100.0, reason)  # a copy that has lost the ~
    if cell.mark is Mark.UNREADABLE:
        log.add(source, line, column, "warning", "unreadable", text or "")
        return cell
    if cell.mark not in marks:
        log.add(source, line, column, "warning", "mark_differs", f"{text} {value_type}")
        return cell
    return replace(cell, reason=reason) if reason else cell


def measure_of(name: str) -> tuple[str, str, str]:
    """(measure, subject, year group) of an interface name; an unknown one stands under its own name."""
    if m := _TEST.fullmatch(name):
        return "national_test_points", m["subject"], m["year"] or ""
    known = by_interface_name().get(name)
    year = _YEAR_GROUP.search(name)
    return (known.code if known else f"interface:{name}"), "", year["year"] if year else ""


class _Walk:
    """Collects the rows of one file."""

    def __init__(self, source: str, log: ImportLog) -> None:
        self.source, self.log = source, log
        self.observations, self.units = Rows(OBSERVATIONS), Rows(UNITS)
        self.fetched: date | None = None

    def answer(self, body: Any, url: str, line: int) -> None:
        if not isinstance(body, dict):
            self.log.add(self.source, line, "", "error", "bad_answer")
        elif isinstance(body.get("_embedded"), dict):
            for units in body["_embedded"].values():
                for unit in units if isinstance(units, list) else []:
                    self.unit(unit, line)
        elif "compulsorySchoolUnitSalsaMetricList" in body:
            self.salsa(body, line)
        elif "schoolYearMetrics" in body or any(key.startswith(TOPICS) for key in body):
            self.survey(body, url, line)
        elif "code" in body and "typeOfSchooling" in body:
            self.unit(body, line)
        elif _is_body(body):
            self.statistics(body, url, line)
        else:
            self.log.add(self.source, line, "", "error", "bad_answer")

    def statistics(self, body: dict[str, Any], url: str, line: int) -> None:
        address = url or str(((body.get("_links") or {}).get("self") or {}).get("href") or "")
        m = re.search(r"/statistics/(?:national-values/)?(?P<form>[a-z]+)", address)
        form = FORMS.get(m["form"] if m else "", "")
        national = "national-values" in address or ("schoolUnit" not in body and "programMetrics" not in body)
        parts = [one for one in body.get("programMetrics") or [body] if isinstance(one, dict)]
        for part in parts:
            code = parse_school_unit_code(str(part.get("schoolUnit") or body.get("schoolUnit") or ""))
            if code is None and not national:
                self.log.add(self.source, line, "schoolUnit", "error", "no_code")
                continue
            program = part.get("programCode")
            place = {"level": "country" if code is None else "unit", "school_unit_code": code or ""}
            self.metrics(part, place, form, f"program={program}" if program else "", line)

    def metrics(self, part: dict[str, Any], place: dict[str, str], form: str, group: str, line: int) -> None:
        for name, values in part.items():
            if name in ("docLinks", "_links", "programMetrics") or not isinstance(values, list):
                continue
            if not values:
                self.log.add(self.source, line, name, "note", "no_list")
                continue
            measure, subject, year_group = measure_of(name)
            for one in values:
                if not isinstance(one, dict) or "valueType" not in one:
                    continue
                period = parse_period(one.get("timePeriod"))
                if period is None and one.get("value") is not None:
                    self.log.add(self.source, line, name, "error", "no_period", one.get("timePeriod") or "")
                    continue
                cell = cell_of(one.get("value"), str(one["valueType"]), self.log, self.source, line, name)
                self.observations.add_cell(
                    cell, **place, school_form=form, period=period.text if period else "",
                    year=period.year if period else None, measure=measure, year_group=year_group, subject=subject,
                    group=group, row=line, column=name,
                )  # fmt: skip

    def salsa(self, body: dict[str, Any], line: int) -> None:
        period = parse_period(body.get("timePeriod"))
        for one in body.get("compulsorySchoolUnitSalsaMetricList") or []:
            code = parse_school_unit_code(str(one.get("schoolUnitCode") or "")) if isinstance(one, dict) else None
            own = parse_period(one.get("timePeriod")) if isinstance(one, dict) else None
            when = own or period
            if code is None or when is None:
                self.log.add(self.source, line, "salsa", "error", "no_code" if code is None else "no_period")
                continue
            for name, value in one.items():
                if not isinstance(value, dict) or "valueType" not in value:
                    continue
                cell = cell_of(value.get("value"), str(value["valueType"]), self.log, self.source, line, name)
                self.observations.add_cell(
                    cell, level="unit", school_unit_code=code, name=str(one.get("name") or ""),
                    municipality_code=str(one.get("geographicalAreaCode") or ""), school_form="compulsory",
                    period=when.text, year=when.year, measure=measure_of(name)[0], year_group="9", row=line,
                    column=name,
                )  # fmt: skip

    def survey(self, body: dict[str, Any], url: str, line: int) -> None:
        m = _SURVEY.search(url)
        who = m["who"].lower() if m else ""
        form = FORMS.get(m["form"].lower(), "") if m else ""
        groups = body.get("schoolYearMetrics")
        for one in groups if isinstance(groups, list) else [body]:
            code = parse_school_unit_code(str(one.get("schoolUnitCode") or "")) if isinstance(one, dict) else None
            period = parse_period(one.get("semester")) if isinstance(one, dict) else None
            if code is None or period is None:
                self.log.add(self.source, line, "survey", "error", "no_code" if code is None else "no_period")
                continue
            year_group = re.sub(r"^(?:ar|åk|ak)", "", str(one.get("schoolYear") or ""))
            for measure, topic, answer, value, column in _survey_values(one):
                cell = parse(value if isinstance(value, str) else None if value is None else str(value))
                if cell.mark is Mark.UNREADABLE:
                    self.log.add(self.source, line, column, "warning", "unreadable", value)
                parts = [f"who={who}" if who else "", f"topic={topic}" if topic else "",
                         f"answer={answer}" if answer else ""]  # fmt: skip
                self.observations.add_cell(
                    replace(cell, reason="rule_not_met") if cell.mark is Mark.NOT_SHOWN else cell,
                    level="unit", school_unit_code=code, school_form=form, period=period.text, year=period.year,
                    measure=measure, year_group=year_group, group=";".join(part for part in parts if part), row=line,
                    column=column,
                )  # fmt: skip

    def unit(self, one: Any, line: int) -> None:
        raw = str((one.get("code") or one.get("schoolUnitCode") or "") if isinstance(one, dict) else "")
        code = parse_school_unit_code(raw)
        if code is None:
            self.log.add(self.source, line, "code", "error", "no_code", raw)
            return
        forms, years = set(), set()
        for schooling in one.get("typeOfSchooling") or []:
            if isinstance(schooling, dict):
                forms.add(FORMS.get(str(schooling.get("code")), str(schooling.get("code"))))
                years |= {"F" if str(year) == "0" else str(year) for year in schooling.get("schoolYears") or []}
        kinds = {"kommunal": "municipality", "fristående": "independent", "enskild": "independent", "region": "region"}
        self.units.add(
            school_unit_code=code, name=" ".join(str(one.get("name") or one.get("schoolUnitName") or "").split()),
            organisation_number=parse_organisation_number(str(one.get("organisationRegistryNumber") or "")) or "",
            organiser=" ".join(str(one.get("corporationName") or "").split()),
            organiser_kind=kinds.get(str(one.get("principalOrganizerType") or "").lower(), ""),
            municipality_code=str(one.get("geographicalAreaCode") or ""), school_forms=sorted(forms),
            school_years=sorted(years, key=lambda year: (year != "F", len(year), year)),
            latitude=_coordinate(one.get("wgs84_Lat") or one.get("wgs84Latitude"), 54, 70),
            longitude=_coordinate(one.get("wgs84_Long") or one.get("wgs84Longitude"), 9, 25), row=line,
        )  # fmt: skip

    def reading(self, title: str) -> Reading:
        tables = {
            name: rows.table()
            for name, rows in (("observations", self.observations), ("units", self.units))
            if rows.count
        }
        if not tables:
            raise RefusedFileError("no_rows")
        return Reading("skolverket-interface", title, tables, self.log, fetched=self.fetched)


def _coordinate(value: Any, least: float, most: float) -> float | None:
    """Degrees within Sweden; schools abroad and nonsense have none."""
    cell = parse(str(value)) if value not in (None, "") else None
    return cell.value if cell and cell.value is not None and least <= cell.value <= most else None


def _survey_values(one: dict[str, Any]) -> Iterator[tuple[str, str, str, Any, str]]:
    """(measure, topic, answer, value, column) of the nested and of the flat form; topics never asked are left out."""
    for name, measure in (
        ("noOfAnswers", "survey_answers"),
        ("noInGroup", "survey_group"),
        ("answeringFrequency", "survey_response_share"),
    ):
        if one.get(name) is not None:
            yield measure, "", "", one[name], name
    for topic in TOPICS:
        nested = one.get(f"{topic}Metrics")
        found = (
            {key: (value, f"{topic}Metrics.{key}") for key, value in nested.items()}
            if isinstance(nested, dict)
            else {
                key[len(topic) :][:1].lower() + key[len(topic) + 1 :]: (value, key)
                for key, value in one.items()
                if key.startswith(topic) and len(key) > len(topic) and key[len(topic)].isupper()
            }
        )
        if found.get("average", (None, ""))[0] is None and not any(
            value is not None for key, (value, _) in found.items() if key.startswith("ratio")
        ):
            continue
        for key, (value, column) in found.items():
            if key == "average":
                yield "survey_index", topic, "", value, column
            elif key.startswith("ratio") and value is not None:
                yield "survey_share", topic, key.removeprefix("ratio"), value, column


def _fetched(line: Any) -> date | None:
    text = line.get("fetched") if isinstance(line, dict) else None
    try:
        return date.fromisoformat(str(text)[:10]) if text else None
    except ValueError:
        return None


def read(opened: Opened, options: Options) -> Reading:
    """Raises `RefusedFileError` when nothing in the file could be read."""
    walk = _Walk(opened.name, ImportLog())
    if opened.kind == "csv":
        _table(opened, walk)
        return walk.reading(opened.name.split(".")[0])
    answers: Iterable[tuple[int, Any]] = opened.json_lines() if opened.kind == "jsonl" else [(1, opened.json)]
    for line, answer in answers:
        if answer is None:
            walk.log.add(opened.name, line, "", "error", "cut_line")
            continue
        walk.fetched = max(filter(None, (walk.fetched, _fetched(answer))), default=None)
        walk.answer(body_of(answer), str(answer.get("url") or "") if isinstance(answer, dict) else "", line)
    return walk.reading(f"Planned Educations v4, {opened.name.split('.')[0]}")


def _table(opened: Opened, walk: _Walk) -> None:
    """A table with one value a row: the long form, or the counties' dump with names, forms and municipalities."""
    header = [cell.strip() for cell in opened.lines[0]]
    place = {name: index for index, name in enumerate(header)}
    for line, row in enumerate(opened.lines[1:], 2):
        if not row:
            continue
        if len(row) < len(header):
            walk.log.add(opened.name, line, "", "error", "short_row")
            continue
        one = {name: row[index].strip() for name, index in place.items()}
        if place.keys() >= _COMPACT_COLUMNS:
            walk.unit(one, line)
            continue
        name = one.get("measure") or one.get("variable") or ""
        code = parse_school_unit_code(one.get("schoolUnit") or one.get("Skolenhetskod") or "")
        if code is None or not name:
            walk.log.add(opened.name, line, "Skolenhetskod", "error", "no_code")
            continue
        period = parse_period(one["timePeriod"], school_year=True)
        cell = cell_of(one["value"], one["valueType"], walk.log, opened.name, line, "value")
        if period is None and (cell.value is not None or one["timePeriod"]):
            walk.log.add(opened.name, line, "timePeriod", "error", "no_period", one["timePeriod"])
            continue
        measure, subject, year_group = measure_of(name)
        if measure == "pupils_all" and cell.mark is Mark.VALUE:  # a copy that has lost the word `cirka`
            cell = replace(parse(f"cirka {cell.printed}"), printed=cell.printed)
        walk.observations.add_cell(
            cell, level="unit", school_unit_code=code, name=one.get("Skolenhetsnamn", ""),
            organisation_number=parse_organisation_number(one.get("PeOrgNr", "")) or "",
            municipality_code=one.get("Kommunkod", ""), school_form=FORMS.get(one.get("type", "gr"), ""),
            period=period.text if period else "", year=period.year if period else None, measure=measure,
            year_group=year_group, subject=subject, row=line, column=name,
        )  # fmt: skip


READER = Reader(
    code="skolverket-interface",
    swedish="Skolverkets gränssnitt Planned Educations, version 4",
    english="Skolverket's interface Planned Educations, version 4",
    publisher="Skolverket",
    licence=OPEN_STATISTICS,
    recognises=recognises,
    read=read,
)
