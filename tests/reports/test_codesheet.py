"""Codes on paper: each slip has its code, and a square that leads to the same code's address."""

import io
import re
from datetime import date

import pikepdf
import pypdfium2
import pytest
from docx import Document
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from likvard.reports.codesheet import CodeSheet, codes_paper
from likvard.reports.paper import Slips
from likvard.reports.pdf import render_pdf
from likvard.reports.squares import square
from likvard.reports.word import render_word

CODES = tuple(f"ABCDE-2345{n}" for n in range(2, 10)) * 2
LINKS = tuple(f"https://likvard.example.se/svara/{code.replace('-', '')}/" for code in CODES)


def a_sheet(**fields) -> CodeSheet:
    given = {
        "organiser": "Almviks kommun", "unit": "Björkbackens skola", "survey": "Hur har du det?",
        "address": "likvard.example.se/svara/", "last_day": date(2026, 12, 18), "codes": CODES, "links": LINKS,
    }  # fmt: skip
    return CodeSheet(**{**given, **fields})


def modules(svg: str) -> set[tuple[int, int]]:
    """The black modules of a drawn square."""
    black = set()
    for left, top, width in re.findall(r"M(\d+) (\d+)h(\d+)v1", svg):
        black |= {(int(left) + at, int(top)) for at in range(int(width))}
    return black


def test_a_square_is_drawn_module_by_module_with_white_around():
    made = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    made.add_data(LINKS[0])
    made.make(fit=True)
    rows = made.get_matrix()
    assert modules(square(LINKS[0])) == {(x, y) for y, row in enumerate(rows) for x, black in enumerate(row) if black}
    assert min(min(place) for place in modules(square(LINKS[0]))) == 4
    assert square(LINKS[0]) != square(LINKS[1])


def test_each_slip_has_its_own_code_and_address():
    (slips,) = (block for block in codes_paper(a_sheet()).blocks if isinstance(block, Slips))
    assert [(slip.strong, slip.svg) for slip in slips.items] == [
        (code, square(link)) for code, link in zip(CODES, LINKS, strict=True)
    ]
    assert all(link in slip.says for slip, link in zip(slips.items, LINKS, strict=True))
    with pytest.raises(ValueError, match="address"):
        a_sheet(links=LINKS[1:])


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_paper_is_accessible_and_breaks_no_slip(language):
    content = render_pdf(codes_paper(a_sheet(), language=language), made_on=date(2026, 11, 22)).content
    with pikepdf.open(io.BytesIO(content)) as made:
        assert made.Root.MarkInfo.Marked
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]
    assert [len(re.findall(r"ABCDE-\d{5}", page)) for page in pages] == [6, 7, 3]
    day = "18 december 2026" if language == "sv" else "18 December 2026"
    assert all(day in " ".join(page.split()) for page in pages)


def test_the_same_slips_stand_in_a_word_file():
    made = Document(io.BytesIO(render_word(codes_paper(a_sheet(codes=CODES[:2], links=LINKS[:2])))))
    assert [p.text for p in made.paragraphs if p.text in CODES] == list(CODES[:2])
    assert len(made.inline_shapes) == 2
