"""A decision on paper: what is decided first, the law as printed lists, an appeal only where there is one."""

from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from likvard.reports.decision import (
    Appeal,
    DecidedArea,
    DecidedFinding,
    DecisionContent,
    OrderedAction,
    decision_paper,
    from_json,
    printed_list,
    to_json,
)
from likvard.reports.paper import Table
from likvard.reports.pdf import render_pdf
from likvard.reports.word import render_word

FINDING = DecidedFinding(
    number=1, kind="deficiency", text="Rutinen saknas.", legal_basis=("6 kap. 10 § skollagen",),
    intervention="order_with_fine", intervention_words="föreläggande vid vite", intervention_section="26 kap. 27 §",
    intervention_text="Vi förelägger huvudmannen.", actions=(OrderedAction("Ta fram en rutin", "Rutinen"),),
    fine_sek=700_000, last_day=date(2027, 1, 21),
)  # fmt: skip
AREA = DecidedArea(
    name="Trygghet", legal_basis=("1 kap. 9 § skollagen", "4 kap. 3 § skollagen", "4 kap. 5 § skollagen",
                                  "4 kap. 6 § skollagen", "4 kap. 7 § skollagen"),
    level="deficiency", level_words="brist", verdict="Det är en brist.", account="Skälen.\n\n- ett\n- två",
    strengths=("Elevhälsan är med.",), findings=(FINDING,),
)  # fmt: skip
CONTENT = DecisionContent(
    kind="decision", language="supervision", review="planerad tillsyn", name_note="", title="Tillsyn av Almvik",
    authority="Verket", organiser="Almviks kommun", unit="", case_number="SI 2026:1", number="SI 2026:1:1",
    decided_on=date(2026, 11, 18), decided_by="enhetschef Sara Lind", reporting="utredare Ylva Berg",
    others=("jurist A",),
    replaces="", opening="Vi har kontrollerat.", introduction="", areas=(AREA,), answer_text="Redovisa.",
    response_day=date(2027, 2, 20), follow_up_on=date(2027, 3, 22), closing_text="Tillsynen fortsätter.",
    appeal=Appeal("Förvaltningsrätten i Malmö", date(2026, 12, 9)),
    wordings=("4 kap. 3 § skollagen (lydelse enligt SFS 2022:940)",),
)  # fmt: skip


def words(content, **given):
    return str(decision_paper(content, **given).blocks)


def test_what_is_frozen_comes_back():
    assert from_json(to_json(CONTENT)) == CONTENT
    with pytest.raises(ValueError, match="not a decision"):
        from_json({"schema": "likvard.answer/1"})


def test_the_law_is_printed_as_lists():
    assert printed_list(AREA.legal_basis).replace("\N{NO-BREAK SPACE}", " ") == (
        "1 kap. 9 §, 4 kap. 3 och 5–7 §§ skollagen"
    )
    assert printed_list(("okänt",)) == "okänt"


def test_everything_that_the_record_must_show():
    """31 § förvaltningslagen: day, content, who decided, who reported, who else took part."""
    paper, said = decision_paper(CONTENT), words(CONTENT).replace("\\xa0", " ")
    assert (paper.dated, paper.status) == (date(2026, 11, 18), "")
    for needed in ("fattats av enhetschef Sara Lind", "Utredare Ylva Berg har varit föredragande", "jurist A",
                   "700 000 kronor", "enligt 26 kap. 27 § skollagen", "senast den 9 december 2026",
                   "överklaga det till Förvaltningsrätten i Malmö", "lydelse de har den 18 november 2026"):  # fmt: skip
        assert needed in said
    table = next(block for block in paper.blocks if isinstance(block, Table))
    assert table.rows == (("Trygghet", "föreläggande vid vite", "21 januari 2027"),)


@pytest.mark.parametrize(
    ("appeal", "said", "unsaid"),
    [
        (None, "Redovisa.", "överklaga"),
        (Appeal("Förvaltningsrätten i Malmö", None), "fick del av beslutet", "senast den 9 december"),
    ],
)
def test_an_appeal_is_told_only_as_the_law_has_it(appeal, said, unsaid):
    text = words(replace(CONTENT, appeal=appeal)).replace("\\xa0", " ")
    assert said in text
    assert unsaid not in text


def test_a_draft_says_so():
    assert decision_paper(CONTENT, draft=True).status == "Utkast – inte beslutat"


def test_the_pdf_is_tagged_and_swedish(tmp_path):
    made = render_pdf(decision_paper(CONTENT))
    file = tmp_path / "beslut.pdf"
    file.write_bytes(made.content)
    with pikepdf.open(file) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "sv-SE"
    assert made.content == render_pdf(decision_paper(CONTENT)).content
    assert render_word(decision_paper(CONTENT)) == render_word(decision_paper(CONTENT))
