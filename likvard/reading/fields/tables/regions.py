"""Where a table of areas begins and ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from likvard.reading.blocks import Block
from likvard.reading.document import Document
from likvard.reading.fields.tables.names import HEADER, NO_NAME, has_value, name_prefix

_FIRST_LABEL = re.compile(r"(?:\|\s*)?(?:arbets|bedömnings|gransknings)?omr[åa]de(?:n)?\b", re.IGNORECASE)
LABEL_ALONE = re.compile(
    r"(?:arbetsområde|bedömningsområde|omr[åa]de|typ av ingripande|senaste datum för redovisning|redovisas(?: senast)?|"
    r"brist(?:en)? avhjälpt|bedömning|kvaliteten är uppnådd|beslut)$",
    re.IGNORECASE,
)


def regions(document: Document) -> Iterator[tuple[int, int]]:
    """Runs of blocks that hold a table: from its header words to the first block of another kind."""
    blocks, flow = document.flow.blocks, document.flow
    index = 0
    while index < len(blocks):
        block = blocks[index]
        text = flow.of(block)
        is_header = (block.kind == "row" and _FIRST_LABEL.match(text) and len(HEADER.findall(text)) > 1) or (
            block.kind != "row" and len(text) < 90 and _starts_table(document, index)
        )
        if not is_header:
            index += 1
            continue
        end = index + 1
        while (
            end < len(blocks)
            and _belongs(document, blocks[index:end], blocks[end])
            and not _opens_section(document, end)
        ):
            end += 1
        yield index, end
        index = end


def _starts_table(document: Document, index: int) -> bool:
    text = document.flow.of(document.flow.blocks[index])
    if LABEL_ALONE.fullmatch(text) or (HEADER.match(text) and len(HEADER.findall(text)) > 1 and "." not in text):
        near = [document.flow.of(b) for b in document.flow.blocks[index + 1 : index + 22]]
        first = bool(_FIRST_LABEL.match(text)) or any(_FIRST_LABEL.fullmatch(t.strip(" |")) for t in near)
        return first and any(len(t) < 100 and has_value(t) for t in near)
    return False


def _opens_section(document: Document, index: int) -> bool:
    """A line such as "Föreläggande" under which running text stands is a heading, not a cell."""
    block = document.flow.blocks[index]
    if block.kind != "heading":
        return False
    # Of the decision's own headings two may follow each other ("Beslut", "Föreläggande").
    reach = 3 if NO_NAME.match(document.flow.of(block)) else 2
    for following in document.flow.blocks[index + 1 : index + reach]:
        if following.kind == "paragraph":
            return following.end - following.start > 130
        if following.kind != "heading":
            return False
    return False


def _belongs(document: Document, so_far: list[Block], block: Block) -> bool:
    if block.kind == "row":
        return True
    text = document.flow.of(block)
    if any(len(b.cells) > 1 for b in so_far[1:]) and block.gap and not _value_or_name(document, text):
        return False
    if all(b.kind == "row" for b in so_far) and len(so_far) > 1:
        return False
    return len(text) < 130 and (
        _value_or_name(document, text) or bool(HEADER.match(text) and len(text) < 60 and not block.number)
    )


def _value_or_name(document: Document, text: str) -> bool:
    bare = text.strip(" |")
    if len(bare) < 32 and (bare[:1] == "(" or bare[:1].islower()) and bare[-1:] not in ".:":
        return True  # the rest of a name, or a remark on it
    if _HEADING_OF_DECISION.match(bare):
        return False
    return (
        has_value(bare)
        or name_prefix(document, bare) is not None
        or bare.lower() in ("vite", "utsträckning", "delar", "–", "-")
    )


_HEADING_OF_DECISION = re.compile(r"(?:skolinspektionens? |sammanfattning|föreläggande vid vite\s*[–-])", re.IGNORECASE)
