"""What a version changes, and faults in words."""

import re
from importlib.resources import files

import pytest

from likvard.rulebook.comparing import differences
from likvard.rulebook.faults import in_words
from likvard.rulebook.loading import DefinitionError, parse, rulebook, text_of
from tests.rulebook import test_content, test_loading

FILE = "own_review/2026-11-01.toml"
GOOD = (files("likvard.rulebook") / "definitions" / FILE).read_bytes().decode()


def changed(old: str, new: str):
    assert old in GOOD
    return differences(parse(GOOD.encode(), FILE), parse(GOOD.replace(old, new, 1).encode(), FILE))


def test_the_same_text_changes_nothing():
    assert changed("[purpose]", "[purpose]") == ()
    assert changed("[purpose]", "# en anmärkning\n[purpose]") == ()


def test_a_reworded_criterion_is_told_by_its_number():
    [found] = changed("Undervisningen anpassas till elevernas olika behov.", "Undervisningen passar alla elever.")
    assert (found.what, found.key, found.change) == ("criterion", "1.2", "changed")
    assert "elevernas olika behov" in found.old
    assert "passar alla elever" in found.new


def test_an_area_that_goes_is_told_with_its_criteria():
    start, end = GOOD.index('[[area]]\nkey = "3"'), GOOD.index('[[area]]\nkey = "4"')
    found = changed(GOOD[start:end], "")
    assert [(d.what, d.key, d.change) for d in found] == [
        ("area", "3", "removed"),
        ("criterion", "3.1", "removed"),
        ("criterion", "3.2", "removed"),
        ("criterion", "3.3", "removed"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "what", "key"),
    [
        ("days = 180", "days = 120", "deadline", "response"),
        ("{title}: påminnelse", "{title}: svar saknas", "letter", "reminder"),
        ("Kvaliteten når målen i hög utsträckning.", "Kvaliteten är hög.", "decision", "high"),
        ("Så många enheter som huvudmannen väljer.", "Alla enheter.", "scope", ""),
        ('individual_decisions = "sometimes"', 'individual_decisions = "never"', "individual_decisions", ""),
        ("Huvudmannen vill ha mer", "Mer behövs", "steps", "resume"),
    ],
)
def test_each_part_is_told(old, new, what, key):
    [found] = changed(old, new)
    assert (found.what, found.key, found.change) == (what, key, "changed")


def test_a_version_can_be_begun_from_any_of_the_rulebooks_own():
    for versions in rulebook().by_kind.values():
        for definition in versions:
            again = parse(text_of(definition).encode(), f"{definition.kind}/{definition.version}.toml")
            assert again.checksum == definition.checksum


def faults():
    for old, new, *_ in test_loading.FAULTS:
        yield test_loading.GOOD.replace(old, new, 1), test_loading.FILE
    for old, new, *_ in test_content.FAULTS:
        yield test_content.GOOD.replace(old, new, 1), test_content.FILE


@pytest.mark.parametrize(("text", "file"), list(faults()))
def test_every_fault_can_be_said_in_swedish(text, file):
    with pytest.raises(DefinitionError) as refused:
        parse(text.encode(), file)
    words = in_words(refused.value)
    assert words.sv != words.en
    assert not re.search(r"\{\d\}|must|cannot", words.sv)


def test_what_a_fault_says():
    fault = DefinitionError("x", "letter.reminder.body", "names {telephone}; it can be link, title")
    assert in_words(fault).sv == "nämner {telephone} men kan bara nämna link, title"
    assert in_words(DefinitionError("x", "days", "must be a whole number of one or more")).sv.startswith("ska vara")
