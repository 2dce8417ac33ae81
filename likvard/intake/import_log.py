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
