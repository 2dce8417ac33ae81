"""PDF: what is in the file's structure, and that what a person typed prints as itself."""

import io
from datetime import date

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from likvard.reports.paper import Column, Heading, Paragraph, Table, typed
from likvard.reports.pdf import render_pdf, unprintable_in
from likvard.reports.text import clean

from .papers import a_paper

SKELETON = """\
P
  Strong
P
P
P
P
H1
H2
H3
Quote
H4
Caption
Table
  THead
    TR
      TH
      TH
      TH
  TBody
    TR
      TD
      TD
      TD
    TR
      TD
      TD
      TD
L
  LI
    Lbl
    LBody
  LI
    Lbl
    LBody
Caption
Figure
P
P
"""


def words(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def structure(content: bytes) -> list[str]:
    """The tags in reading order, indented; those that only wrap others are left out."""
    lines = []

    def walk(node, depth):
        if isinstance(node, pikepdf.Array):
            for kid in node:
                walk(kid, depth)
        elif isinstance(node, pikepdf.Dictionary):
            tag = str(node.get("/S", "")).strip("/")
            shown = tag and tag not in {"Div", "Span", "Document"}
            if shown:
                lines.append("  " * depth + tag)
            if "/K" in node:
                walk(node["/K"], depth + bool(shown))

    with pikepdf.open(io.BytesIO(content)) as pdf:
        walk(pdf.Root.StructTreeRoot.K, 0)
    return lines


def test_a_paper_has_the_tags_of_its_parts_in_reading_order():
    assert structure(render_pdf(a_paper()).content) == SKELETON.splitlines()


def test_the_file_says_what_it_is():
    with pikepdf.open(io.BytesIO(render_pdf(a_paper()).content)) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "sv-SE"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.Root.Outlines.First.Title) == "Redovisning av åtgärder"
        with pdf.open_metadata() as told:
            said = dict(told)
    assert said["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    assert said["{http://www.aiim.org/pdfa/ns/id/}part"] == "2"
    assert said["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"
    assert said["{http://purl.org/dc/elements/1.1/}title"] == "Redovisning av åtgärder"
    assert said["{http://purl.org/dc/elements/1.1/}creator"] == ["Almviks kommun"]
    assert said["{http://ns.adobe.com/xap/1.0/}CreateDate"].startswith("2026-11-18")


def test_every_header_cell_has_a_scope_and_every_picture_words():
    with pikepdf.open(io.BytesIO(render_pdf(a_paper()).content)) as pdf:
        nodes = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o and "/P" in o]
        headers = [n for n in nodes if n.S == "/TH"]
        figures = [n for n in nodes if n.S == "/Figure"]
    assert len(headers) == 3
    assert all("/Scope" in str(n.A) for n in headers)
    assert [str(n.Alt) for n in figures] == ["Björkskolan når 72 procent."]


def test_all_fonts_are_inside_the_file():
    with pikepdf.open(io.BytesIO(render_pdf(a_paper()).content)) as pdf:
        described = [
            o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
        ]
        names = {str(d.FontName).split("+")[-1].split("-")[0] for d in described}
        inside = [("/FontFile2" in d) or ("/FontFile3" in d) for d in described]
    assert names == {"Inter"}
    assert all(inside)


def test_every_page_has_sender_case_number_and_page_of_pages():
    many = a_paper(blocks=tuple(Paragraph(f"Stycke {n}. " + "Text om arbetet. " * 40) for n in range(12)))
    document = pypdfium2.PdfDocument(render_pdf(many).content)
    assert len(document) > 1
    for number, page in enumerate(document, 1):
        assert "Almviks kommun Dnr SI 2025:1234" in page.get_textpage().get_text_range().replace("\xa0", " ")
        assert f"Sida {number} ({len(document)})" in page.get_textpage().get_text_range()


def test_a_long_table_repeats_its_head():
    row = ("Kartläggning av behörighet " * 3, "Bo Ek", "3")
    table = a_paper().blocks[4]
    long = a_paper(blocks=(Table("Åtgärder", table.columns, (row,) * 60),))
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(render_pdf(long).content)]
    assert len(pages) > 2
    assert all("Ansvarig" in page for page in pages)


def test_the_same_paper_gives_the_same_bytes():
    assert render_pdf(a_paper()).content == render_pdf(a_paper()).content


TYPED = st.text(
    st.characters(codec="latin-1", exclude_categories=("Cc",)) | st.sampled_from("#$*_`\\@<>~=-/+[]{}()\"'’–…%&|^"),
    min_size=1,
    max_size=60,
)


def squeezed(text: str) -> str:
    """Without what a line break may change: spaces and hyphens."""
    return "".join(c for c in text if not c.isspace() and c not in "-\u00ad\u2010\u200b\ufffe\x02")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TYPED)
