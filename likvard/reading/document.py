"""A document as the fields see it: its flow, its head, its title, its dates and weeks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from likvard.reading.area_names import is_known
from likvard.reading.blocks import Block, Flow
from likvard.reading.record import Read
from likvard.terms.case_numbers import Candidate, find_candidates
from likvard.terms.dates import WrittenDate, find_written_dates
from likvard.terms.found import Found
from likvard.terms.municipalities import Mention, find_mentions
from likvard.terms.statutes import Citation, find_citations
from likvard.terms.terms_and_years import find_terms
from likvard.terms.weeks import WrittenWeeks, find_written_weeks

_REVIEW_WORD = re.compile(
    r"granskning|tillsyn|inspektion(?!en\b|ens\b)|prövning|kontroll|(?:kvalitets|kvart)(?:samtal|dialog)|föreläggande|"
    r"redovisning|återkalla|yttrande|uppföljning|vite\b",
    re.IGNORECASE,
)
_NO_TITLE = re.compile(
    # The authority's name opens a letterhead, but also a title: "Skolinspektionen kräver åtgärder av Nora kommun".
    r"(?:skolinspektionen(?! [a-zåäö]+r\b.*\b(?:av|vid|i|på|för) (?-i:[A-ZÅÄÖ]))|statens skolinspektion|skolverket|"
    r"rektor(?:n|erna|er)?(?: \w+)? (?:för|vid|på|i)|till |att\. |kopia|"
    r"dnr|diarienummer|datum|publicerad|box |telefon|tfn|org\.? ?nr|e-post|www|hem |sida |sök|"
    r"handläggare|vår[at]? |ert |er )\b",
    re.IGNORECASE,
)
_PLAIN_HEAD = re.compile(r"beslut|inledning|bakgrund|sammanfattning|pressmeddelanden?|informationsbrev|bilaga \d", re.I)
_OF_SOMEBODY = re.compile(r"\b(?:av|vid|i|på|hos|för|efter)\s+[\"”]?[\w-]")
_MISREAD = re.compile(r"(?<=\d )&(?= (?:skol|gymnasie|grundskole))")
# In small letters, each word with its first letter before what may not stand in front of it: searched for quickly.
_SEASONS = re.compile(
    r"(?:v(?<!\wv)(?:åren|intern|årterminen)|s(?<!\ws)ommaren|h(?<!\wh)(?:östen|östterminen))\s+(?P<year>(?:19|20)\d\d)\b"
)


# Lists of cases are long; a document's own number is not behind its first hundred pages.
MOST_FOR_NUMBERS = 400_000


@dataclass
class Document:
    """The flow of one document and what several fields ask of it. Ranges are places in `flow.text`."""

    flow: Flow
    # Filled in while the fields are read, in the order of `likvard.reading.fields`.
    kind: str = "other"
    review_kind: str = ""
    day: date | None = None  # the document's own date
    # What each block opens, by its start, once it has been asked for (`findings.trigger`).
    row_names: tuple[str, ...] | None = None  # names a table's row can begin with (`tables`)
    triggers: dict[int, tuple[Any]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.flow.text

    @cached_property
    def lower(self) -> str:
        """The text in lower case, letter for letter in the same places."""
        low = self.text.lower()
        return (
            low if len(low) == len(self.text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in self.text)
        )

    @cached_property
    def dates(self) -> list[Found[WrittenDate]]:
        return find_written_dates(self.text)

    @cached_property
    def weeks(self) -> list[Found[WrittenWeeks]]:
        return find_written_weeks(self.text) if "v" in self.lower else []

    @cached_property
    def numbers(self) -> list[Found[Candidate]]:
        """Case numbers and the numbers that look like them."""
        return find_candidates(self.text[:MOST_FOR_NUMBERS])

    @cached_property
    def municipalities(self) -> list[Found[Mention]]:
        """Municipalities named with "kommun", "stad" or "Region", and names alone."""
        return find_mentions(self.text)

    @cached_property
    def citations(self) -> list[Found[Citation]]:
        """Every list of statute references."""
        # "8 & skollagen" is a § that a scan has misread; one sign for one, so places stay.
        text = _MISREAD.sub("§", self.text) if "&" in self.text else self.text
        return find_citations(text) if "§" in self.text or "kap" in self.lower or "$" in self.text else []

    @cached_property
    def title_index(self) -> int | None:
        """Index of the block that is the document's title; `None` when it has none."""
        blocks = self.flow.blocks
        if blocks and blocks[0].viewer_title:
            return 0
        named: int | None = None
        second: int | None = None
        for index, block in enumerate(blocks[:40]):
            text = self.flow.of(block)
            if block.kind == "row" or len(text) < 12 or _NO_TITLE.match(text) or _PLAIN_HEAD.fullmatch(text):
                continue
            if block.kind == "paragraph" and len(text) > 200:
                break
            if block.kind != "heading":
                continue
            if _REVIEW_WORD.search(text) and len(text.split()) > 1:
                if _OF_SOMEBODY.search(text) or index > 14:
                    return index
                named = index if named is None else named
                continue
            if second is None and len(text.split()) > 3 and not is_known(text):
                second = index
        return named if named is not None else second

    @cached_property
    def title(self) -> tuple[int, int] | None:
        if self.title_index is None:
            return None
        block = self.flow.blocks[self.title_index]
        return block.start, block.end

    @property
    def title_text(self) -> str:
        return self.text[slice(*self.title)] if self.title else ""

    @cached_property
    def head_end(self) -> int:
        """Where the letterhead ends: the first long paragraph, at the latest."""
        for index, block in enumerate(self.flow.blocks[:40]):
            length = block.end - block.start
            sentence = length > 70 and index > 2 and self.text[block.end - 1] in ".:"
            if block.kind == "paragraph" and (length > 150 or sentence):
                return block.start
            if block.kind == "item" or index == 39:
                return block.start
        return len(self.text)

    @cached_property
    def opening(self) -> tuple[int, int]:
        """The first paragraphs that tell what the document is about: about 1 500 characters after the head."""
        start = self.head_end
        return start, min(len(self.text), start + 1600)

    def near_heading(self, index: int) -> str:
        """The heading that the block at `index` stands under, in lower case."""
        for block in reversed(self.flow.blocks[: index + 1]):
            if block.kind == "heading":
                return self.lower[block.start : block.end]
        return ""

    def blocks_from(self, position: int) -> list[Block]:
        return self.flow.blocks[self.flow.index_at(position) :]

    @cached_property
    def stated_years(self) -> set[int]:
        """Years that an undated letter names for what is to come: terms, seasons, weeks and days with a year."""
        years = {found.value.year for found in find_terms(self.text)}
        years |= {int(m["year"]) for m in _SEASONS.finditer(self.lower)}
        years |= {y for w in self.weeks for y in (w.value.first_year, w.value.last_year) if y}
        return years

    def year_for(self, written: WrittenDate, *, past: bool = False) -> date | None:
        """A day whose year is left out: next to the document's date, before it when `past`, else from it on;
        without a date of its own, of the only year that the document states."""
        if written.year is not None:
            return written.resolve()
        if self.day is not None:
            return written.on_or_before(self.day) if past else written.on_or_after(self.day)
        if len(self.stated_years) == 1:
            return written.in_year(next(iter(self.stated_years)))
        return None

    def weeks_for(self, written: WrittenWeeks, *, past: bool = False) -> tuple[date, date] | None:
        """Monday to Sunday of weeks whose year is left out, found in the same way."""
        own = written.resolve()
        if own is not None or written.first_year or written.last_year:
            return own
        if self.day is not None:
            iso = self.day.isocalendar().year
            spans = [span for year in (iso - 1, iso, iso + 1) if (span := written.resolve(year))]
            if past:
                return max((s for s in spans if s[0] <= self.day), default=None)
            return min((s for s in spans if s[1] >= self.day), default=None)
        if len(self.stated_years) == 1:
            return written.resolve(next(iter(self.stated_years)))
        return None

    def read(self, value: str | int, start: int, end: int, confidence: float = 0.95, reason: str = "") -> Read:
        return Read(value, start, end, confidence, reason)
