"""What can be wrong with the data or the question, in words for the person who asked.

One class; the cause is a code. Each message names the column and, where there is one, the row:
the line in a text file or a workbook (the header is line 1), the record's number elsewhere.
"""

from __future__ import annotations

from typing import Literal

Language = Literal["sv", "en"]

# Code → (Swedish, English). A message says what is wrong, where, and what to do.
MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": (
        "Filen {file} finns inte eller får inte läsas.",
        "The file {file} does not exist or may not be read.",
    ),
    "unknown_format": (
        "Filen {file} har ett format som inte kan läsas. Använd CSV, TSV, Parquet, XLSX eller JSON (en post per rad).",
        "The file {file} is of a kind that cannot be read. Use CSV, TSV, Parquet, XLSX or JSON with one record a line.",
    ),
    "broken": ("Filen {file} är skadad: {reason}", "The file {file} is damaged: {reason}"),
    "no_rows": ("Filen {file} har inga rader med data.", "The file {file} holds no rows of data."),
    "open_quote": (
        "Ett citattecken i kolumnen {column} på rad {row} i {file} är inte avslutat, så raderna efter det läses som "
        "ett enda värde. Avsluta det eller ta bort det.",
        "A quotation mark in the column {column} on row {row} of {file} is not closed, so the rows after it are read "
        "as one value. Close it or take it away.",
    ),
    "ragged": (
        "Rad {row} i {file} har {found} värden, men rubriken har {expected}.",
        "Row {row} of {file} has {found} values, but the header has {expected}.",
    ),
    "twice": (
        "Kolumnen {column} finns två gånger i {file}.",
        "The column {column} stands twice in {file}.",
    ),
    "unknown_column": (
        "Kolumnen {column} finns inte i {file}.{near} Kolumner: {columns}.",
        "There is no column {column} in {file}.{near} Columns: {columns}.",
    ),
    "not_a_number": (
        "Kolumnen {column}, rad {row}: ”{value}” är inte ett tal.",
        "Column {column}, row {row}: “{value}” is not a number.",
    ),
    "not_whole": (
        "Kolumnen {column}, rad {row}: ”{value}” är inte ett heltal från 0 och uppåt.",
        "Column {column}, row {row}: “{value}” is not a whole number from 0 upwards.",
    ),
    "negative": (
        "Kolumnen {column}, rad {row}: ”{value}” får inte vara negativt.",
        "Column {column}, row {row}: “{value}” may not be negative.",
    ),
    "out_of_range": (
        "Kolumnen {column}, rad {row}: ”{value}” ligger utanför {low}–{high}.",
        "Column {column}, row {row}: “{value}” is outside {low}–{high}.",
    ),
    "not_a_choice": (
        "Kolumnen {column}, rad {row}: ”{value}” är inte ett av {choices}.",
        "Column {column}, row {row}: “{value}” is not one of {choices}.",
    ),
    "all_missing": (
        "Kolumnen {column} saknar värden på alla rader (den första är rad {row}).",
        "The column {column} has no value in any row (the first is row {row}).",
    ),
    "no_value": (
        "Kolumnen {column} saknar värde på rad {row}.",
        "The column {column} has no value in row {row}.",
    ),
    "sum_row": (
        "Kolumnen {column}, rad {row}: ”{value}” är en summa av andra rader. Summorna räknas här; ta bort raden, "
        "till exempel med --where.",
        "Column {column}, row {row}: “{value}” is a sum of other rows. The sums are made here; leave the row out, "
        "by --where for instance.",
    ),
    "row_twice": (
        "Kolumnen {column}, rad {row}: ”{value}” finns redan på en tidigare rad.",
        "Column {column}, row {row}: “{value}” stands in an earlier row too.",
    ),
    "no_complete_rows": (
        "Ingen rad har värden i alla kolumner som behövs ({column}); rad {row} är den första som saknar något.",
        "No row has values in all the columns needed ({column}); row {row} is the first that lacks one.",
    ),
    "constant": (
        "Kolumnen {column} har samma värde, ”{value}”, på alla rader från rad {row}.",
        "The column {column} has the same value, “{value}”, in every row from row {row}.",
    ),
    "one_group": (
        "Kolumnen {column} har bara en grupp, ”{value}” (från rad {row}). Det behövs minst två.",
        "The column {column} holds only one group, “{value}” (from row {row}). At least two are needed.",
    ),
    "not_two_groups": (
        "Kolumnen {column} har {found} grupper ({values}); välj två av dem (rad {row} har den tredje).",
        "The column {column} holds {found} groups ({values}); choose two of them (row {row} has the third).",
    ),
    "no_such_group": (
        "Gruppen ”{value}” finns inte i kolumnen {column}.{near} Grupper: {values}.",
        "There is no group “{value}” in the column {column}.{near} Groups: {values}.",
    ),
    "empty_group": (
        "Gruppen ”{value}” i kolumnen {column} har inga rader med värden (rad {row}).",
        "The group “{value}” in the column {column} has no rows with values (row {row}).",
    ),
    "too_few": (
        "Det finns {found} rader med värden i {column}; minst {needed} behövs (rad {row} är den sista).",
        "There are {found} rows with values in {column}; at least {needed} are needed (row {row} is the last).",
    ),
    "collinear": (
        "Kolumnen {column} säger inget utöver de andra (från rad {row}): den är en räknesumma av dem. Ta bort en.",
        "The column {column} says nothing beyond the others (from row {row}): it is a sum of them. Leave one out.",
    ),
    "not_nested": (
        "Gruppen ”{value}” i kolumnen {column} ligger i mer än en grupp i {outer} (rad {row}).",
        "The group “{value}” in the column {column} lies in more than one group of {outer} (row {row}).",
    ),
    "singletons": (
        "Varje grupp i kolumnen {column} har bara en rad (den första är rad {row}); nivåerna går inte att skilja.",
        "Each group in the column {column} has only one row (the first is row {row}). The levels cannot be told apart.",
    ),
    "no_spread": (
        "Kolumnen {column} har ingen spridning inom grupperna (från rad {row}): de andra kolumnerna avgör den.",
        "The column {column} has no spread left within the groups (from row {row}): the other columns decide it.",
    ),
    "saturated": (
        "Kovariaterna avgör varje grupp i kolumnen {column} (från rad {row}); ingen skillnad finns att skatta.",
        "The covariates decide each group of the column {column} (from row {row}); no difference is left to estimate.",
    ),
    "same_groups": (
        "Kolumnerna {column} och {other} delar in raderna likadant (från rad {row}). Ta bort den ena.",
        "The columns {column} and {other} divide the rows alike (from row {row}). Leave one out.",
    ),
    "bad_question": ("{sv}", "{en}"),
}


