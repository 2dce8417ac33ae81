"""A protocol on paper: differences between wordings word by word, and what the fact-check came to."""

import itertools
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.reports.paper import Bullets, Heading, Paragraph, Quote
from likvard.reports.protocol import ProtocolContent, StatementLine, from_json, protocol_paper, to_json
from likvard.reports.wordings import differences, in_marks

WORDS = st.lists(st.sampled_from(["skolan", "har", "200", "elever.", "\n", " ", "åtgärder"])).map("".join) | st.text()


@given(WORDS, WORDS)
def test_both_wordings_can_be_read_out_of_the_differences(before, after):
    parts = differences(before, after)
    assert "".join(words for change, words in parts if change != "new") == before
    assert "".join(words for change, words in parts if change != "gone") == after
    assert all(words for _, words in parts)
    assert all(a[0] != b[0] for a, b in itertools.pairwise(parts)), "neighbours are told as one"


def test_a_changed_word_is_shown_whole():
    assert in_marks("Skolan har 200 elever.", "Skolan har 250 elever.") == "Skolan har [-200-]{+250+} elever."
    assert differences("lika", "lika") == (("same", "lika"),)


LINE = StatementLine(1, "Skolan har 250 elever.", "Skolan har 200 elever.", "rektor", "Björkskolan", "2.1",
                     "Skolan kartlägger trygghet.", "Trygghet och studiero", proposed="Skolan har 250 elever.",
                     proposed_grounds="Registret.", answer="accepted", answer_reason="Stämmer.")  # fmt: skip
CONTENT = ProtocolContent(
    title="Intervju med rektor", round_title="Kompensatoriskt arbete", authority="Granskningsverket",
    organiser="Almviks kommun", case_number="GV 1", sent_on=date(2027, 1, 11), check_until=date(2027, 2, 1),
    answered_on=date(2027, 1, 25), answered_by="Elsa Berg", silent_on=None, final_on=date(2027, 2, 3),
    signed_by="Rut Ek", statements=(LINE, replace(LINE, number=3, criterion_key="", criterion="", area="", answer="")),
)  # fmt: skip


def test_the_frozen_content_comes_back_as_it_was():
    assert from_json(to_json(CONTENT)) == CONTENT
    with pytest.raises(ValueError, match="not a protocol"):
        from_json({"schema": "something/1"})


def said(paper):
    found = []
    for block in paper.blocks:
        if isinstance(block, Heading | Paragraph | Quote):
            found.append(block.text.replace("\xa0", " "))
        if isinstance(block, Bullets):
            found += [item.replace("\xa0", " ") for item in block.items]
    return found


def test_a_final_protocol_tells_its_course_and_what_changed():
    words = said(protocol_paper(CONTENT))
    assert words[1] == (
        "Protokollet lämnades för faktagranskning den 11 januari 2027, med sista dag den 1 februari 2027. "
        "Almviks kommun svarade den 25 januari 2027 genom Elsa Berg. "
        "Protokollet är slutligt från och med den 3 februari 2027 och ändras inte."
    )
    assert "Skolan har [-200-]{+250+} elever." in words
    assert "Godtaget. Stämmer." in words
    assert words.index("Trygghet och studiero") < words.index("Övrigt")


def test_silence_is_said_and_nothing_else():
    silent = replace(CONTENT, answered_on=None, answered_by="", silent_on=date(2027, 2, 2), statements=())
    words = said(protocol_paper(silent))
    assert "Almviks kommun svarade inte. Det antecknades den 2 februari 2027." in words[1]
    assert "Inget uttalande har ändrats efter faktagranskningen." in words


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_draft_and_one_to_check_say_what_they_are(language):
    draft = replace(CONTENT, sent_on=None, check_until=None, answered_on=None, final_on=None)
    checking = replace(CONTENT, answered_on=None, final_on=None)
    statuses = {protocol_paper(one, language=language).status for one in (draft, checking, CONTENT)}
    assert len(statuses) == 3
    assert "" in statuses
