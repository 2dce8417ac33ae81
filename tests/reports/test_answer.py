"""The answer: what is frozen comes back as it was, and the paper says everything in order."""

import json
from dataclasses import replace
from datetime import date

import pytest

from likvard.reports.answer import answer_paper, from_json, to_json
from likvard.reports.paper import Heading, Paragraph, Quote, Table, typed
from likvard.reports.text import paragraphs

from .papers import a_content


def test_content_survives_being_frozen():
    content = a_content(sent_on=date(2026, 11, 18))
    assert from_json(json.loads(json.dumps(to_json(content)))) == content


def test_another_schema_is_refused():
    with pytest.raises(ValueError, match="not an answer"):
        from_json({"schema": "likvard.answer/0"})


def test_headings_follow_area_and_finding():
    paper = answer_paper(a_content())
    assert [(b.level, b.text) for b in paper.blocks if isinstance(b, Heading)] == [
        (2, "Inledning"),
        (2, "Översikt"),
        (2, "Huvudmannens kompensatoriska arbete"),
        (3, "Utvecklingsområde 1"),
        (4, "Åtgärder"),
        (4, "Effekt"),
        (4, "Resultat"),
        (4, "Underlag"),
        (4, "Vad som återstår"),
        (3, "Utvecklingsområde 2"),
        (4, "Åtgärder"),
        (4, "Effekt"),
        (4, "Resultat"),
        (4, "Vad som återstår"),
    ]
    assert paper.status == "Utkast – inte skickad"


def test_measures_say_what_who_when_and_state():
    tables = [b for b in answer_paper(a_content()).blocks if isinstance(b, Table)]
    assert tables[1].rows == (
        ("Läsgrupper", "Åsa Öberg", "20 maj 2026", "Genomförd"),
        ("Kartläggning", "–", "–", "Planerad"),
    )


def test_audit_and_supervision_are_named_apart():
    content = a_content()
    [area] = content.areas
    mixed = replace(area, findings=(replace(area.findings[0], kind="deficiency"), area.findings[1]))
    paper = answer_paper(replace(content, areas=(mixed,)))
    assert [b.text for b in paper.blocks if isinstance(b, Heading) and b.level == 3] == [
        "Brist 1",
        "Utvecklingsområde 2",
    ]


def test_a_sent_answer_is_dated_and_no_draft():
    paper = answer_paper(a_content(sent_on=date(2026, 11, 18)))
    assert (paper.dated, paper.status) == (date(2026, 11, 18), "")


def test_what_is_not_stated_is_said():
    second = answer_paper(a_content()).blocks[-8:]
    assert Quote("Analysen.") in second or Paragraph("Uppgift saknas.", quiet=True) in second


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("  \n\n ", []),
        ("a\nb", ["a\nb"]),
        ("a\n\nb", ["a", "b"]),
        ("- a\n- b", [["a", "b"]]),
        ("1. a\n2. b\nefter", [["a", "b"], "efter"]),
        ("– a\n\n– b", [["a"], ["b"]]),
        ("-5 grader", ["-5 grader"]),
        ("a\r\nb\u2028c", ["a\nb\nc"]),
    ],
)
def test_typed_text_becomes_paragraphs_and_lists(text, expected):
    assert paragraphs(text) == expected
    assert len(typed(text)) == len(expected)
