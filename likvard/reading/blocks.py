"""Blocks: headings, paragraphs, list items and table rows, as one flowing text with a way back.

`flow(text)` takes page furniture out, joins what line ends broke and gives one line per block. Every
rule of the fields reads this text; `Flow.to_text` leads each place back to the text it came from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from likvard.reading import lines as paper
from likvard.reading.lines import Line

BlockKind = Literal["heading", "paragraph", "item", "row"]

# Both begin with the sign itself, so that the search runs over the text quickly.
_SENTENCE = re.compile(r"[.!?\t](?:(?<=\t)|(?<!\t)[”\"»]?\s+(?=[A-ZÅÄÖ–—”\"(\[*]))")
_INSIDE = re.compile(r"[.!?](?<=[a-zåäö]{3}[.!?])\s+[A-ZÅÄÖ]")
_MARKUP = re.compile(r"\*\*|__|\u00ad")
_SPACES = re.compile(r"[ \u00a0\t]{2,}")
_JOINED_BY_HYPHEN = re.compile(r"(?:och|eller|samt|till|respektive|samt|men)\b")


# A label with its value on the line is no heading.
_LABELLED = re.compile(
    r"(?:skolinspektionens\s+)?(?:bedömning(?:en)?|författningsstöd|kontakt\w*|diarienummer\w*|datum|"
    r"publicerad|handläggare|huvudman|"
    r"för (?:frågor|mer|ytterligare)[\w ]*|press\w*|telefon|e-post|tfn|webb|omfattning|fotnot|text|"
    r"taggar)[\w ]{0,30}:\s+\S",
    re.IGNORECASE,
)


# What a title of these documents begins with; a scan may have lost the space around it.
_TITLE_FORM = re.compile(
    r"(?:svar|redovisning|yttrande|beslut|uppföljning|information|regelbunden|planerad|riktad|vidgad|"
    r"tematisk|tillsyn|kvalitetsgranskning|"
    r"rapport|granskning|inspektion|utbildningsinspektion|återkallelse|huvudmannabeslut|"
    r"kommunbeslut)\b.*\b(?:av|efter|för|till|i|vid|inför|om)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Block:
    """`flow.text[start:end]` is one heading, paragraph, list item or row."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # of a marked or numbered heading
    number: str = ""  # "4.1" of a numbered heading or item
    gap: bool = False  # an empty line stands before it
    indent: int = 0
    cells: list[tuple[int, int]] = field(default_factory=list)  # of a row: ranges in the flow
    columns: list[int] = field(default_factory=list)  # of a row: where each cell stands on the line
    viewer_title: bool = False


@dataclass
class Flow:
    """The document as its writer wrote it: one line per block, nothing of the pages."""

    text: str
    blocks: list[Block]
    _flow_starts: list[int]
    _text_starts: list[int]
    _sentences: dict[tuple[int, int], tuple[list[int], list[int]]] = field(default_factory=dict)
    furniture: str = ""  # what pages repeat, line by line: a second opinion on the case number and the date

    def to_text(self, start: int, end: int) -> tuple[int, int]:
        """The range of the given text that `[start, end)` of the flow came from."""
        if end <= start:
            place = self._one(start)
            return place, place
        return self._one(start), self._one(end - 1) + 1

    def _one(self, position: int) -> int:
        if not self._flow_starts:
            return 0  # nothing but furniture
        index = max(0, bisect_right(self._flow_starts, position) - 1)
        return self._text_starts[index] + position - self._flow_starts[index]

    def of(self, block: Block) -> str:
        return self.text[block.start : block.end]

    @cached_property
    def starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def index_at(self, position: int) -> int:
        """The index of the block that holds `position`."""
        return max(0, bisect_right(self.starts, position) - 1)

    def block_at(self, position: int) -> Block:
        return self.blocks[self.index_at(position)]

    def sentence_at(self, position: int) -> tuple[int, int]:
        """The range of the sentence (or cell) that holds `position`, inside its block."""
        starts, ends = self._cuts(self.block_at(position))
        index = max(0, bisect_right(starts, position) - 1)
        return starts[index], ends[index]

    def sentences(self, block: Block) -> Iterator[tuple[int, int]]:
        """The sentences of a block, or of a stretch of one."""
        yield from zip(*self._cuts(block), strict=True)

    def _cuts(self, block: Block) -> tuple[list[int], list[int]]:
        """Where the sentences of a block begin and end; found once for each block."""
        known = self._sentences.get((block.start, block.end))
        if known is None:
            starts, ends = [block.start], []
            for cut in _SENTENCE.finditer(self.text, block.start, block.end):
                if cut.end() < block.end:
                    # The sentence keeps its end mark; a tab parts cells.
                    ends.append(cut.start() + (cut.group() != "\t"))
                    starts.append(cut.end())
            ends.append(block.end)
            known = self._sentences[block.start, block.end] = starts, ends
        return known


class _Builder:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.flow_starts: list[int] = []
        self.text_starts: list[int] = []

    def add(self, part: str, text_start: int) -> None:
        if part:
            self.flow_starts.append(self.length)
            self.text_starts.append(text_start)
            self.parts.append(part)
            self.length += len(part)

    def piece(self, part: str, text_start: int) -> None:
        """A stretch of one line: marks of emphasis and doubled spaces taken out."""
        if "*" in part or "_" in part or "\u00ad" in part or "  " in part or "\t" in part or "\u00a0" in part:
            done = 0
            for hit in re.finditer(r"\*\*|__|\u00ad|(?<=[ \u00a0\t])[ \u00a0\t]+|[\u00a0\t]", part):
                self.add(part[done : hit.start()], text_start + done)
                if hit.group() in ("\u00a0", "\t"):
                    self.add(" ", text_start + hit.start())
                done = hit.end()
            self.add(part[done:], text_start + done)
        else:
            self.add(part, text_start)


