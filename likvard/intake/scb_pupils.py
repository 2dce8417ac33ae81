"""SCB's pupil files, as schools' systems write them for the national collections: grades in year 6 and year 9, national
tests in years 3, 6 and 9. One line a pupil, semicolons, identity number, school unit code, then one field a variable.

Layouts by SCB's descriptions of data files for 2025 and 2026 (a header line of the variables' names; a file without
one is read by the order of the description). The identity number becomes a pseudonym, sex and year of birth at the
door; names are not read. The files hold protected persons without marking them: a person known to be protected from
another source, or whose name or class field says so, gets no row, and the log tells that there were such persons,
never how many or where.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from likvard.intake.import_log import ImportLog
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.people import Number, People, read_number, says_protected
from likvard.intake.reader import OWN, Options, Reader, Reading
from likvard.intake.tables import PUPIL_GRADES, PUPIL_TESTS, Rows
from likvard.terms.school_unit_codes import parse_school_unit_code

# Points of a grade. Source: gymnasieförordningen (2010:2039) 7 kap. 4 §.
POINTS = {"A": 20.0, "B": 17.5, "C": 15.0, "D": 12.5, "E": 10.0, "F": 0.0}
# Code in a grade field → (mark, reason). Source: SCB's description of the data file, years 6 and 9.
GRADE_CODES = {
    "2": ("none", "not_taken"),  # a subject that is not compulsory, or the other of two
    "3": ("none", "adapted_studies"),  # 3 kap. 12 § skollagen
    "9": ("missing", "no_basis_because_of_absence"),
    "Y": ("none", "no_grades_in_this_school"),
    "Z": ("none", "not_taught_this_year"),
}
# Code in a field of a test → (mark, reason).
TEST_CODES = {
    "99": ("missing", "did_not_take_part"),
    "88": ("missing", "result_lost"),
    "77": ("none", "substitute_test"),
    "": ("none", "taken_digitally"),
}
_HEAD = ("System", "Datum", "Version", "PersonNr", "Skolenhetskod", "Klass", "Fornamn", "Efternamn")
_YEAR_6 = (*_HEAD, "Bl", "En", "Hkk", "Idh", "Ma", "M1 (språk)", "M1 (betyg)", "M2 (språk)", "M2 (betyg)", "Modm_anm",
           "Modmalbe", "Mu", "No", "Bi", "Fy", "Ke", "So", "Ge", "Hi", "Re", "Sh", "Sl", "Sv", "Sva", "Tn", "Tk",
           "Ovr")  # fmt: skip
_YEAR_9 = (*_HEAD, "Bl", "En", "Hkk", "Idh", "Ma", "M1 (språk)", "M1 (betyg)", "M2 (språk)", "M2 (betyg)",
           "ML (språk)", "ML (betyg)", "Mu", "Bi", "Fy", "Ke", "Ge", "Hi", "Re", "Sh", "Sl", "Sv", "Sva", "Tn", "Tk",
           "OVR")  # fmt: skip
_LAYOUTS = {"6": _YEAR_6, "9": _YEAR_9}
# Field → (subject code, field of its language).
_SUBJECTS = {
    **{name.lower(): (name.upper(), "") for name in (
        "Bl", "En", "Hkk", "Idh", "Ma", "Mu", "No", "Bi", "Fy", "Ke", "So", "Ge", "Hi", "Re", "Sh", "Sl", "Sv", "Sva",
        "Tn", "Tk", "Ovr")},
    "m1 (betyg)": ("M1", "m1 (språk)"),
    "m2 (betyg)": ("M2", "m2 (språk)"),
    "ml (betyg)": ("ML", "ml (språk)"),
    "modmalbe": ("ML", "modm_anm"),
}  # fmt: skip
_TEST_FIELD = re.compile(
    r"(?P<subject>ma|sv|sva|en|no|so)_(?:(?P<part>[a-z]\d?)_(?P<kind>pr|poang|prp|delt)|(?P<whole>provb))"
)
_KINDS = {"pr": "reached", "poang": "points", "prp": "points", "delt": "taken", "provb": "grade"}
# Fields of a test that are no result.
_TEST_OTHER = re.compile(r"(?:ma|sv|en|no|so)_(?:grupp|kursplan|prov)")
_MOST_POINTS = 60


def _name(cell: str) -> str:
    return re.sub(r"\s+", " ", cell.strip().strip('"')).lower()


@dataclass(frozen=True, slots=True)
class _Layout:
    header: tuple[str, ...]  # names in small letters
    first_line: int  # of the pupils
    year_group: str
    tests: bool


def _layout(lines: Sequence[Sequence[str]]) -> _Layout | None:
    if not lines:
        return None
    names = tuple(_name(cell) for cell in lines[0])
    if "personnr" in names and "skolenhetskod" in names:
        fields = [m for m in map(_TEST_FIELD.fullmatch, names) if m]
        if fields:
            year = "3" if any(m["kind"] in ("pr", "poang") for m in fields) else (
                "9" if any(name.startswith(("no_", "so_")) for name in names) else "6"
            )  # fmt: skip
            return _Layout(names, 2, year, True)
        subjects = [name for name in names if name in _SUBJECTS]
        if len(subjects) >= 5:
            year = "6" if {"modmalbe", "no", "so"} & set(names) else "9"
            return _Layout(names, 2, year, False)
        return None
    for year, header in _LAYOUTS.items():
        row = [cell.strip() for cell in lines[0]]
        while len(row) > len(header) and row[-1] == "":
            row = row[:-1]
        if len(row) == len(header) and read_number(row[3]) and parse_school_unit_code(row[4]):
            return _Layout(tuple(name.lower() for name in header), 1, year, False)
    return None


def recognises(opened: Opened) -> bool:
    return opened.kind in ("csv", "xlsx") and _layout(opened.lines[:1]) is not None


def _spring(opened: Opened, layout: _Layout, options: Options) -> int:
    """The spring that the results are of: told by the caller, else by the day when the file was written (grades and
    tests of a spring are collected until the autumn)."""
    if options.year:
        return options.year
    if "datum" in layout.header:
        index = layout.header.index("datum")
        for row in opened.lines[layout.first_line - 1 :]:
            m = re.match(r"(20\d\d)-?(\d\d)", row[index].strip()) if index < len(row) else None
            if m:
                return int(m.group(1))
    raise RefusedFileError("wrong_shape", "Datum")


class _Pupils:
    """Each pupil once; protected ones never."""

    def __init__(self, opened: Opened, layout: _Layout, people: People, log: ImportLog) -> None:
        self.opened, self.layout, self.people, self.log = opened, layout, people, log
        self.seen: set[tuple[str, str]] = set()
        self.any_protected = False

    def rows(self) -> "list[tuple[int, dict[str, str], str, Number, str]]":
        """(line, fields, school unit code, number, pseudonym)."""
        found = []
        source, header = self.opened.name, self.layout.header
        for line, row in enumerate(self.opened.lines[self.layout.first_line - 1 :], self.layout.first_line):
            if not any(cell.strip() for cell in row):
                continue
            if len(row) < len(header):
                self.log.add(source, line, "", "error", "short_row")
                continue
            if any(cell.strip() for cell in row[len(header) :]):
                self.log.add(source, line, "", "warning", "long_row")
            one = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
            number = read_number(one["personnr"])
            hidden = says_protected(one.get("fornamn", ""), one.get("efternamn", ""), one.get("klass", ""))
            if hidden and number:
                self.people.protect(number)
            if hidden or (number and self.people.is_protected(number)):
                self.any_protected = True
                continue
            if number is None:
                self.log.add(source, line, "PersonNr", "error", "no_person")
                continue
            code = parse_school_unit_code(one["skolenhetskod"])
            if code is None:
                self.log.add(source, line, "Skolenhetskod", "error", "no_code")
                continue
            person = self.people.pseudonym(number)
            if (person, code) in self.seen:
                self.log.add(source, line, "PersonNr", "warning", "person_twice")
                continue
            self.seen.add((person, code))
            found.append((line, one, code, number, person))
        if self.any_protected:
            self.log.add(source, 0, "", "warning", "protected_left_out")
        return found


def read(opened: Opened, options: Options) -> Reading:
    """Raises `RefusedFileError` without a key for pseudonyms (`options.people`)."""
    if options.people is None:
        raise RefusedFileError("needs_key")
    layout = _layout(opened.lines[:1])
    if layout is None:
        raise RefusedFileError("wrong_shape")
    log = ImportLog()
    spring = _spring(opened, layout, options)
    pupils = _Pupils(opened, layout, options.people, log)
    rows = Rows(PUPIL_TESTS if layout.tests else PUPIL_GRADES)
    for line, one, code, number, person in pupils.rows():
        common: dict[str, object] = {
            "person": person, "school_unit_code": code, "sex": number.sex, "birth_year": number.birth_year,
            "year_group": layout.year_group, "year": spring - 1, "row": line,
        }  # fmt: skip
        if layout.tests:
            _tests(one, common, line, log, opened.name, rows)
        else:
            _grades(one, common, line, log, opened.name, rows)
    if not rows.count:
        raise RefusedFileError("no_rows")
    for name in layout.header:
        if not _known(name, layout.tests):
            log.add(opened.name, layout.first_line - 1, name[:20], "note", "column_left_out")
    what = "Nationella prov" if layout.tests else "Slutbetyg" if layout.year_group == "9" else "Terminsbetyg"
    title = f"{what} årskurs {layout.year_group}, vårterminen {spring}"
    return Reading("scb-pupils", title, {"pupil_tests" if layout.tests else "pupil_grades": rows.table()}, log)


def _known(name: str, tests: bool) -> bool:
    if not name or name in (one.lower() for one in _HEAD):
        return True
    if tests:
        return bool(_TEST_FIELD.fullmatch(name) or _TEST_OTHER.fullmatch(name))
    return name in _SUBJECTS or name in (language for _, language in _SUBJECTS.values())


def _grades(one: dict[str, str], common: dict[str, object], line: int, log: ImportLog, source: str, rows: Rows) -> None:
    for field, (subject, language) in _SUBJECTS.items():
        if field not in one:
            continue
        printed = one[field].upper()
        mark, reason = "value", ""
        if printed in GRADE_CODES:
            mark, reason = GRADE_CODES[printed]
        elif printed == "":
            mark, reason = "empty", ""
        elif printed not in POINTS:
            log.add(source, line, field, "warning", "bad_code")
            mark, reason = "unreadable", ""
        code = one.get(language, "").upper() if language else ""
        grade = printed if mark == "value" else ""
        rows.add(
            **common, class_label=one.get("klass", ""), subject=subject, language=code, grade=grade,
            points=POINTS.get(grade), mark=mark, reason=reason, printed=printed[:1], column=field,
        )  # fmt: skip
        if subject in ("M1", "M2") and mark == "value" and not code:
            log.add(source, line, field, "note", "rule_broken")
    if one.get("sv", "").upper() in POINTS and one.get("sva", "").upper() in POINTS:
        log.add(source, line, "Sv, Sva", "warning", "rule_broken")
    for block, parts in (("no", ("bi", "fy", "ke")), ("so", ("ge", "hi", "re", "sh"))):
        if one.get(block, "").upper() in POINTS and any(one.get(part, "").upper() in POINTS for part in parts):
            log.add(source, line, block.upper(), "warning", "rule_broken")


def _tests(one: dict[str, str], common: dict[str, object], line: int, log: ImportLog, source: str, rows: Rows) -> None:
    second = one.get("sv_kursplan", "") == "2"
    for field, text in one.items():
        m = _TEST_FIELD.fullmatch(field)
        if not m:
            continue
        kind = _KINDS[m["whole"] or m["kind"]]
        subject = m["subject"].upper()
        if subject == "SV" and second:
            subject = "SVA"
        if subject in ("NO", "SO"):
            subject = one.get(f"{m['subject']}_prov", "").upper() or subject
        printed = text.upper()
        mark, reason, grade, value = "value", "", "", None
        if printed in TEST_CODES:
            mark, reason = TEST_CODES[printed]
        elif kind == "grade" and printed in POINTS:
            grade, value = printed, POINTS[printed]
        elif kind != "grade" and printed.isdigit() and int(printed) <= (_MOST_POINTS if kind == "points" else 1):
            value = float(printed)
        else:
            log.add(source, line, field.upper(), "warning", "bad_code")
            mark = "unreadable"
        rows.add(
            **common, subject=subject, part=(m["part"] or "").upper(), kind=kind, grade=grade, value=value, mark=mark,
            reason=reason, printed=printed[:2], column=field.upper(),
        )  # fmt: skip


READER = Reader(
    code="scb-pupils",
    swedish="SCB:s elevfiler: betyg i årskurs 6 och 9, nationella prov",
    english="SCB's pupil files: grades in years 6 and 9, national tests",
    publisher="",
    licence=OWN,
    recognises=recognises,
    read=read,
    people=True,
)
