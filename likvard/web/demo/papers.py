"""The demo's documents: templates in `documents/`, filled with the story's days and printed as they would arrive.

A template begins with lines `key: value` (sender, receiver, case, status, title; ` / ` parts lines), then an empty
line, then paragraphs, `##` headings, `- ` or `1. ` items and `| a | b |` rows; the first row of a table is its head.
"""

import re
import textwrap
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from likvard.reports.paper import Block, Bullets, Column, Heading, Paper, Paragraph, Table
from likvard.reports.pdf import render_pdf
from likvard.reports.word import render_word

TEMPLATES = Path(__file__).with_name("documents")
_ITEM = re.compile(r"(?:-|\d+\.) +")
# What a scan read without Swedish does to the letters, now one way, now another.
_SCAN = {"å": "aa", "ä": "aaé", "ö": "oéd", "Å": "A", "Ä": "A", "Ö": "O"}


@dataclass(frozen=True, slots=True)
class Template:
    """One document before it is printed."""

    head: dict[str, str]
    blocks: tuple[tuple[str, ...], ...]  # lines that stand together


def template(name: str, words: dict[str, object]) -> Template:
    """The template `name` with its days filled in. Raises `KeyError` when it names a day that the story lacks."""
    text = (TEMPLATES / f"{name}.txt").read_text(encoding="utf-8").format(**words)
    top, _, body = text.partition("\n\n")
    head = dict(line.split(": ", 1) for line in top.splitlines())
    blocks = tuple(tuple(block.splitlines()) for block in re.split(r"\n{2,}", body.strip()))
    return Template(head, blocks)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|"))


def _block(lines: tuple[str, ...]) -> Block:
    first = lines[0]
    if first.startswith("#"):
        marks, text = first.split(" ", 1)
        return Heading(len(marks), text)
    if first.startswith("|"):
        head, *rows = (_cells(line) for line in lines)
        return Table("", tuple(Column(h, 2 if n == 0 else 1) for n, h in enumerate(head)), tuple(rows))
    if first.startswith("- "):
        return Bullets(tuple(line.removeprefix("- ") for line in lines))
    return Paragraph("\n".join(lines))


def paper(name: str, words: dict[str, object], dated: date | None) -> Paper:
    """A template as a paper that `reports` can print."""
    filled = template(name, words)
    head = filled.head
    return Paper(
        title=head["title"],
        language="sv",
        sender=tuple(head.get("sender", "").split(" / ")),
        receiver=tuple(filter(None, head.get("receiver", "").split(" / "))),
        case_number=head.get("case", ""),
        dated=dated,
        status=head.get("status", ""),
        blocks=tuple(_block(lines) for lines in filled.blocks),
    )


def as_pdf(name: str, words: dict[str, object], dated: date | None) -> bytes:
    return render_pdf(paper(name, words, dated)).content


def as_word(name: str, words: dict[str, object], dated: date | None) -> bytes:
    return render_word(paper(name, words, dated))


def as_text(name: str, words: dict[str, object], dated: date | None, *, width: int = 82) -> str:
    """Plain text, wrapped as a text file would be."""
    filled = template(name, words)
    head = filled.head
    lines = [*head.get("sender", "").split(" / "), ""]
    if head.get("status"):
        lines.append(head["status"])
    if dated and head.get("case"):
        lines.append(dated.isoformat())
    if head.get("case"):
        lines.append(f"Dnr {head['case']}")
    for line in filter(None, head.get("receiver", "").split(" / ")):
        lines += ["", line] if lines[-1:] and lines[-1].startswith("Dnr") else [line]
    lines += ["", *textwrap.wrap(head["title"], width), ""]
    for block in filled.blocks:
        lines += [*_text_block(block, width), ""]
    return "\n".join(lines)


def _text_block(block: tuple[str, ...], width: int) -> list[str]:
    if block[0].startswith("#"):
        return [block[0].lstrip("# ")]
    if block[0].startswith("|"):
        rows = [_cells(line) for line in block]
        widths = [max(len(row[n]) for row in rows) + 3 for n in range(len(rows[0]))]
        return ["".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines: list[str] = []
    for line in block:
        mark = _ITEM.match(line)
        lines += textwrap.wrap(line, width, subsequent_indent=" " * (mark.end() if mark else 0))
    return lines


def as_scan(name: str, words: dict[str, object], dated: date | None) -> str:
    """The text as it comes from a scanner that knew no Swedish: lost rings and dots, `§` sometimes a figure."""
    text = as_text(name, words, dated)
    met = dict.fromkeys(_SCAN, 0)
    out = []
    for letter in text:
        if letter in _SCAN:
            other = _SCAN[letter]
            out.append(other[met[letter] % len(other)])
            met[letter] += 1
        else:
            out.append(letter)
    return re.sub(r"(?m)^- ", "e ", "".join(out))
