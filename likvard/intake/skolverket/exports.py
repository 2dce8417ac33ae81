"""Exports from Skolverket's "Sök statistik": one table, one school year, a row for each school unit (or organiser,
municipality, county, or the country).

Five banner rows (source, blank, title, `Valt läsår: 2019/20`, blank), a header row, the schools, footnotes. Two
families of layout: the one ends every row with an extra delimiter and leaves the banner bare, the other pads the
banner and the footnotes to the table's width. Footnotes may stand in any column. The title, the form before
"kommun" and the number of decimals have changed over the years; signs are told apart by `marks`.
"""

import re
from collections.abc import Sequence

from likvard.intake.import_log import ImportLog
from likvard.intake.marks import Cell, Mark, near_100, parse
from likvard.intake.measures import by_code
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.periods import Period, parse_period
from likvard.intake.reader import OPEN_STATISTICS, Options, Reader, Reading
from likvard.intake.tables import OBSERVATIONS, Rows
from likvard.terms.municipalities import by_code as municipality_by_code
from likvard.terms.organisation_numbers import parse_organisation_number
from likvard.terms.school_unit_codes import parse_school_unit_code

_SCHOOL = ("skola", "skolenhet", "skolnamn")
_CODE = ("skol-enhetskod", "skolenhetskod", "skolkod")
_MUNICIPALITY = ("kommun-kod", "kommunkod", "kommun kod")
_NUMBER = ("huvudman orgnr", "huvudmans orgnr", "orgnr", "huvudmannens orgnr")
_NAMES = (*_SCHOOL, "skolkommun", "kommun", "län", "lärosäteskommun")
_ORGANISER = ("huvudman", "typ av huvudman", "huvudmannatyp", "län-kod", "länskod")
_OLDER = re.compile(r"\d{9}|[.-]?")  # municipality, school and number within it: used until 2012
_IDENTITY = frozenset((*_SCHOOL, *_CODE, *_MUNICIPALITY, *_NUMBER, *_NAMES, *_ORGANISER))

# A column's words → measure and year group. First that fits; spaces, case and line breaks do not count.
_COLUMNS: tuple[tuple[str, str, str], ...] = tuple(
    (pattern, measure, year_group)
    for pattern, measure, year_group in (
        (r"elever, förskoleklass", "pupils_preschool_class", "F"),
        (r"andel \(%\) flickor, förskoleklass", "girls_share_preschool_class", "F"),
        (r"elever, årskurs 1-9", "pupils", ""),
        (r"andel \(%\) flickor, årskurs 1-9", "girls_share", ""),
        (r"andel \(%\) elever med utländsk bakgrund.*", "foreign_background_share", ""),
        (r"andel \(%\) elever med föräldrar med eftergymnasial.*", "parents_post_secondary_share", ""),
        (r"elever, årskurs (?P<year>\d+)", "pupils_in_year", ""),
        (r"andel \(%\) elever som (?:uppfyllt betygskriterierna|uppnått (?:kunskapskraven|målen)) i alla ämnen",
         "year9_all_subjects_share", "9"),
        (r"andel \(%\) (?:elever )?(?:som )?(?:uppfyllt betygskriterierna|uppnått (?:kunskapskraven|målen)) i alla "
         r"ämnen", "year9_all_subjects_share", "9"),
        (r"andel \(%\) (?:elever )?behöriga till yrkesprog.*", "year9_eligible_share", "9"),
        (r"andel \(%\) (?:elever )?behöriga till estetiska.*", "year9_eligible_arts_share", "9"),
        (r"andel \(%\) (?:elever )?behöriga till (?:ekonomi|hum).*", "year9_eligible_social_share", "9"),
        (r"andel \(%\) (?:elever )?behöriga till natur.*", "year9_eligible_science_share", "9"),
        (r"genomsnittligt meritvärde \(17 ämnen\)", "year9_merit_value", "9"),
        (r"genomsnittligt meritvärde \(16 ämnen\)", "year9_merit_value_16", "9"),
        (r"genomsnittligt meritvärde", "year9_merit_value_16", "9"),
    )
)  # fmt: skip
# Of tables whose words are used by several: title → column → measure.
_BY_TITLE: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (r"slutbetyg", ((r"antal elever|elever", "year9_pupils", "9"),)),
    (
        r"salsa",
        (
            (r"antal elever|elever", "year9_pupils", "9"),
            (r"föräldrarnas genomsn.*|.*utbildningsnivå.*", "parents_education", "9"),
            (r".*(?:nyinvandrade|nyanlända|utländsk).*", "newly_arrived_share", "9"),
            (r".*pojkar.*", "boys_share", "9"),
            (r".*(?:andel|uppn|alla ämnen).*\bfaktiskt.*", "salsa_passed_actual", "9"),
            (r".*(?:andel|uppn|alla ämnen).*modellberäkn.*", "salsa_passed_modelled", "9"),
            (r".*(?:andel|uppn|alla ämnen).*(?:residual|avvikelse).*", "salsa_passed_residual", "9"),
            (r".*meritvärde.*faktiskt.*", "salsa_merit_actual", "9"),
            (r".*meritvärde.*modellberäkn.*", "salsa_merit_modelled", "9"),
            (r".*meritvärde.*(?:residual|avvikelse).*", "salsa_merit_residual", "9"),
        ),
    ),
)
_FORMS = (
    ("anpassad grundskola", "adapted_compulsory"),
    ("grundsärskola", "adapted_compulsory"),
    ("anpassad gymnasieskola", "adapted_upper_secondary"),
    ("gymnasiesärskola", "adapted_upper_secondary"),
    ("gymnasieskola", "upper_secondary"),
    ("grundskola", "compulsory"),
    ("förskoleklass", "preschool_class"),
    ("specialskola", "special"),
    ("sameskola", "sami"),
)


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip().lower()


