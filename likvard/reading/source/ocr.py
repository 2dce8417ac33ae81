"""Scanned pages read by Tesseract with Swedish, as a subprocess per page."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

from likvard.reading.errors import OcrMissing

DPI = 300
# A dense A4 page takes two to five seconds on a slow core.
PAGE_SECONDS = 45
LANGUAGE = "swe"


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


def recognise(image: bytes, *, dpi: int | None = DPI, page: int | None = None) -> str | None:
    """The text of one page image (PNM, PNG, JPEG or TIFF bytes), or None when it could not be read in time.

    Rows of tables stay on one line, with wide gaps between their cells. `page` counts from 0 in a TIFF of
    several pages.
    """
    command = [program(), "stdin", "stdout", "-l", LANGUAGE, "--psm", "4", "-c", "preserve_interword_spaces=1"]
    if dpi is not None:
        command += ["--dpi", str(dpi)]
    if page is not None:
        command += ["-c", f"tessedit_page_number={page}"]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command, the image goes through stdin
            command,
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
    return done.stdout.decode("utf-8", errors="replace").replace("\f", "\n").strip("\n") + "\n"


def recognise_pages(images: Iterable[tuple[int, bytes]]) -> dict[int, str | None]:
    """`recognise` for numbered page images, a process for each core; images are taken one at a time."""
    program()
    workers = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    read: dict[int, str | None] = {}
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
