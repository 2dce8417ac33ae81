"""A paper as plain frozen values, the same whether it becomes PDF, Word or a page on the screen."""

from dataclasses import dataclass
from datetime import date

from likvard.terms.dates import format_date

from .text import paragraphs


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 2–4; level 1 is the paper's title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    quiet: bool = False  # smaller and grey: sources, notes


@dataclass(frozen=True, slots=True)
class Quote:
    """Someone else's words, set apart: the finding as the authority wrote it."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`share` is the column's part of the width beside the others'."""

    header: str
    share: int = 1
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Each row has as many cells as there are columns. The header row is repeated on every page."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {len(row)} cells in a table of {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of our own making as SVG, with the sentence that says the same (never empty)."""

    svg: str
    sentence: str
    caption: str = ""

    def __post_init__(self) -> None:
        if not self.sentence.strip():
            raise ValueError("a chart needs a sentence that says the same in words")


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip to cut out: a picture as SVG with what it says in words, a line in bold, a text."""

    svg: str
    says: str
    strong: str
    text: str


@dataclass(frozen=True, slots=True)
class Slips:
    """Slips under one another; none is broken by the end of a page."""

    items: tuple[Slip, ...]


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a page of its own: an appendix."""


Block = Heading | Paragraph | Quote | Bullets | Table | Chart | Slips | NewPage


@dataclass(frozen=True, slots=True)
class Paper:
    """`status` is shown beside the title ("Utkast"); `dated` is the paper's own date, also its metadata date."""

    title: str
    language: str  # "sv" or "en"
    sender: tuple[str, ...]  # name first, then address lines
    receiver: tuple[str, ...]
    case_number: str
    dated: date | None
    blocks: tuple[Block, ...]
    subject: str = ""
    status: str = ""


def typed(text: str) -> tuple[Block, ...]:
    """What a person typed, as paragraphs and lists."""
    return tuple(Bullets(tuple(p)) if isinstance(p, list) else Paragraph(p) for p in paragraphs(text))


# The few words that the paper itself says.
WORDS = {
    "sv": {"page": "Sida", "of": "av", "case_number": "Dnr", "date": "Datum", "to": "Till", "table": "Tabell"},
    "en": {"page": "Page", "of": "of", "case_number": "Case no.", "date": "Date", "to": "To", "table": "Table"},
}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def written_date(day: date, language: str) -> str:
    """`21 augusti 2023`, `21 August 2023`, never broken over two lines."""
    if language == "sv":
        return format_date(day, no_break=True)
    return f"{day.day}\N{NO-BREAK SPACE}{_MONTHS[day.month - 1]}\N{NO-BREAK SPACE}{day.year}"
