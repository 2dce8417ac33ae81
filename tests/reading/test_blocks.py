"""Lines to blocks: furniture out, wrapped lines joined, headings and rows told, places kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.reading.blocks import flow

PAGES = """\
Skolinspektionen
Beslut
2021-03-24
Dnr SI 2020:8214
1 (2)

Granskningen visar att skolan inte har funnit något område där personalen tycker

Skolinspektionen
Beslut
2021-03-24
Dnr SI 2020:8214
2 (2)

att ett utvecklingsarbete behöver inledas av någon som ännu inte är anställd där.
"""


def kinds(text):
    built = flow(text)
    return [(block.kind, built.of(block)) for block in built.blocks]


def test_a_sentence_goes_on_over_the_furniture_of_a_page():
    built = flow(PAGES)
    last = built.of(built.blocks[-1])
    assert last.startswith("Granskningen visar")
    assert last.endswith("anställd där.")
    assert built.text.count("SI 2020:8214") == 1
    assert "SI 2020:8214" in built.furniture


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Brinkåsaskolan har lärare som under-\nvisar i alla ämnen som finns på schemat för skolan i Vetlanda.\n"
            * 4,
            "undervisar",
        ),
        (
            "Kommunen har en barn- och utbildnings-\noch kulturnämnd som sammanträder varje månad i kommunhuset.\n" * 4,
            "utbildnings- och",
        ),
    ],
)
def test_words_cut_at_a_line_end(text, expected):
    assert expected in flow(text).text


def test_rows_keep_their_cells_and_wrapped_names_belong_to_them():
    text = "Område                   Typ av ingripande\nExtra anpassningar och   Anmärkning\nsärskilt stöd\n"
    assert [kind for kind, _ in kinds(text)] == ["row", "row", "row"]
    built = flow(text)
    assert built.text[slice(*built.blocks[1].cells[1])] == "Anmärkning"


def test_a_chapter_is_no_numbered_heading():
    assert kinds("Författningsstöd\n\n2 kap. 9 § skollagen\n") == [
        ("heading", "Författningsstöd"),
        ("paragraph", "2 kap. 9 § skollagen"),
    ]


def test_numbered_headings_and_their_parts():
    text = "1. Lärandemiljö\n\nInga brister har framkommit.\n\n2.1 Skolan måste se till att\n\n- lärarna samverkar.\n"
    assert [kind for kind, _ in kinds(text)] == ["heading", "paragraph", "heading", "item"]


def test_a_viewer_page_is_its_first_title_and_its_transcript():
    text = (
        "Beslut för grundskola efter tillsyn i Askolan - PDF Gratis nedladdning\n\nRelevanta dokument\n"
        "Beslut för grundskola efter tillsyn i Bskolan   Läs mer\nTranskript\nSkolan är bra.\n"
    )
    built = flow(text)
    assert "Bskolan" not in built.text
    assert built.blocks[0].viewer_title
    assert built.of(built.blocks[0]) == "Beslut för grundskola efter tillsyn i Askolan"


@given(st.text(alphabet="aåÄ .-\n•1\t|*", max_size=300))
def test_every_place_leads_back(text):
    built = flow(text)
    for block in built.blocks:
        start, end = built.to_text(block.start, block.end)
        assert 0 <= start <= end <= len(text)
        printed = built.of(block)
        if printed:
            assert text[start] == printed[0]
            assert text[end - 1] == printed[-1]
