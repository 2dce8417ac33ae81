"""Yearly tables as they are published, read from a workbook or a text file, and what in them does not add up.

Two shapes are read. *Rows of figures*: one figure a row, with the columns `uppgift` and `värde`, and as many of `år`,
`tabell`, `källa`, `summa av` (names with + between) and `andel av` (`part / whole`, the value in per cent) as there
are. *A printed table*: names down, years or groups across; a row or column called Totalt, Summa or Samtliga is the sum
of those before it since the last sum. Withheld and missing cells are not guessed: a sum over one is not checked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from likvard.intake.opening import Opened

from .yearly import Contradiction, Share, Told, Total, contradictions

# The column's meaning → its names, first letters small.
_COLUMNS = {
    "figure": ("uppgift", "figure"),
    "value": ("värde", "value", "antal"),
    "year": ("år", "year"),
    "table": ("tabell", "table"),
    "source": ("källa", "source"),
    "parts": ("summa av", "sum of"),
    "of": ("andel av", "share of"),
}
_SUM = re.compile(r"(?:totalt?|summa|sum|samtliga|alla|all)\b", re.IGNORECASE)
_SHARE = re.compile(r"%|procent|per cent|andel|share", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
SHAPES = ("rows", "table")

WORDS = {
    "sv": {
        "ok": "Inga motsägelser: {n} kontroller gick ihop.",
        "nothing": "Här finns inget att kontrollera: ingen summa, ingen andel och ingen uppgift på två ställen.",
        "sum": "{where}{name}: summan skrivs {printed} men delarna ger {expected}.",
        "share": "{where}{name}: andelen skrivs {printed} procent men antalen ger {expected}.",
        "told": "{where}{name}: siffran är {printed} på ett ställe och {expected} på ett annat.",
        "impossible": "{where}{name}: andelen kan inte räknas ut, delen är större än det hela.",
        "unread": "Raden går inte att läsa: {name}.",
        "unknown_part": "{where}{name}: hänvisar till en uppgift som inte finns.",
    },
    "en": {
        "ok": "No contradictions: {n} checks agree.",
        "nothing": "There is nothing to check here: no sum, no share and no figure that stands in two places.",
        "sum": "{where}{name}: the sum is given as {printed} but the parts make {expected}.",
        "share": "{where}{name}: the share is given as {printed} per cent but the counts make {expected}.",
        "told": "{where}{name}: the figure is {printed} in one place and {expected} in another.",
        "impossible": "{where}{name}: the share cannot be worked out, the part is larger than the whole.",
        "unread": "The row cannot be read: {name}.",
        "unknown_part": "{where}{name}: refers to a figure that is not there.",
    },
}


@dataclass(frozen=True, slots=True)
class Flag:
    """What does not add up, and where: the sheet or table, and the year when there is one."""

    code: str  # a key of WORDS
    where: str
    name: str
    printed: int = 0
    expected: int = 0

    def text(self, language: str) -> str:
        words = WORDS["en" if language.startswith("en") else "sv"]
        where = f"{self.where}, " if self.where else ""
        return words[self.code].format(where=where, name=self.name, printed=self.printed, expected=self.expected)


@dataclass(frozen=True, slots=True)
class Checked:
    """`checks`: how many sums, shares and repeated figures were tried."""

    checks: int
    flags: tuple[Flag, ...]

    def lines(self, language: str) -> list[str]:
        words = WORDS["en" if language.startswith("en") else "sv"]
        if self.flags:
            return [flag.text(language) for flag in self.flags]
        return [words["ok"].format(n=self.checks) if self.checks else words["nothing"]]


@dataclass(frozen=True, slots=True)
class _Row:
    table: str
    year: str
    name: str
    value: float
    source: str
    parts: tuple[str, ...]
    of: tuple[str, str] | None

    @property
    def where(self) -> str:
        return " ".join(part for part in (self.table, self.year) if part)


def check_file(name: str, content: bytes) -> Checked:
    """Every sheet of the file. Raises `intake.opening.RefusedFileError` for what cannot be read or may not be."""
    opened = Opened(name, content)
    sheets = opened.sheets if opened.kind == "xlsx" else {"": opened.lines}
    checks = 0
    flags: list[Flag] = []
    for sheet, lines in sheets.items():
        found = check_lines(lines, table=sheet if len(sheets) > 1 else "")
        checks += found.checks
        flags += found.flags
    return Checked(checks, tuple(flags))


def check_lines(lines: Sequence[Sequence[str]], *, table: str = "") -> Checked:
    """One table, its head first (empty lines and a title above it are passed over)."""
    for place, line in enumerate(lines):
        columns = _columns(line)
        if {"figure", "value"} <= set(columns):
            return _check_rows(lines[place + 1 :], columns, table)
    return _check_table(lines, table)


def _columns(head: Sequence[str]) -> dict[str, int]:
    names = [cell.strip().casefold() for cell in head]
    return {what: names.index(name) for what, given in _COLUMNS.items() for name in given if name in names}


def number(text: str) -> float | None:
    """`6 376`, `0,4`, `43 %` and `13 1)` as numbers; None for a mark (.., –, dold) and for words."""
    plain = re.sub(r"(?<=\d)[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}](?=\d{3}(?!\d))", "", text.strip())
    plain = re.sub(r"\s+\d\)$|[*†]+$", "", plain).removesuffix("%").strip().replace("\N{MINUS SIGN}", "-")
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def _check_rows(lines: Sequence[Sequence[str]], columns: dict[str, int], sheet: str) -> Checked:
    rows: list[_Row] = []
    flags: list[Flag] = []
    for line in lines:
        if not any(cell.strip() for cell in line):
            continue
        given = {what: line[at].strip() if at < len(line) else "" for what, at in columns.items()}
        value = number(given["value"])
        if value is None or not given["figure"]:
            if given["value"] and not given["figure"]:
                flags.append(Flag("unread", sheet, " ".join(cell for cell in line if cell.strip())[:120]))
            continue
        part, slash, whole = given.get("of", "").partition("/")
        rows.append(
            _Row(
                table=given.get("table", "") or sheet,
                year=given.get("year", ""),
                name=given["figure"],
                value=value,
                source=given.get("source", ""),
                parts=tuple(one.strip() for one in given.get("parts", "").split("+") if one.strip()),
                of=(part.strip(), whole.strip()) if slash else None,
            )
        )
    known: dict[tuple[str, str, str], list[_Row]] = {}
    for row in rows:
        known.setdefault((row.table, row.year, row.name.casefold()), []).append(row)

    def first(row: _Row, name: str) -> float | None:
        same = known.get((row.table, row.year, name.casefold()))
        return same[0].value if same else None

    checks = 0
    for row in rows:
        if row.parts:
            values = [first(row, one) for one in row.parts]
            checks += 1
            if None in values:
                flags.append(Flag("unknown_part", row.where, row.name))
            else:
                pairs = tuple((name, int(value or 0)) for name, value in zip(row.parts, values, strict=True))
                flags += _flags(row.where, contradictions([Total(row.name, int(row.value), pairs)]))
        if row.of:
            some, of = first(row, row.of[0]), first(row, row.of[1])
            checks += 1
            if some is None or of is None:
                flags.append(Flag("unknown_part", row.where, row.name))
            else:
                flags += _flags(row.where, contradictions([Share(row.name, round(row.value), int(some), int(of))]))
    for same in known.values():
        if len(same) > 1:
            checks += 1
            told = Told(same[0].name, tuple((row.source or str(n), int(row.value)) for n, row in enumerate(same)))
            flags += _flags(same[0].where, contradictions([told]))
    return Checked(checks, tuple(flags))


def _flags(where: str, found: Sequence[Contradiction]) -> list[Flag]:
    return [
        Flag("impossible" if one.expected < 0 else one.code, where, one.name, one.printed, one.expected)
        for one in found
    ]


def _check_table(lines: Sequence[Sequence[str]], table: str) -> Checked:
    head, body = _head_and_body(lines)
    if head is None:
        return Checked(0, ())
    counts = [at for at, name in enumerate(head) if at and not _SHARE.search(name)]
    checks = 0
    flags: list[Flag] = []
    for at in counts:
        for name, value, parts in _sums([(line[0].strip(), _cell(line, at)) for line in body]):
            checks += 1
            flags += _flags(" ".join((table, head[at])).strip(), contradictions([Total(name, value, parts)]))
    for line in body:
        across = [(head[at].strip(), _cell(line, at)) for at in counts]
        for name, value, parts in _sums(across):
            checks += 1
            flags += _flags(" ".join((table, line[0].strip())).strip(), contradictions([Total(name, value, parts)]))
    return Checked(checks, tuple(flags))


def _head_and_body(lines: Sequence[Sequence[str]]) -> tuple[list[str] | None, list[Sequence[str]]]:
    """The head is the last line before the first with a name and a number after it."""
    for place, line in enumerate(lines):
        if place and line and number(line[0]) is None and any(number(cell) is not None for cell in line[1:]):
            head = list(lines[place - 1])
            if all(number(cell) is not None for cell in head[1:] if cell.strip()) and not any(
                re.fullmatch(r"(19|20)\d\d(?:[-/–]\d\d(?:\d\d)?)?", cell.strip()) for cell in head[1:]
            ):
                continue  # a line of figures, no head
            return head, [row for row in lines[place:] if row and row[0].strip()]
    return None, []


def _cell(line: Sequence[str], at: int) -> float | None:
    return number(line[at]) if at < len(line) else None


def _sums(cells: Sequence[tuple[str, float | None]]) -> Iterator[tuple[str, int, tuple[tuple[str, int], ...]]]:
    """(name, value, parts) of each cell that is called a sum: of those before it since the last sum, or of the sums
    when one follows upon another. Nothing where a part or the sum is not known."""
    since: list[tuple[str, float | None]] = []
    sums: list[tuple[str, float | None]] = []
    for name, value in cells:
        if not _SUM.match(name):
            since.append((name, value))
            continue
        parts = since or sums
        if value is not None and len(parts) > 1 and all(one is not None for _name, one in parts):
            yield name, int(value), tuple((part, int(one or 0)) for part, one in parts)
        sums = [*sums, (name, value)] if since else [(name, value)]
        since = []
