"""Areas, criteria, letters, last days and wordings: what is written, and what is refused."""

from datetime import date
from importlib.resources import files

import pytest

from likvard.rulebook.content import PLACEHOLDERS
from likvard.rulebook.kinds import DECISION_WORDINGS, LETTERS
from likvard.rulebook.loading import DefinitionError, parse, rulebook

FILE = "planned_quality_audit/2026-11-01.toml"
GOOD = (files("likvard.rulebook") / "definitions" / FILE).read_bytes().decode()
TODAY = date(2026, 11, 18)
WITH_AREAS = {
    "planned_quality_audit", "extended_quality_audit", "thematic_quality_audit", "planned_supervision",
    "targeted_supervision", "thematic_supervision", "establishment_control", "first_year_supervision",
    "quality_dialogue", "independent_dialogue", "quarterly_talk", "own_review",
}  # fmt: skip


def test_each_kind_that_a_round_can_be_of_has_areas():
    assert {kind for kind in rulebook().kinds if rulebook().on(kind, TODAY).areas} == WITH_AREAS


@pytest.mark.parametrize("kind", sorted(WITH_AREAS))
def test_areas_say_what_is_looked_at_and_by_which_law(kind):
    definition = rulebook().on(kind, TODAY)
    assert all((definition.force, definition.scope, definition.deadlines, definition.decision))
    assert [area.key for area in definition.areas] == [str(n) for n in range(1, len(definition.areas) + 1)]
    for area in definition.areas:
        assert [c.key for c in area.criteria] == [f"{area.key}.{n}" for n in range(1, len(area.criteria) + 1)]
        assert set(area.statutes) == {s for c in area.criteria for s in c.statutes}
    texts = [c.words.sv for area in definition.areas for c in area.criteria]
    assert len(set(texts)) == len(texts)
    # Each is one sentence that holds or does not.
    assert [t for t in texts if not t.endswith(".") or len(t) > 140] == []


def test_audit_and_supervision_never_share_a_wording():
    for kind in WITH_AREAS:
        definition = rulebook().on(kind, TODAY)
        said = " ".join(words.sv for words in definition.decision.values()).lower()
        assert ("brist" in said) == (definition.language == "supervision")
        assert set(definition.decision) <= set(DECISION_WORDINGS[definition.language])


def test_both_names_of_a_kind_stand_in_the_version_of_today():
    names = [(n.words.sv, n.until) for n in rulebook().on("planned_quality_audit", TODAY).names]
    assert names == [("planerad kvalitetsgranskning", None), ("regelbunden kvalitetsgranskning", date(2023, 6, 30))]


def test_letters_can_be_filled():
    for kind in WITH_AREAS:
        for name, letter in rulebook().on(kind, TODAY).letters.items():
            assert name in LETTERS
            for words in (letter.subject, letter.body):
                for text in (words.sv, words.en):
                    filled = text.format_map(dict.fromkeys(PLACEHOLDERS, "§"))
                    assert "{" not in filled


def test_a_round_that_began_earlier_gets_the_first_version_with_areas():
    book = rulebook()
    assert book.on("planned_quality_audit", date(2024, 1, 1)).areas == ()
    assert book.for_round("planned_quality_audit", date(2024, 1, 1)).version == "2026-11-01"
    assert book.for_round("planned_quality_audit", TODAY).version == "2026-11-01"
    assert book.for_round("other", TODAY).areas == ()


def test_an_area_is_frozen_as_a_round_keeps_it():
    area = rulebook().on("planned_quality_audit", TODAY).areas[1]
    kept = area.frozen()
    assert (kept["key"], kept["name"], kept["level"]) == ("2", "Huvudmannens kompensatoriska arbete", "organiser")
    assert kept["criteria"][4] == {
        "key": "2.5",
        "text": "En kommun fördelar resurser till sina skolor efter elevernas förutsättningar och behov.",
        "legal_basis": ["2 kap. 8 b § skollagen"],
    }


FAULTS = [
    ('[force]\nsv = "Råd', '[forces]\nsv = "Råd', "forces", "is not a key"),
    ('key = "1"\n', 'key = "one"\n', "area[0].key", "must be a number in quotes"),
    ('key = "2"\n', 'key = "1"\n', "area[1].criterion[0].key", "must begin with its area and a dot"),
    ('key = "1.2"\n', 'key = "1.1"\n', "area[0].criterion", "two criteria have the same key"),
    ('level = "organiser"', 'level = "country"', "area[0].level", "is 'country'"),
    ('statutes = ["4 kap. 3 § skollagen", "4 kap. 5 § skollagen"]', 'statutes = ["4 kap. 3–5 §§ skollagen"]',
     "area[0].criterion[0].statutes", "is not one section"),
    ('statutes = ["4 kap. 3 § skollagen", "4 kap. 5 § skollagen"]', 'statutes = ["9 kap. 9 § skollagen"]',
     "area[0].statutes", "lacks 9 kap. 9 § skollagen"),
    ('what = "fact_check"', 'what = "documents"', "deadline", "two last days are for the same thing"),
    ("days = 14", "days = 0", "deadline[0].days", "must be a whole number"),
    ("days = 14", 'days = "14"', "deadline[0].days", "must be a whole number"),
    ('counted_from = "letter"', 'counted_from = "moon"', "deadline[0].counted_from", "is 'moon'"),
    ("[letter.reminder.subject]", "[letter.farewell.subject]", "letter.farewell", "is not a key"),
    ("{contact_phone}. Ange", "{telephone}. Ange", "letter.announcement.body", "names {telephone}"),
    ("Ange ärendenummer {case_number}", "Ange ärendenummer", "letter.announcement.body", "other things in Swedish"),
    ("Ange ärendenummer {case_number}", "Ange { {case_number}", "letter.announcement.body", "lone brace"),
    ("[decision.high]", "[decision.order]", "decision.order", "is not a key"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "problem"), FAULTS)
def test_wrong_content_is_refused_by_file_and_key(old, new, key, problem):
    assert old in GOOD
    with pytest.raises(DefinitionError) as refused:
        parse(GOOD.replace(old, new, 1).encode(), FILE)
    assert (refused.value.file, refused.value.key) == (FILE, key)
    assert problem in refused.value.problem


def test_two_areas_with_one_key_are_refused():
    again = GOOD[GOOD.index('[[area]]\nkey = "2"') : GOOD.index('[[area]]\nkey = "3"')]
    with pytest.raises(DefinitionError, match="area: two areas have the same key"):
        parse(GOOD.replace('[[area]]\nkey = "3"', again + '[[area]]\nkey = "3"').encode(), FILE)


def test_a_kind_with_areas_says_its_force():
    start, end = GOOD.index("[force]"), GOOD.index("[scope]")
    with pytest.raises(DefinitionError, match="force: is missing"):
        parse((GOOD[:start] + GOOD[end:]).encode(), FILE)
