"""Signatures: a name on its own line with a title under, beside or after it."""

from __future__ import annotations

import re

from likvard.reading.blocks import Block
from likvard.reading.document import Document
from likvard.reading.fields.people.names import (
    FIRST,
    INVESTIGATES,
    MANAGES,
    NAME,
    NAME_ALONE,
    PRESS,
    ROLE_WORD,
    TITLE,
    TITLE_ALONE,
    People,
)
from likvard.reading.fields.people.reach import reach

_SIGNS = re.compile(
    r"på skolinspektionens vägnar|med vänlig|vänliga hälsningar|hälsningar|för .{3,60}(?:kommun|stad|"
    r"AB|nämnden)$|underskrift|enligt uppdrag",
    re.I,
)


def read(document: Document, people: People) -> None:
    """A name on its own line with a title under (or beside) it, near the end or after a closing phrase."""
    blocks = document.flow.blocks
    for index, block in enumerate(blocks):
        if block.kind == "item" and not block.number:
            continue
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        names = names_of(document, block) if people.may_stand(block.start, block.end) else []
        if not names or following is None:
            if names and index and _SIGNS.search(document.flow.of(blocks[index - 1])):
                _sign(document, people, names[0], None)
            continue
        titles = _titles_of(document, following)
        if titles and len(titles) == len(names):
            below = _roles_below(document, index + 2, len(names))
            for name, title, role in zip(names, titles, below, strict=True):
                _sign(document, people, name, title, role)
        elif index and _SIGNS.search(document.flow.of(blocks[index - 1])) and block.kind != "row":
            _sign(document, people, names[0], None)
    _named_lines(document, people)
    _rows(document, people)


_LINE = re.compile(rf"(?P<name>{NAME}),\s*(?P<title>(?i:{TITLE})[^,]{{0,40}})$")


def _named_lines(document: Document, people: People) -> None:
    """`A, enhetschef (beslutande)`: name and title on one line at a decision's end."""
    if document.kind not in ("decision", "followup_decision"):
        return
    for block in document.flow.blocks[-12:]:
        text = document.flow.of(block).rstrip(" .")
        hit = _LINE.match(text) if len(text) < 90 else None
        if hit and TITLE_ALONE.match(hit["title"]):
            title = block.start + hit.start("title"), block.start + hit.end("title")
            _sign(document, people, (block.start, block.start + hit.end("name")), title)


def _roles_below(document: Document, index: int, count: int) -> list[str]:
    """`Beslutande   Föredragande` under names and titles set side by side."""
    blocks = document.flow.blocks
    if index < len(blocks):
        cells = blocks[index].cells or [(blocks[index].start, blocks[index].end)]
        hits = [ROLE_WORD.fullmatch(document.text[start:end].strip()) for start, end in cells]
        if len(cells) == 1 and count > 1 and hits[0] and blocks[index].columns and blocks[index - 2].columns:
            # One role under one of the columns.
            columns = blocks[index - 2].columns
            mine = min(range(len(columns)), key=lambda n: abs(columns[n] - blocks[index].columns[0]))
            return [hits[0].lastgroup or "" if n == mine else "" for n in range(count)]
        if len(cells) == count and all(hits):
            return [hit.lastgroup or "" for hit in hits if hit]
    return [""] * count


_TWO_NAMES = re.compile(rf"{FIRST} {FIRST} {FIRST} {FIRST}")


def names_of(document: Document, block: Block) -> list[tuple[int, int]]:
    """The names that make up a whole line: one, or several set apart (or run together by a scan)."""
    names = []
    for start, end in block.cells or [(block.start, block.end)]:
        text = document.text[start:end]
        if len(text) > 60:
            return []
        if NAME_ALONE.match(text):
            words = text.split()
            if len(words) == 4 and not block.cells and not re.search(r"\b(?:von|af|de|van)\b", text):
                cut = start + len(" ".join(words[:2]))
                names += [(start, cut), (cut + 1, end)]
            else:
                names.append((start, end))
        elif _TWO_NAMES.fullmatch(text):
            cut = start + len(" ".join(text.split()[:2]))
            names += [(start, cut), (cut + 1, end)]
        else:
            return []
    return names


_TITLES = re.compile(rf"(?i:{TITLE})(?:\s*(?:,|/|\boch\b|\()\s*(?i:föredragande|beslutande)\)?)?")


def _titles_of(document: Document, block: Block) -> list[tuple[int, int]]:
    """The titles that make up a whole line: one, or several set apart or run together."""
    titles = []
    for start, end in block.cells or [(block.start, block.end)]:
        text = document.text[start:end]
        several = [m.span() for m in _TITLES.finditer(text)]
        if TITLE_ALONE.match(text):
            titles.append((start, end))
        elif len(several) > 1 and len(text) < 90 and not re.sub(r"\s", "", _TITLES.sub("", text)):
            titles += [(start + a, start + b) for a, b in several]
        else:
            return []
    return titles


def _sign(
    document: Document, people: People, name: tuple[int, int], title: tuple[int, int] | None, said: str = ""
) -> None:
    printed = document.text[slice(*title)] if title else ""
    role = "author"
    marked = ROLE_WORD.search(printed)
    if document.kind in ("decision", "followup_decision") and (said or marked):
        role = said or (marked.lastgroup or "reports" if marked else "reports")
    elif document.kind in ("decision", "followup_decision"):
        if MANAGES.search(printed) or not title:
            role = "decides"
        elif INVESTIGATES.search(printed):
            role = "investigator"
        elif not re.search(r"jurist|projektledare|handläggare", printed, re.IGNORECASE):
            return
        else:
            role = "investigator"
    elif document.kind in ("information_letter", "press_release", "report_page"):
        role = "investigator" if INVESTIGATES.search(printed) else "press" if PRESS.search(printed) else "contact"
    elif document.kind == "minutes" and not re.search(r"sekreterare", printed, re.IGNORECASE):
        return
    person = people.add(name, title, role, 0.9)
    if person is not None and document.kind not in ("decision", "followup_decision"):
        reach(document, person, name[1], name[1], below=document.flow.index_at((title or name)[0]))


def _rows(document: Document, people: People) -> None:
    """Minutes: `Sekreterare    Alva Nordlycke`; a memo's head: `Handläggare: A` with the title under it."""
    if document.kind != "minutes":
        return
    hit = re.search(
        rf"\b(?:Sekreterare|Vid protokollet|Protokollförare)[ \t:,_–-]{{1,12}}(?P<name>{NAME})", document.text
    )
    if hit:
        label = hit.start(), hit.start() + len("Sekreterare")
        people.add(hit.span("name"), label if hit.group().startswith("Sekreterare") else None, "author")
        return
    blocks = document.flow.blocks
    for index, block in enumerate(blocks[:-1]):
        # Labels side by side, the names under them.
        cells = block.cells or [(block.start, block.end)]
        below = blocks[index + 1].cells or [(blocks[index + 1].start, blocks[index + 1].end)]
        for number, (start, end) in enumerate(cells):
            named = len(below) == len(cells) and NAME_ALONE.match(document.text[slice(*below[number])])
            if named and document.text[start:end].lower() == "sekreterare":
                people.add(below[number], (start, end), "author")