def _header(lines: Sequence[Sequence[str]]) -> int | None:
    """Index of the header: the first row that names an identity column and has at least three cells."""
    for index, row in enumerate(lines[:60]):
        words = [_words(cell) for cell in row]
        if sum(1 for cell in words if cell) >= 3 and any(
            cell in _CODE or cell in _MUNICIPALITY or cell in _NUMBER for cell in words
        ):
            return index
    return None


def recognises(opened: Opened) -> bool:
    if opened.kind not in ("csv", "xlsx"):
        return False
    start = opened.lines[:60]
    banner = " ".join(cell for row in start[:6] for cell in row).lower()
    return _header(start) is not None and ("valt läsår" in banner or "statistik från skolverket" in banner)


def _period(banner: Sequence[Sequence[str]]) -> Period | None:
    for row in banner:
        for cell in row:
            if m := re.search(r"valt (?:läsår|år)\s*:\s*(\S+)", cell, re.IGNORECASE):
                return parse_period(m.group(1), school_year="läsår" in m.group().lower())
    return None


def _title(banner: Sequence[Sequence[str]]) -> str:
    for row in banner:
        for cell in row:
            text = cell.strip()
            if text and not text.lower().startswith(("statistik från", "valt ")):
                return text
    return ""


def _measure(column: str, title: str) -> tuple[str, str] | None:
    words = _words(column).rstrip(".") if not column.strip().endswith("prog.") else _words(column)
    for named, columns in _BY_TITLE:
        if re.search(named, title.lower()):
            for pattern, measure, year_group in columns:
                if re.fullmatch(pattern, words):
                    return measure, year_group
    for pattern, measure, year_group in _COLUMNS:
        if m := re.fullmatch(pattern, words):
            return measure, m.groupdict().get("year") or year_group
    return None


def _own_code(column: str) -> str:
    """A code for a column that the list above does not have: its own words."""
    return "export:" + re.sub(r"[^a-z0-9åäö]+", "_", _words(column)).strip("_")[:80]


class _Columns:
    """Where the identity columns stand."""

    def __init__(self, header: Sequence[str]) -> None:
        words = [_words(cell) for cell in header]

        def of(names: tuple[str, ...]) -> int | None:
            return next((index for index, word in enumerate(words) if word in names), None)

        self.code, self.municipality, self.number = of(_CODE), of(_MUNICIPALITY), of(_NUMBER)
        self.name = of(_SCHOOL)
        self.kind, self.place = of(("typ av huvudman", "huvudmannatyp")), of(("skolkommun", "kommun", "län"))
        self.organiser = of(("huvudman",))
        self.measured = [
            (index, cell.strip()) for index, cell in enumerate(header) if cell.strip() and words[index] not in _IDENTITY
        ]

    @property
    def level(self) -> str:
        if self.code is not None:
            return "unit"
        if self.organiser is not None and self.number is not None:
            return "organiser"
        return "municipality"