@example('#import "@preview/x:1.0": *')
@example("#panic()")
@example('#eval("1+1") *fet* _kursiv_ `kod` $x^2$ = Rubrik')
@example("// kommentar /* till */ slut")
@example("https://example.org @ref <etikett> -- --- ... ~ \\u{41} \\")
@example('"citat" \'apostrof\' "')
@example("{{ mall }} {% mall %} <b>html</b> &amp;")
def test_any_text_prints_as_itself(text):
    # In a heading, a paragraph and a cell; PDFium joins letters that overlap, so the same order is what counts.
    paper = a_paper(title=f"T{text}", status="", blocks=(Paragraph(f"A{text}Z"),))
    printed = squeezed(words(render_pdf(paper).content))
    assert f"A{squeezed(clean(text))}Z" in printed


@pytest.mark.parametrize("text", ["#panic()", "*fet*", "$x$", "= H", "- lista", "+ lista", "/ ord: text", "@ref", "#"])
def test_markup_is_only_letters_in_every_place(text):
    paper = a_paper(
        title=text,
        sender=(text, text),
        receiver=(text,),
        case_number=text,
        status=text,
        subject=text,
        blocks=(Heading(2, text), *a_paper().blocks, Paragraph(text)),
    )
    printed = words(render_pdf(paper).content)
    assert printed.count(text) >= 8


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=30))
@example("\ud800 ensam surrogat")
@example("\x00\x07\ufeff\ue000\ufffe\u202e")
@example("😀 中文 العربية")
def test_no_text_at_all_can_stop_a_paper(text):
    content = render_pdf(a_paper(blocks=(Paragraph(text), *typed(text)))).content
    assert content.startswith(b"%PDF-1.7")


def test_characters_without_a_picture_are_printed_as_numbers_and_told():
    made = render_pdf(a_paper(blocks=(Paragraph("bra 😀 jobbat"),)))
    assert "bra [U+1F600] jobbat" in words(made.content)
    assert made.unprintable == {"😀"}
    assert render_pdf(a_paper()).unprintable == frozenset()
    assert unprintable_in(a_paper(blocks=(Paragraph("bra 😀 jobbat → ✓"),))) == {"😀"}
    assert unprintable_in(a_paper()) == frozenset()


@pytest.mark.parametrize(
    "empty", [{"dated": None}, {"sender": ()}, {"receiver": ()}, {"case_number": ""}, {"blocks": ()}]
)
def test_a_paper_may_lack_anything_but_its_title(empty):
    made = render_pdf(a_paper(**empty), made_on=date(2026, 11, 18))
    with pikepdf.open(io.BytesIO(made.content)) as pdf, pdf.open_metadata() as told:
        assert told["{http://ns.adobe.com/xap/1.0/}CreateDate"].startswith("2026-11-18")
    assert ("Datum" in words(made.content)) == ("dated" not in empty)


def test_nothing_runs_off_the_paper():
    address = "https://www.example.org/" + "a" * 300
    table = Table("", (Column("Adress"), Column("Antal", numeric=True)), ((address, "1"),))
    made = render_pdf(a_paper(title=address, blocks=(Paragraph(address), table)))
    for page in pypdfium2.PdfDocument(made.content):
        text = page.get_textpage()
        rights = [text.get_charbox(n)[2] for n in range(text.count_chars())]
        assert max(rights) <= page.get_width() - 60  # the margin is 25 mm, about 71 points
