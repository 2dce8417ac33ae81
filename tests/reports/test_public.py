"""What is masked is gone from the values, and what looks like a person is proposed."""

import re
import zlib
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.reports.decision import DecidedArea, DecidedFinding, DecisionContent, to_json
from likvard.reports.pdf import render_pdf
from likvard.reports.public import (
    Mask,
    draft_news,
    look_alikes,
    masked,
    news_from_json,
    news_to_json,
    occurrences,
    passages,
    proposals,
    public_paper,
)
from likvard.terms.secrecy import all_grounds, ground

FINDING = DecidedFinding(
    1, "deficiency", "Huvudmannen utreder inte kränkningar skyndsamt", ("6 kap. 10 § skollagen",), "order",
    "föreläggande", "26 kap. 10 §", last_day=date(2026, 12, 1),
)  # fmt: skip
AREA = DecidedArea(
    "Trygghet och studiero", ("5 kap. 3 § skollagen",), "deficiency", "brist", "Det finns brister.",
    "Eleven Alva har kränkts.\nMamman Siv Tärnlund (070-123 45 67) skrev till siv.tarnlund@example.org.",
    ("Kuratorn Eva arbetar förebyggande.",), (FINDING,),
)  # fmt: skip
CONTENT = DecisionContent(
    kind="decision", language="supervision", review="planerad tillsyn", name_note="", title="Tillsyn av Almvik",
    authority="Verket", organiser="Almviks kommun", unit="", case_number="V 2026:1", number="2026-7",
    decided_on=date(2026, 5, 4), decided_by="Sara Chef, enhetschef", reporting="utredaren Ylva Ett", others=(),
    replaces="", opening="", introduction="Siv Tärnlunds anmälan kom den 3 mars 2026. Barnet är 20120304-1234.",
    areas=(AREA,), answer_text="", response_day=date(2026, 12, 1), follow_up_on=None, closing_text="", appeal=None,
)  # fmt: skip
JSON = to_json(CONTENT)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def test_what_looks_like_a_person_is_proposed():
    found = {(one.words, one.kind) for one in proposals(JSON, known=["Ylva Ett"])}
    assert found == {
        ("20120304-1234", "number"), ("siv.tarnlund@example.org", "email"), ("070-123 45 67", "phone"),
        ("Siv Tärnlund", "name"), ("Alva", "name"), ("Eva", "name"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["Barn- och utbildningsnämnden i Almviks kommun följer 4 kap. 3 § skollagen (2010:800).",
     "Nya Almviksskolan har 430 elever.",
     "Den 12 mars 2026 hade ärendet nummer 2026:1234 och vitet var 700 000 kronor."],
)  # fmt: skip
def test_what_is_no_person_is_not(text):
    assert proposals({"introduction": text}) == ()


def test_words_are_masked_everywhere_with_their_genitive_and_however_they_are_spaced():
    content = {"a": "Siv  Tärnlund, SIV TÄRNLUNDS hus, Siv\nTärnlund, Siv\u00a0Tär\u00adnlund.", "kind": "Siv Tärnlund"}
    done = masked(content, [Mask("", "Siv Tärnlund", "pupil_identity")])
    assert done.content == {"a": "[maskat 1], [maskat 1] hus, [maskat 1], [maskat 1].", "kind": "Siv Tärnlund"}
    assert (done.count, done.grounds) == (4, ("pupil_identity",))


def test_a_name_within_another_word_stays_and_is_pointed_out():
    done = masked({"a": "Alva och Alvarsson"}, [Mask("", "Alva", "pupil_identity")])
    assert done.content == {"a": "[maskat 1] och Alvarsson"}
    assert look_alikes(done.content, "Alva") == ("a#0",)


def test_a_whole_passage_and_words_in_one_place():
    content = {"a": "Ett.\nTvå om Siv.\nTre om Siv.", "b": "Siv"}
    done = masked(content, [Mask("a#1", "", "health"), Mask("a#2", "Siv", "pupil_health")])
    assert done.content == {"a": "Ett.\n[maskat 1]\nTre om [maskat 2].", "b": "Siv"}


def test_a_mask_is_not_masked_again():
    done = masked(
        {"a": "maskat 1 Siv"}, [Mask("", "Siv", "health"), Mask("", "1", "health"), Mask("", "maskat", "health")]
    )
    assert done.content == {"a": "[maskat 1] [maskat 1] [maskat 1]"}


def test_a_mask_covers_something():
    with pytest.raises(ValueError, match="covers"):
        Mask("", " ", "health")


WORDS = st.text(alphabet="abåÄ1 -.@(*", min_size=1, max_size=8).filter(str.strip)


@given(st.lists(WORDS, min_size=1, max_size=4), st.lists(WORDS, max_size=5))
def test_nothing_masked_everywhere_is_found_again(words, texts):
    content = {"texts": [*texts, f"x {words[0]} y"]}
    done = masked(content, [Mask("", one, "health") for one in words])
    rest = {"texts": [re.sub(r"\[maskat \d+\]", "\n", text) for text in done.content["texts"]]}
    assert [occurrences(rest, one) for one in words] == [()] * len(words)


def test_passages_hold_every_text_and_no_code():
    found = passages(JSON)
    assert {one.part for one in found} == {"", "Trygghet och studiero"}
    assert "areas.0.account#1" in {one.place for one in found}
    assert not {"schema", "kind", "level", "last_day", "decided_on"} & {one.field for one in found}


def bytes_of(pdf: bytes) -> list[bytes]:
    """The file as it lies there, and each of its streams unpacked."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    packed = [one for one in streams if one[:1] == b"\x78"]
    assert packed, "the file packs its streams"
    return [pdf, *(zlib.decompressobj().decompress(one) for one in packed)]


SECRETS = ("Siv Tärnlund", "Tärnlund", "Alva", "070-123 45 67", "siv.tarnlund@example.org", "20120304-1234")


def test_the_masked_paper_holds_nothing_of_what_is_masked():
    """Neither in what is read, nor in the bytes, nor in what the file says about itself."""
    masks = [Mask("", one.words, "pupil_identity") for one in proposals(JSON)]
    titled = JSON | {"title": "Tillsyn efter Siv Tärnlunds anmälan"}
    done = masked(titled, masks)
    assert done.content["title"] == "Tillsyn efter [maskat 1] anmälan"
    pdf = render_pdf(public_paper(done.content, grounds=done.grounds)).content
    read = text_of(pdf)
    said = " ".join(read.split()) + str(pypdfium2.PdfDocument(pdf).get_metadata_dict())
    raw = "".join(part.decode(code, "ignore") for part in bytes_of(pdf) for code in ("latin-1", "utf-8", "utf-16-be"))
    assert [word for word in SECRETS if word in said or word in raw] == []
    assert "[maskat 1]" in said
    assert "23 kap. 5 § offentlighets- och sekretesslagen" in said
    whole = " ".join(text_of(render_pdf(public_paper(JSON, grounds=())).content).split())
    assert [word for word in SECRETS if word not in whole] == []  # the test could fail


def test_news_says_what_was_decided_and_by_when():
    news = draft_news(masked(JSON, [Mask("", "Eva", "data_protection")]).content)
    assert news.heading == "Almviks kommun ska rätta till brister i trygghet och studiero"
    assert "Senast den 1\u00a0december\u00a02026 ska huvudmannen redovisa" in news.lead
    assert news.strengths == "Kuratorn [maskat 1] arbetar förebyggande."
    assert news.must_change == "Huvudmannen utreder inte kränkningar skyndsamt (senast den 1 december 2026)."
    assert news_from_json(news_to_json(news)) == news


def test_news_of_a_decision_without_deficiencies():
    bare = replace(CONTENT, areas=(replace(AREA, findings=()),), response_day=None)
    assert draft_news(to_json(bare)).heading == "Almviks kommun: granskningen är klar utan brister"


def test_grounds_are_known_once():
    codes = [one.code for one in all_grounds()]
    assert len(set(codes)) == len(codes)
    assert ground("pupil_health").printed == "23 kap. 2 § offentlighets- och sekretesslagen (2009:400)"
