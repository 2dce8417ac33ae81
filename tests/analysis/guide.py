"""Runs the guide's blocks, and writes what they print and draw into it: `python -m tests.analysis.guide`.

A `python` block is run after the ones before it under the same heading (and those under *Innan du börjar*); the
`text` block after it is what it prints. `behöver=FILE` names a file of open data that does not ship. A `sh` block is
a command of the product.
"""

import contextlib
import io
import os
import re
import shlex
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb
from click.testing import CliRunner

from likvard.cli import main

ROOT = Path(__file__).parent.parent.parent
GUIDE = ROOT / "docs" / "analysguide.md"
PICTURES = ROOT / "docs" / "generated" / "analysguide"
_FENCE = re.compile(r"^```(\w+)(?: behöver=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PICTURE = re.compile(r"\(generated/analysguide/([^)]+)\)")


class Block(NamedTuple):
    kind: str
    needs: str | None
    code: str
    shown: str | None
    place: int  # where the shown text begins in the guide


class Chapter(NamedTuple):
    title: str
    blocks: tuple[Block, ...]
    pictures: tuple[str, ...]


class Ran(NamedTuple):
    """What a block gave. `left_out` when the file it needs is not here."""

    block: Block
    printed: str
    left_out: bool


def chapters(text):
    """The guide's chapters that have blocks, in order; the first is what all others need."""
    parts = list(re.finditer(r"^## (.+)$", text, re.MULTILINE))
    ends = [*(part.start() for part in parts[1:]), len(text)]
    found = [Chapter(p.group(1), *_inside(text, p.end(), end)) for p, end in zip(parts, ends, strict=True)]
    return [chapter for chapter in found if chapter.blocks]


def _inside(text, start, end):
    fences = list(_FENCE.finditer(text, start, end))
    blocks = []
    for place, one in enumerate(fences):
        if one.group(1) == "text":
            continue
        after = fences[place + 1] if place + 1 < len(fences) else None
        shown = after if after is not None and after.group(1) == "text" else None
        blocks.append(
            Block(one.group(1), one.group(2), one.group(3), shown and shown.group(3), shown.start(3) if shown else 0)
        )
    return tuple(blocks), tuple(_PICTURE.findall(text, start, end))


def run(blocks, files):
    """The blocks in the present folder; `files` is the folder of open data that does not ship, or None."""
    names = {}
    # The guide asks on DuckDB's own connection; each run begins with a new one.
    before = duckdb.default_connection()
    with duckdb.connect() as connection:
        duckdb.set_default_connection(connection)
        try:
            for block in blocks:
                yield _one(block, names, files)
        finally:
            duckdb.set_default_connection(before)


def _one(block, names, files):
    if block.needs and (files is None or not (files / block.needs).exists()):
        return Ran(block, "", left_out=True)
    if block.kind == "sh":
        done = CliRunner().invoke(main, shlex.split(block.code)[1:], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return Ran(block, done.stdout, left_out=False)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(block.code, GUIDE.name, "exec"), names)
    if "FILER" in names and files is not None:
        names["FILER"] = files
    return Ran(block, out.getvalue(), left_out=False)


def shared():
    folder = Path(os.environ.get("LIKVARD_SHARED", ROOT.parent / "shared")) / "data"
    return folder if folder.exists() else None


def write():
    text = GUIDE.read_text(encoding="utf-8")
    first, *others = chapters(text)
    printed = {}
    with TemporaryDirectory() as folder:
        here = os.getcwd()
        os.chdir(folder)
        try:
            for chapter in others:
                for ran in run([*first.blocks, *chapter.blocks], shared()):
                    if ran.left_out:
                        raise SystemExit(f"{ran.block.needs} is not here.")
                    if ran.block.shown is not None:
                        printed[ran.block.place] = (ran.block, ran.printed)
            PICTURES.mkdir(parents=True, exist_ok=True)
            for picture in Path().glob("*.svg"):
                (PICTURES / picture.name).write_text(picture.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        finally:
            os.chdir(here)
    for place in sorted(printed, reverse=True):
        block, new = printed[place]
        text = text[:place] + new + text[place + len(block.shown) :]
    GUIDE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
