"""Paper → PDF that is both accessible (PDF/UA-1, ISO 14289-1) and fit for the archive (PDF/A-2a, ISO 19005-2)."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

import typst

from .paper import WORDS, Block, Bullets, Chart, Heading, NewPage, Paper, Paragraph, Quote, Slips, Table, written_date
from .text import clean

STANDARDS = ["a-2a", "ua-1"]
# The stub cannot say that bytes go in and bytes come out.
_compile: Callable[..., Any] = typst.compile
_TEMPLATE = Path(__file__).with_name("paper.typ")
_NO_GLYPH = re.compile(r'the text `"(?P<shown>.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
# A paper with more scripts than this that no font of ours has is not a letter.
_MAX_TRIES = 200
_NO_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Pdf:
    """`unprintable`: characters that no font of ours has; each was printed as its number, `[U+1F600]`."""

    content: bytes
    unprintable: frozenset[str] = frozenset()


class PaperError(Exception):
    """The paper could not be set; the message is the typesetter's own."""


@cache
def _fonts() -> typst.Fonts:
    """Inter as it is installed with us, never the machine's own fonts: papers look alike everywhere."""
    for file in files("fontpkg-inter") or ():
        if file.suffix == ".ttf":
            return typst.Fonts(include_system_fonts=False, font_paths=[Path(str(file.locate())).parent])
    raise PaperError("the package fontpkg-inter holds no font files")


def render_pdf(paper: Paper, *, made_on: date | None = None) -> Pdf:
    """The same paper gives the same bytes. `made_on` is the file's date when the paper itself has none: PDF/A must
    have one. Raises `PaperError`."""
    sources = _values(paper, made_on or _NO_DAY)
    unprintable: set[str] = set()
    for _ in range(_MAX_TRIES):
        try:
            content: bytes = _compile(
                _TEMPLATE.read_bytes(),
                font_paths=_fonts(),
                pdf_standards=STANDARDS,
                sys_inputs={"paper": json.dumps(sources)},
            )
        except typst.TypstError as error:
            missing = _without_glyph(str(error))
            if not missing or missing <= unprintable:
                raise PaperError(str(error)) from error
            sources, replaced = _replaced(sources, missing)
            unprintable |= replaced | missing
        else:
            return Pdf(content, frozenset(unprintable))
    raise PaperError("too many characters that no font has")


def unprintable_in(paper: Paper) -> frozenset[str]:
    """The characters of the paper that a PDF shows only as numbers. Costs nothing for ordinary European text."""
    words = json.dumps(_values(paper, _NO_DAY), ensure_ascii=False)
    if all(ord(c) < 0x530 or 0x2000 <= ord(c) < 0x2070 for c in words):
        return frozenset()
    return render_pdf(paper).unprintable


def render_png(svg: str, *, pixels_per_inch: int = 200) -> bytes:
    """A chart as a picture, for papers that cannot hold vectors. Its page is as large as the chart."""
    source = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: white)\n"
        '#image(bytes(sys.inputs.svg), format: "svg", width: 160mm)'
    )
    picture: bytes = _compile(
        source.encode(), format="png", ppi=float(pixels_per_inch), font_paths=_fonts(), sys_inputs={"svg": svg}
    )
    return picture


def _values(paper: Paper, made_on: date) -> dict[str, Any]:
    day = paper.dated or made_on
    return {
        "title": clean(paper.title),
        "author": clean(paper.sender[0]) if paper.sender else "",
        "subject": clean(paper.subject),
        "status": clean(paper.status),
        "language": paper.language,
        "region": "SE" if paper.language == "sv" else "GB",
        "sender": [clean(line) for line in paper.sender],
        "receiver": [clean(line) for line in paper.receiver],
        "case_number": clean(paper.case_number),
        "day": [day.year, day.month, day.day],
        "date": written_date(paper.dated, paper.language) if paper.dated else "",
        "words": WORDS[paper.language],
        "blocks": [_block(block) for block in paper.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level, text):
            return {"kind": "heading", "level": level, "text": clean(text)}
        case Paragraph(text, quiet):
            return {"kind": "paragraph", "text": clean(text), "quiet": quiet}
        case Quote(text):
            return {"kind": "quote", "text": clean(text)}
        case Bullets(items):
            return {"kind": "bullets", "items": [clean(item) for item in items]}
        case Table(caption, columns, rows):
            return {
                "kind": "table",
                "caption": clean(caption),
                "headers": [clean(c.header) for c in columns],
                "shares": [c.share for c in columns],
                "numeric": [c.numeric for c in columns],
                "rows": [[clean(cell) for cell in row] for row in rows],
            }
        case Slips(items):
            return {
                "kind": "slips",
                "items": [
                    {"svg": i.svg, "says": clean(i.says), "strong": clean(i.strong), "text": clean(i.text)}
                    for i in items
                ],
            }
        case NewPage():
            return {"kind": "new_page"}
        case Chart(svg, sentence, caption):
            return {"kind": "chart", "svg": svg, "sentence": clean(sentence), "caption": clean(caption)}


def _without_glyph(message: str) -> set[str]:
    """The characters that the typesetter says it has no picture of."""
    found = _NO_GLYPH.search(message)
    if found:
        shown = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), found["shown"])
        return {c for c in shown if not c.isascii()} or set(shown)
    found = re.search(r'codepoint `"(.+?)"`', message)
    return {_ESCAPED.sub(lambda m: chr(int(m[1], 16)), found[1])} if found else set()


def _replaced(values: dict[str, Any], missing: set[str]) -> tuple[dict[str, Any], set[str]]:
    """`values` with the missing characters as numbers; in the large scripts, with all their neighbours at once."""
    blocks = {ord(c) >> 8 for c in missing if ord(c) >= 0x2E80}
    replaced: set[str] = set()

    def number(text: str) -> str:
        out = []
        for c in text:
            if c in missing or ord(c) >> 8 in blocks:
                replaced.add(c)
                out.append(f"[U+{ord(c):04X}]")
            else:
                out.append(c)
        return "".join(out)

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return number(value)
        if isinstance(value, list):
            return [walk(v) for v in value]
        if isinstance(value, dict):
            return {k: v if k == "svg" else walk(v) for k, v in value.items()}
        return value

    changed: dict[str, Any] = walk(values)
    return changed, replaced
