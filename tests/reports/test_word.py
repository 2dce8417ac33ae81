"""Word: real styles, repeated table heads, language and properties, read back by the same library."""

import io
import zipfile

from docx import Document
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.reports.paper import Paragraph
from likvard.reports.text import clean
from likvard.reports.word import render_word

from .papers import a_paper


def opened(paper=None):
    return Document(io.BytesIO(render_word(paper or a_paper())))


def test_every_part_has_its_style():
    assert [(p.style.name, p.text) for p in opened().paragraphs] == [
        ("Sender", "Almviks kommun"),
        ("Sender", "Barn- och utbildningsnämnden"),
        ("Sender", ""),
        ("Sender", "Skolinspektionen"),
        ("Sender", "Datum: 18\xa0november\xa02026"),
        ("Sender", "Dnr: SI 2025:1234"),
        ("Heading 1", "Redovisning av åtgärder"),
        ("Heading 2", "Huvudmannens kompensatoriska arbete"),
        ("Heading 3", "Utvecklingsområde 1"),
        ("Quote", "Huvudmannen behöver rikta insatserna."),
        ("Heading 4", "Åtgärder"),
        ("Caption", "Åtgärder"),
        ("Table text", ""),
        ("List Bullet", "Första"),
        ("List Bullet", "Andra"),
        ("Caption", "Andel som når målen"),
        ("Normal", ""),
        ("Normal", "Björkskolan når 72 procent."),
        ("Note", "Källa: egen sammanställning."),
    ]


def test_a_table_has_a_head_that_is_repeated_and_rows_that_stay_whole():
    [table] = opened().tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Åtgärd", "Ansvarig", "Antal"],
        ["Läsgrupper", "Åsa Öberg", "12"],
        ["Kartläggning", "Bo Ek", "3"],
    ]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_language_and_properties():
    document = opened()
    assert document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang/@w:val") == ["sv-SE"]
    told = document.core_properties
    assert (told.title, told.author, told.language) == ("Redovisning av åtgärder", "Almviks kommun", "sv-SE")
    assert told.created.date().isoformat() == "2026-11-18"


def test_the_head_has_case_number_and_page_of_pages():
    line = opened().sections[0].header.paragraphs[0]
    assert line.text.startswith("Almviks kommun\tDnr SI 2025:1234\tSida ")
    assert [f.get(qn("w:instr")) for f in line._p.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_a_picture_has_words():
    [picture] = opened().inline_shapes
    assert picture._inline.docPr.get("descr") == "Björkskolan når 72 procent."


def test_the_same_paper_gives_the_same_bytes():
    assert render_word(a_paper()) == render_word(a_paper())


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_back_as_itself(text):
    content = render_word(a_paper(blocks=(Paragraph(text),)))
    assert Document(io.BytesIO(content)).paragraphs[-1].text == clean(text)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