def read(opened: Opened, options: Options) -> Reading:
    """Raises `RefusedFileError` when the header or the school year is missing."""
    log = ImportLog()
    lines = opened.lines
    at = _header(lines)
    if at is None:
        raise RefusedFileError("wrong_shape")
    banner, header = lines[:at], lines[at]
    period = _period(banner)
    if period is None:
        raise RefusedFileError("wrong_shape", "läsår")
    title = _title(banner)
    form = next((code for word, code in _FORMS if word in title.lower()), "")
    where = _Columns(header)
    width = max((index for index, cell in enumerate(header) if cell.strip()), default=0) + 1
    kept: list[tuple[int, Sequence[str]]] = []
    notes: list[str] = []
    for line, row in enumerate(lines[at + 1 :], at + 2):
        if not any(cell.strip() for cell in row):
            continue
        if _is_row(row, where, width):
            # Every row of a whole file has all cells; in a workbook the empty ones at the end are not kept.
            if len(row) < width and opened.kind != "xlsx":
                log.add(opened.name, line, "", "error", "short_row")
                continue
            kept.append((line, row))
        elif sum(1 for cell in row if cell.strip()) >= min(width, 5):
            column = where.code if where.code is not None else where.municipality
            log.add(opened.name, line, header[column or 0].strip(), "error", "no_code", _cell(row, column))
        else:
            note = " ".join(cell.strip() for cell in row if cell.strip())
            notes.append(note)
            log.add(opened.name, line, "", "note", "footnote", note)
    rows = Rows(OBSERVATIONS)
    identity = _identity(kept, where, log, opened.name)
    count_of: list[float | None] = [None] * len(kept)
    for index, heading in where.measured:
        known = _measure(heading, title)
        if known is None:
            log.add(opened.name, at + 1, heading, "note", "unknown_column", heading)
        measure, year_group = known or (_own_code(heading), "")
        cells = [parse(row[index].strip() if index < len(row) else None) for _, row in kept]
        known_measure = by_code().get(measure)
        for position, cell in enumerate(cells):
            if cell.mark is Mark.NEAR_100:
                cells[position] = near_100(cell, count_of[position])
            elif cell.mark is Mark.UNREADABLE or (
                known_measure and cell.value is not None and not known_measure.least <= cell.value <= known_measure.most
            ):
                cells[position] = _refused(cell, log, opened.name, kept[position][0], heading)
        if measure in ("year9_pupils", "pupils"):
            count_of = [cell.value for cell in cells]
        same = {
            "level": where.level, "school_form": form, "period": period.text, "year": period.year,
            "measure": measure, "year_group": year_group, "sex": "", "subject": "", "group": "",
            "column": heading,
        }  # fmt: skip
        rows.add_cells(cells, columns=identity, same=same)
    if not rows.count:
        raise RefusedFileError("no_rows")
    return Reading(
        reader="skolverket-export",
        title=f"{title}, {period.text}",
        tables={"observations": rows.table()},
        log=log,
        notes=tuple(notes),
    )


def _cell(row: Sequence[str], index: int | None) -> str:
    return row[index].strip() if index is not None and index < len(row) else ""


def _is_row(row: Sequence[str], where: _Columns, width: int) -> bool:
    """A row of the table has an identity where the header says so; footnotes have not."""
    if len(row) < min(width, 3):
        return False
    if where.code is not None:
        # Up to 2012/13 some schools stand under their old code, or under none.
        code, municipality = _cell(row, where.code), _cell(row, where.municipality)
        older = bool(_OLDER.fullmatch(code)) and bool(_cell(row, where.name))
        return parse_school_unit_code(code) is not None or (older and bool(re.fullmatch(r"\d{3,4}", municipality)))
    if where.level == "organiser":
        return parse_organisation_number(_cell(row, where.number)) is not None
    return bool(re.fullmatch(r"\d{2}|\d{4}", _cell(row, where.municipality))) and bool(_cell(row, where.place))


def _identity(
    kept: list[tuple[int, Sequence[str]]], where: _Columns, log: ImportLog, source: str
) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = {
        name: [] for name in ("school_unit_code", "organisation_number", "municipality_code", "name", "row")
    }
    seen: set[str] = set()
    for line, row in kept:
        printed = _cell(row, where.code)
        code = parse_school_unit_code(printed) or ("" if printed in (".", "-") else re.sub(r"\s", "", printed))
        if code and code in seen:
            log.add(source, line, "", "warning", "twice", code)
        if where.code is not None and parse_school_unit_code(code) is None:
            log.add(source, line, "Skol-enhetskod", "note", "old_code" if code else "no_unit_code", code)
        seen.add(code)
        raw_number = _cell(row, where.number)
        number = parse_organisation_number(raw_number) or ""
        if raw_number and not number:
            log.add(source, line, "Huvudman orgnr", "warning", "unknown_value")
        municipality = _cell(row, where.municipality)
        municipality = municipality.zfill(4) if len(municipality) == 3 else municipality
        if len(municipality) == 4 and municipality_by_code(municipality) is None:
            log.add(source, line, "Kommun-kod", "warning", "unknown_municipality", municipality)
            municipality = ""
        columns["school_unit_code"].append(code)
        columns["organisation_number"].append(number)
        columns["municipality_code"].append(municipality)
        name = where.name if where.name is not None else where.organiser if where.organiser is not None else where.place
        columns["name"].append(re.sub(r"\s+", " ", _cell(row, name)))
        columns["row"].append(line)
    return columns


def _refused(cell: Cell, log: ImportLog, source: str, line: int, column: str) -> Cell:
    """What cannot be the figure that its column says."""
    code = "unreadable" if cell.mark is Mark.UNREADABLE else "out_of_range"
    log.add(source, line, column, "warning", code, cell.printed)
    return Cell(None, Mark.UNREADABLE, cell.printed)


READER = Reader(
    code="skolverket-export",
    swedish="Skolverkets statistik, export från Sök statistik",
    english="Skolverket's statistics, export from Sök statistik",
    publisher="Skolverket",
    licence=OPEN_STATISTICS,
    recognises=recognises,
    read=read,
)