def flow(text: str) -> Flow:
    """The blocks of a text. Never fails; a text without structure is one paragraph per line."""
    printed = paper.split(text)
    paper.mark_furniture(printed)
    kept = [line for line in printed if not line.furniture]
    width = paper.width_of(kept)
    build, number = _Builder(), 0
    blocks: list[Block] = []
    while number < len(kept):
        line = kept[number]
        if number:
            build.add("\n", line.start - 1 if line.start else 0)
        in_table = bool(blocks) and blocks[-1].kind == "row" and not line.gap
        ranges = paper.cells(line, narrow=in_table)
        if in_table and len(ranges) == 1 and (cut := paper.glued(line)):
            ranges = cut
        if len(ranges) > 1 and line.mark != "bullet":
            blocks.append(_row(build, line, ranges))
            number += 1
            continue
        if blocks and blocks[-1].kind == "row" and not line.gap and _goes_on(blocks[-1], line):
            blocks.append(_row(build, line, [(0, len(line.text))]))
            number += 1
            continue
        start = build.length
        build.piece(line.body, line.start + line.marker)
        last = line
        while number + 1 < len(kept) and paper.wraps(last, kept[number + 1], width):
            following = kept[number + 1]
            if len(paper.cells(following)) > 1:
                break
            _join(build, last, following)
            build.piece(following.text, following.start)
            last, number = following, number + 1
        blocks.append(_block(line, start, build.length))
        number += 1
    repeated = "\n".join(line.text for line in printed if line.furniture and len(line.text) < 130)
    result = Flow("".join(build.parts), blocks, build.flow_starts, build.text_starts, furniture=repeated)
    _find_headings(result, width)
    return result


def _row(build: _Builder, line: Line, ranges: list[tuple[int, int]]) -> Block:
    start = build.length
    spans: list[tuple[int, int]] = []
    columns: list[int] = []
    for cell_start, cell_end in ranges:
        if spans:
            build.add("\t", line.start + cell_start - 1)
        begin = build.length
        build.piece(line.text[cell_start:cell_end], line.start + cell_start)
        spans.append((begin, build.length))
        columns.append(line.indent + cell_start)
    return Block("row", start, build.length, gap=line.gap, indent=line.indent, cells=spans, columns=columns)


def _goes_on(row: Block, line: Line) -> bool:
    """Whether a line under a table row carries on one of its cells."""
    if line.mark:
        return False
    second = row.columns[1] if len(row.columns) > 1 else 10**6
    return line.text[0].islower() or line.text[0] == "(" or line.indent >= min(second, 25) - 3


def _join(build: _Builder, last: Line, following: Line) -> None:
    """Space between two lines of a block, or nothing when a word was cut at the line's end."""
    tail = last.text[-1:]
    cut = tail in "-\u00ad" and len(last.text) > 1 and last.text[-2].isalpha() and following.text[:1].islower()
    if tail == "-" and "@" in following.text.split(" ", 1)[0]:
        return  # an address keeps its hyphen
    if cut and not _JOINED_BY_HYPHEN.match(following.text):
        if tail == "-" and build.parts[-1].endswith("-"):
            build.parts[-1] = build.parts[-1][:-1]
            build.length -= 1
        return
    if tail == "-" and last.text[-2:-1].isdigit() and following.text[:1].isdigit():
        return
    build.add(" ", last.end)


def _block(line: Line, start: int, end: int) -> Block:
    kind: BlockKind = (
        "item" if line.mark in ("bullet", "number") else "heading" if line.mark == "heading" else "paragraph"
    )
    number = line.text[: line.marker].strip(" .)(") if line.mark == "number" else ""
    return Block(kind, start, end, line.level, number, line.gap, line.indent, viewer_title=line.viewer_title)


def _find_headings(whole: Flow, width: int) -> None:
    """Tell headings from short paragraphs by length, ending and what stands around them."""
    blocks = whole.blocks
    for index, block in enumerate(blocks):
        if block.kind == "row" or block.kind == "heading":
            continue
        text = whole.of(block)
        if "§" in text or "@" in text or _LABELLED.match(text):
            continue
        if block.kind == "item" and not block.number:
            continue
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if paper.is_known_heading(text):
            block.kind = "heading"
            continue
        if not 3 <= len(text) <= 190 or text[-1:] in ".,;!" or not text[:1].isupper():
            continue
        if not block.number and text.rsplit(" ", 1)[-1] in ("att", "av", "och", "för", "till", "med", "i", "som"):
            continue
        if text[-1:] == ":" and (following is None or following.kind == "item" or len(text) > 60):
            continue
        if _INSIDE.search(text):
            continue
        before = blocks[index - 1] if index else None
        if index < 16 and len(text) > 24 and _TITLE_FORM.match(text):
            block.kind = "heading"
            continue
        closed = before is None or block.gap or whole.of(before)[-1:] in ".!?:)" or before.kind != "paragraph"
        opens = following is None or following.gap or whole.text[following.start : following.start + 1].isupper()
        short = len(text) < (0.8 * width if width else 110) or (block.gap and (following is None or following.gap))
        if block.number:
            # A numbered line is a heading when text stands under it and no numbered line beside it is a sentence.
            near = [b for b in (before, following) if b is not None and b.number and b.kind == "item" and not b.gap]
            if near or following is None or not (following.gap or following.kind in ("paragraph", "item")):
                continue
            if len(text) > 110 or (following.number and following.level == block.level and not block.gap):
                continue
            block.kind = "heading"
        elif closed and opens and short:
            block.kind = "heading"
