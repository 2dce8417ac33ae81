"""Scanned pages read by Tesseract with Swedish, as a subprocess per page."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from statistics import median
from typing import NamedTuple

from likvard.reading.errors import OcrMissing
from likvard.reading.source import layout

DPI = 300
# A dense A4 page takes two to five seconds on a slow core, and many times that on a machine that has other work.
PAGE_SECONDS = 90
LANGUAGE = "swe"
# Per cent. Words that Tesseract read right are nearly all above 85; a figure below this is doubtful.
SURE = 70.0


@lru_cache(maxsize=1)
def program() -> str:
    """The path of a Tesseract that has Swedish; raises `OcrMissing`."""
    found = shutil.which("tesseract")
    if found is None:
        raise OcrMissing
    try:
        listing = subprocess.run(  # noqa: S603 - a fixed command
            [found, "--list-langs"], capture_output=True, timeout=20, check=False, text=True
        )
    except (OSError, subprocess.TimeoutExpired):
        raise OcrMissing from None
    if LANGUAGE not in (listing.stdout + listing.stderr).split():
        raise OcrMissing
    return found


# Letters and signs that reach below the line.
_BELOW = frozenset("gjpqyQ,;()[]|/§$@»«")


_SPECKS = frozenset([",", ".", "'", "`", "´", "^", "~", ":", ";", "_", "”", "“", '"', ",.", "..", ".,", "‘", "’"])


class Recognised(NamedTuple):
    """The text of one page image, and the ranges of figures that the recognition was not sure of."""

    text: str
    uncertain: tuple[tuple[int, int], ...]


def recognise(image: bytes, *, dpi: int | None = DPI, page: int | None = None) -> Recognised | None:
    """One page image (PNM, PNG, JPEG or TIFF bytes) read, or None when it could not be read in time.

    Rows of tables stay on one line, with wide gaps between their cells. `page` counts from 0 in a TIFF of
    several pages.
    """
    command = [program(), "stdin", "stdout", "-l", LANGUAGE, "--psm", "4"]
    if dpi is not None:
        command += ["--dpi", str(dpi)]
    if page is not None:
        command += ["-c", f"tessedit_page_number={page}"]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command, the image goes through stdin
            [*command, "tsv"],
            input=image,
            capture_output=True,
            timeout=PAGE_SECONDS,
            check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    return placed(done.stdout.decode("utf-8", errors="replace"))


class _Word(NamedTuple):
    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


def placed(table: str) -> Recognised:
    """The text of Tesseract's table of words (TSV): level, page, block, paragraph, line, word, box, confidence."""
    rows: dict[tuple[str, ...], list[_Word]] = {}
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = map(float, cells[6:10])
        word = _Word(cells[11].strip(), left, top, left + width, top + height, float(cells[10]))
        # Rules and frames of tables are read as bars.
        if set(word.text) <= set("|_—-=.") and (word.confidence < 60 or set(word.text) <= set("|_")):
            continue
        # Specks are read as punctuation that stands alone; dashes and bullets may be meant.
        if word.confidence < SURE and word.text in _SPECKS:
            continue
        rows.setdefault(tuple(cells[2:5]), []).append(word)
    lines = _merged(list(rows.values()))
    if not lines:
        return Recognised("", ())
    size = median(word.bottom - word.top for line in lines for word in line)
    text = layout.text_of([_line(line, size) for line in lines])
    return Recognised(text, tuple(_uncertain(text, lines)))


def _merged(rows: list[list[_Word]]) -> list[list[_Word]]:
    """Lines from the top down; what stands at one height is one line (two blocks of a letterhead)."""
    lines: list[list[_Word]] = []
    for row in sorted(rows, key=_middle):
        if lines:
            above, here = _span(lines[-1]), _span(row)
            overlap = min(above[1], here[1]) - max(above[0], here[0])
            beside = all(w.right <= v.left or v.right <= w.left for w in lines[-1] for v in row)
            if overlap > 0.6 * min(above[1] - above[0], here[1] - here[0]) and beside:
                lines[-1].extend(row)
                continue
        lines.append(list(row))
    return [sorted(line, key=lambda word: word.left) for line in lines]


def _span(row: list[_Word]) -> tuple[float, float]:
    return median(word.top for word in row), median(word.bottom for word in row)


def _middle(row: list[_Word]) -> float:
    top, bottom = _span(row)
    return (top + bottom) / 2


def _line(words: list[_Word], size: float) -> layout.Line:
    runs: list[layout.Run] = []
    for word in words:
        if runs and word.left - runs[-1].right < 1.3 * size:
            last = runs.pop()
            runs.append(layout.Run(f"{last.text} {word.text}", last.left, word.right))
        else:
            runs.append(layout.Run(word.text, word.left, word.right))
    top, bottom = _span(words)
    standing = [word.bottom for word in words if not _BELOW & set(word.text)]
    baseline = median(standing) if standing else bottom - 0.2 * size
    return layout.Line(tuple(runs), -baseline, -top, size)


def _uncertain(text: str, lines: list[list[_Word]]) -> Iterator[tuple[int, int]]:
    """Where the words with figures and low confidence stand in the text."""
    at = 0
    for line in lines:
        for word in line:
            start = text.find(word.text, at)
            if start < 0:
                continue  # two columns were set one after the other
            at = start + len(word.text)
            if word.confidence < SURE and any(character.isdigit() for character in word.text):
                yield start, at


def recognise_pages(images: Iterable[tuple[int, bytes]]) -> dict[int, Recognised | None]:
    """`recognise` for numbered page images, a process for each core; images are taken one at a time."""
    program()
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    read: dict[int, Recognised | None] = {}
    with ThreadPoolExecutor(workers) as pool:
        waiting = []
        for number, image in images:
            waiting.append((number, pool.submit(recognise, image)))
            # No more page images in memory than are being read.
            if len(waiting) > workers:
                first, future = waiting.pop(0)
                read[first] = future.result()
        for number, future in waiting:
            read[number] = future.result()
    return read
