"""The letter's paper: what it says, its appendices, and that JSON gives back the same."""

import io
from dataclasses import replace
from datetime import date

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.reports.letter import (
    Address,
    Appendix,
    AskedFor,
    LetterContent,
    Part,
    ReviewModel,
    from_json,
    letter_paper,
    to_json,
)
from likvard.reports.paper import Heading, NewPage, Paragraph, Table
from likvard.reports.pdf import render_pdf
from likvard.reports.word import render_word

LETTER = LetterContent(
    authority="Granskningsmyndigheten",
    receiver=("Almviks kommun", "Registrator"),
    case_number="GM 2026:17",
    dated=date(2026, 11, 18),
    subject="Ni är utvalda till en granskning",
    parts=(
        Part("", "Under våren granskar vi er verksamhet."),
        Part("Vad ni gör nu", "Utse någon:\n- en person\n- ett namn"),
    ),
    signature=("Ida Berg", "utredare"),
    answer_by=date(2026, 12, 4),
    appendices=(
        Appendix("contact_form"),
        Appendix(
            "scope",
            models=(ReviewModel("tillsyn", "Ser till lagen.", "Beslut.", "Tio om året.", ("26 kap. 2 §",), True),),
        ),
        Appendix(
            "documents",
            items=(
                AskedFor("Plan", "Den senaste", "", True),
                AskedFor("Analys", "", "Ekskolan", False),
            ),
        ),
    ),
)


def texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded().replace("\r\n", "\n").replace("\xa0", " ") for page in document]


def test_appendices_begin_on_pages_of_their_own():
    pages = texts(render_pdf(letter_paper(LETTER)).content)
    assert len(pages) == 4
    assert "Utse någon" in pages[0]
    assert [f"Bilaga {n}." in page for n, page in enumerate(pages)] == [False, True, True, True]
    assert "senast den 4 december 2026" in pages[1]
    assert "Har vi redan" in pages[3]


def test_the_pdf_claims_both_standards():
    with pikepdf.open(io.BytesIO(render_pdf(letter_paper(LETTER)).content)) as pdf:
        meta = str(pdf.open_metadata())
    assert ("<pdfuaid:part>1<" in meta.replace(" ", ""), "<pdfaid:part>2<" in meta.replace(" ", "")) == (True, True)


def test_word_says_the_same():
    assert render_word(letter_paper(LETTER))[:2] == b"PK"


def test_blocks():
    blocks = letter_paper(LETTER).blocks
    assert [b.text for b in blocks if isinstance(b, Heading)] == [
        "Vad ni gör nu",
        "Bilaga 1. Kontaktperson hos huvudmannen",
        "Bilaga 2. Våra granskningsmodeller",
        "Tillsyn",
        "Bilaga 3. Underlag som vi ber om",
    ]
    assert sum(isinstance(b, NewPage) for b in blocks) == 3
    assert [b.rows for b in blocks if isinstance(b, Table)] == [
        (("Namn", ""), ("Titel", ""), ("Telefonnummer", ""), ("E-postadress", "")),
        (
            ("1", "Plan\nDen senaste", "Huvudmannen", "Har vi redan. Ni behöver inte skicka den."),
            ("2", "Analys", "Ekskolan", ""),
        ),
    ]


def test_addresses_are_printed_only_when_given():
    secret = Address("Kontaktperson", "https://example.org/lank/abc/")
    plain, posted = letter_paper(LETTER), letter_paper(LETTER, addresses=(secret,))
    assert [b for b in posted.blocks if b not in plain.blocks] == [
        Heading(2, "Så svarar ni utan konto"),
        Paragraph("Kontaktperson\nhttps://example.org/lank/abc/"),
        Paragraph("Adressen är er. Lämna den bara till den som ska svara.", quiet=True),
    ]


words = st.text(max_size=30)


@given(words, words, st.booleans(), st.none() | st.dates())
def test_json_gives_back_the_same(one, other, have, by):
    content = replace(
        LETTER,
        subject=one,
        parts=(Part(one, other),),
        answer_by=by,
        appendices=(Appendix("documents", items=(AskedFor(one, other, one, have),)),),
    )
    assert from_json(to_json(content)) == content


def test_another_schema_is_refused():
    with pytest.raises(ValueError, match="not a letter"):
        from_json({"schema": "likvard.answer/1"})


def test_every_word_is_there_in_both_languages():
    english = letter_paper(LETTER, language="en")
    assert len(english.blocks) == len(letter_paper(LETTER).blocks)
