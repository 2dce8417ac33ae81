"""The guide's blocks give what stands in it: every figure is worked out anew, and the pictures are as drawn."""

import re
from collections import Counter

import pytest

from tests.analysis.guide import GUIDE, PICTURES, chapters, run, shared

FIRST, *CHAPTERS = chapters(GUIDE.read_text(encoding="utf-8"))


def told(svg):
    """What a picture tells: its words, and its marks to half a point."""
    words = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    labels = re.findall(r'aria-label="([^"]*)"', svg)
    return Counter(words), Counter(re.sub(r"-?\d+\.\d+", lambda one: f"{float(one.group()):.4g}", a) for a in labels)


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.title[:40])
def test_a_question_is_answered_as_the_guide_says(chapter, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files = shared()
    left_out = False
    for ran in run([*FIRST.blocks, *chapter.blocks], files):
        left_out |= ran.left_out
        if not ran.left_out and ran.block.shown is not None:
            assert ran.printed == ran.block.shown
    drawn = {path.name for path in tmp_path.glob("*.svg")}
    assert left_out or drawn == set(chapter.pictures)
    for name in drawn:
        assert told((tmp_path / name).read_text()) == told((PICTURES / name).read_text())
    if left_out:
        pytest.skip("a file of open data that does not ship is not here")


def test_the_guide_asks_five_questions_and_says_what_each_cannot():
    text = GUIDE.read_text(encoding="utf-8")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)
    questions = [part for part in parts if re.match(r"\d\. ", part)]
    assert len(questions) == 5
    for question in questions:
        assert "**Det kan svaret inte säga.**" in question
        assert re.search(r"!\[[^\]]{40,}\]\(generated/", question), "a picture with words for who does not see it"


def test_no_picture_is_left_over():
    wanted = {name for chapter in CHAPTERS for name in chapter.pictures}
    assert {path.name for path in PICTURES.glob("*.svg")} == wanted