class DataError(Exception):
    """The data cannot answer the question. `code` names the cause for programs, `message` explains it."""

    # What the command line ends with: the same as for a wrong command, since both are mended by asking otherwise.
    exit_code = 2

    def __init__(self, code: str, **values: object) -> None:
        if code not in MESSAGES:
            raise ValueError(f"no message for {code}")
        self.code = code
        self.values = values
        super().__init__(self.message("en"))

    def message(self, language: Language = "sv") -> str:
        """The message in Swedish (`sv`) or English (`en`), with its names and numbers filled in."""
        swedish, english = MESSAGES[self.code]
        values = {k: (v[0 if language == "sv" else 1] if isinstance(v, Both) else v) for k, v in self.values.items()}
        return (english if language == "en" else swedish).format_map(values)

    @property
    def column(self) -> str | None:
        value = self.values.get("column")
        return None if value is None else str(value)

    @property
    def row(self) -> int | None:
        value = self.values.get("row")
        return value if isinstance(value, int) else None


class Both(tuple[str, str]):
    """A part of a message that itself has a Swedish and an English wording."""

    __slots__ = ()


def bad_question(sv: str, en: str) -> DataError:
    """An error about how the question was put, not about one column or row."""
    return DataError("bad_question", sv=sv, en=en)


def near(wanted: str, known: list[str]) -> Both:
    """“Did you mean …?” when one of the known names is close to the wanted one, else nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 - only on the way to an error

    folded = {name.casefold(): name for name in known}
    close = get_close_matches(wanted.casefold(), folded, n=1, cutoff=0.6)
    if not close:
        return Both(("", ""))
    name = folded[close[0]]
    return Both((f" Menade du {name}?", f" Did you mean {name}?"))


def listed(names: list[str], most: int = 12) -> str:
    """The names with commas between, cut with … when there are many."""
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")
