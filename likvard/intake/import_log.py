"""What an import met that was not as it should be, and what was done about it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["note", "warning", "error"]  # error: the row was left out

# Code → (Swedish, English). One sentence each; what was met and what was done.
SENTENCES: dict[str, tuple[str, str]] = {
    "trimmed": ("Onödiga mellanslag togs bort.", "Superfluous spaces were removed."),
    "unknown_value": ("Värdet är okänt och utelämnades.", "The value is unknown and was left out."),
    "unknown_flag": ("Varken J eller N; räknas som N.", "Neither J nor N; counted as N."),
    "no_code": ("Skolenhetskoden är ogiltig; raden hoppades över.", "Not a school unit code; the row was left out."),
    "no_number": (
        "Organisationsnumret är ogiltigt; raden hoppades över.",
        "Not an organisation number; the row was left out.",
    ),
    "no_name": ("Namnet saknas; raden hoppades över.", "The name is missing; the row was left out."),
    "unknown_municipality": (
        "Kommunkoden är okänd och utelämnades.",
        "The municipality code is unknown and was left out.",
    ),
    "differs": (
        "Enheten står med olika uppgifter på två ställen; den första behölls.",
        "The unit stands with different values in two places; the first was kept.",
    ),
    "twice": ("Raden finns två gånger; den första behölls.", "The row is there twice; the first was kept."),
    "unknown_organiser": (
        "Huvudmannen saknas i listan över huvudmän; namnet togs från enhetens rad.",
        "The organiser is not in the list of organisers; its name was taken from the unit's row.",
    ),
    "missing_column": ("Kolumnen saknas i filen.", "The file lacks the column."),
    "no_such_sheet": ("Filen känns inte igen och lästes inte.", "The file is not known and was not read."),
    "not_found": ("Finns inte längre i registret.", "Is no longer in the register."),
    "refused": ("Registret svarade inte; försök igen senare.", "The register did not answer; try again later."),
    "bad_answer": ("Svaret gick inte att läsa.", "The answer could not be read."),
    "no_unit_code": (
        "Skolan saknar skolenhetskod i filen; raden behölls under skolans namn.",
        "The school has no code in the file; the row was kept by the school's name.",
    ),
    "old_code": (
        "Skolan står under en äldre skolkod; raden behölls under den.",
        "The school stands under a code of an older kind; the row was kept under it.",
    ),
    "footnote": ("Fotnot i filen; sparades med tabellen.", "A footnote; kept with the table."),
    "unknown_column": (
        "Kolumnen är okänd; den lästes under sitt eget namn.",
        "The column is unknown; it was read under its own name.",
    ),
    "column_left_out": ("Kolumnen lästes inte.", "The column was not read."),
    "unreadable": (
        "Värdet går inte att läsa som siffra; texten behölls utan siffra.",
        "Not a figure; the text was kept without a figure.",
    ),
    "out_of_range": (
        "Siffran ligger utanför det möjliga och utelämnades.",
        "The figure is outside what is possible and was left out.",
    ),
    "short_row": ("Raden har för få celler och hoppades över.", "The row has too few cells and was left out."),
    "long_row": ("Raden har för många celler; de sista lästes inte.", "Too many cells; the last were not read."),
    "mark_differs": (
        "Källans ord om värdet stämmer inte med tecknet; tecknet behölls.",
        "The source's word on the value does not agree with its sign; the sign was kept.",
    ),
    "no_period": ("Perioden saknas eller är okänd; raden hoppades över.", "No known period; the row was left out."),
    "no_place": (
        "Raden säger inte vilken skola, huvudman eller kommun den gäller; den hoppades över.",
        "The row does not say which school, organiser or municipality it is about; it was left out.",
    ),
    "no_list": ("Skolan har inga värden av detta slag.", "The school has no values of this kind."),
    "cut_line": ("Raden är avhuggen och hoppades över.", "The line is cut off and was left out."),
    "no_person": (
        "Personnumret saknas eller är ogiltigt; raden hoppades över.",
        "No valid personal identity number; the row was left out.",
    ),
    "protected_left_out": (
        "Filen rör personer med skyddade personuppgifter; deras rader lästes inte.",
        "The file concerns people with protected personal data; their rows were not read.",
    ),
    "person_twice": (
        "Eleven finns på flera rader; den första behölls.",
        "The pupil stands on several rows; the first was kept.",
    ),
    "bad_code": (
        "Koden finns inte i beskrivningen av filen; värdet utelämnades.",
        "The code is not in the description of the file; the value was left out.",
    ),
    "rule_broken": (
        "Värdena strider mot filens beskrivning; raden behölls som den är.",
        "The values break a rule of the file's description; the row was kept as it is.",
    ),
    "unknown_reference": ("Raden hänvisar till något som saknas.", "The row refers to something that is not there."),
    "truncated": ("Listan är kortare än källan säger.", "The list is shorter than the source says."),
    "deleted": ("Borttagen i källan; togs bort.", "Deleted at the source; removed."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """`row` is the line in the file (the header is 1), 0 for the whole file; `value` what stood there, cut to
    80 characters. Names, addresses and telephone numbers of people are never read and so never logged."""

    source: str
    row: int
    column: str
    severity: Severity
    code: str
    value: str = ""

    def sentence(self, language: Literal["sv", "en"] = "sv") -> str:
        swedish, english = SENTENCES[self.code]
        return swedish if language == "sv" else english


class ImportLog:
    """Entries in the order met. Notes beyond `most_notes` of a kind are counted, not kept."""

    def __init__(self, most_notes: int = 200) -> None:
        self.entries: list[Entry] = []
        self.counts: Counter[tuple[Severity, str]] = Counter()
        self._most_notes = most_notes

    def add(self, source: str, row: int, column: str, severity: Severity, code: str, value: object = "") -> None:
        if code not in SENTENCES:
            raise ValueError(f"no sentence for {code}")
        self.counts[severity, code] += 1
        if severity != "note" or self.counts[severity, code] <= self._most_notes:
            self.entries.append(Entry(source, row, column, severity, code, str(value)[:80]))

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def of(self, severity: Severity) -> int:
        """How many of a severity were met, kept or not."""
        return sum(count for (one, _), count in self.counts.items() if one == severity)

    def as_json(self) -> list[dict[str, object]]:
        """Plain values for storing."""
        return [asdict(entry) for entry in self.entries]
