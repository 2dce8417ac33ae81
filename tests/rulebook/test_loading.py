"""Definition files: every published one loads and is unchanged; every wrong one is refused by file and key."""

from datetime import date
from importlib.resources import files
from itertools import pairwise

import pytest

from likvard.rulebook.kinds import FOLLOW_UPS
from likvard.rulebook.loading import DefinitionError, locked_checksums, parse, read_all, rulebook
from likvard.terms.review_kinds import all_review_kinds

FILE = "planned_quality_audit/2023-07-01.toml"
GOOD = (files("likvard.rulebook") / "definitions" / FILE).read_bytes().decode()

# The kinds of the reading record, version 1.
KINDS = {
    "planned_quality_audit", "extended_quality_audit", "thematic_quality_audit", "planned_supervision",
    "targeted_supervision", "thematic_supervision", "establishment_control", "first_year_supervision",
    "owner_and_management_review", "education_inspection", "quality_dialogue", "report_of_concern", "other",
}  # fmt: skip

# Those that nobody writes decisions about: an organiser holds them by itself.
OWN_KINDS = {"independent_dialogue", "quarterly_talk", "own_review"}


def test_every_kind_of_the_reading_record_has_a_definition():
    assert {kind.code for kind in all_review_kinds()} == KINDS
    assert set(rulebook().kinds) == KINDS | OWN_KINDS


def test_names_and_their_days_agree_with_the_vocabulary():
    for kind in all_review_kinds():
        if kind.code == "other":
            continue  # what the rulebook calls unknown is not a name that documents print
        ours = {(n.words.sv, n.since, n.until) for n in rulebook().called(kind.code)}
        theirs = {(n.name, n.valid_from, n.valid_to) for n in kind.names}
        if None in {since for _, since, _ in theirs}:  # in use since before anyone counted
            ours, theirs = {name for name, _, _ in ours}, {name for name, _, _ in theirs}
        assert ours == theirs


def test_published_files_are_unchanged():
    published = {
        f"{d.kind}/{d.version}.toml": d.checksum
        for versions in rulebook().by_kind.values()
        for d in versions
        if d.status == "published"
    }
    assert published == locked_checksums()


def test_versions_of_a_kind_never_overlap():
    for versions in rulebook().by_kind.values():
        assert all(a.valid_to is not None and a.valid_to < b.valid_from for a, b in pairwise(versions))


def test_language_and_follow_up_words_belong_together():
    for versions in rulebook().by_kind.values():
        for definition in versions:
            codes = [code for kind in definition.finding_kinds for code in FOLLOW_UPS[kind]]
            assert sorted(definition.follow_up) == sorted(codes)


@pytest.mark.parametrize(
    ("kind", "day", "name"),
    [
        ("planned_quality_audit", date(2023, 6, 30), "regelbunden kvalitetsgranskning"),
        ("planned_quality_audit", date(2023, 7, 1), "planerad kvalitetsgranskning"),
        ("planned_quality_audit", date(2015, 1, 1), "regelbunden kvalitetsgranskning"),  # before the first: nearest
        ("planned_supervision", date(2013, 5, 20), "regelbunden tillsyn"),
        ("planned_supervision", date(2026, 1, 1), "planerad tillsyn"),
        ("education_inspection", date(2012, 1, 1), "utbildningsinspektion"),  # after the last: the last
    ],
)
def test_definition_in_force_on_a_day(kind, day, name):
    assert rulebook().on(kind, day).name.sv == name


def test_names_of_a_kind_in_order_of_time():
    assert [(n.words.sv, n.since, n.until) for n in rulebook().called("planned_supervision")] == [
        ("regelbunden tillsyn", date(2008, 10, 1), date(2023, 6, 30)),
        ("bastillsyn", date(2015, 1, 1), date(2018, 6, 30)),
        ("huvudmannatillsyn", date(2015, 1, 1), date(2018, 6, 30)),
        ("prioriterad tillsyn", date(2015, 1, 1), date(2018, 6, 30)),
        ("planerad tillsyn", date(2023, 7, 1), None),
    ]


def test_version_that_a_case_began_with():
    book = rulebook()
    assert book.version("planned_quality_audit", "2018-07-01").name.sv == "regelbunden kvalitetsgranskning"
    assert book.version("planned_quality_audit", "1999-01-01") is None
    assert book.version("unheard_of", "2018-07-01") is None


def test_phase_speaks_the_language_of_the_kind():
    assert rulebook().on("quality_dialogue", date(2026, 1, 1)).phase("decided").sv == "Genomfört"
    with pytest.raises(KeyError):
        rulebook().on("quality_dialogue", date(2026, 1, 1)).phase("lost")


FAULTS = [
    # replace, by, key, problem
    ('kind = "planned_quality_audit"', "", "kind", "is missing"),
    ('kind = "planned_quality_audit"', 'kind = "another"', "kind", "must be called another/2023-07-01.toml"),
    ("valid_from = 2023-07-01", 'valid_from = "2023-07-01"', "valid_from", "must be a day"),
    ("valid_from = 2023-07-01", "valid_from = 2023-07-01T00:00:00", "valid_from", "must be a day"),
    ('status = "published"', 'status = "done"', "status", "it can be draft, published"),
    ('language = "audit"', 'language = "poetry"', "language", "it can be audit, supervision, dialogue"),
    ('language = "audit"', 'language = "supervision"', "finding_kinds", "supervision finds deficiencies"),
    ('["development_area"]', '["deficiency"]', "finding_kinds", "only supervision"),
    ('["development_area"]', '"development_area"', "finding_kinds", "must be a list of texts"),
    ('["development_area"]', '["wish"]', "finding_kinds", "names 'wish'"),
    ('["development_area"]', '["development_area", "development_area"]', "finding_kinds", "twice"),
    ('scale = "high_some_low"', 'scale = "stars"', "scale", "is 'stars'"),
    ("[purpose]", 'colour = "blue"\n[purpose]', "colour", "is not a key that the rulebook knows"),
    ('en = "planned quality audit"', 'en = " "', "name[0].en", "must be a text with words in it"),
    ("from = 2023-07-01\n\n[follow", "from = 2024-07-01\n\n[follow", "name[0].from", "must hold on the day"),
    ("from = 2023-07-01\n\n[follow", "from = 2023-07-01\nto = 2022-01-01\n\n[follow", "name[0].to", "before from"),
    ("[follow_up.in_line]", "[follow_up.remedied]", "follow_up.remedied", "is not one of in_line, further_needed"),
    ("[closing.open]", "[closing.ajar]", "closing.ajar", "is not one of closed, open, no_decisions"),
    ('state = "decided"', 'state = "lost"', "phase[2].state", "is 'lost'"),
    ('state = "decided"', 'state = "answered"', "phase", "must name each used state once, in order"),
    ('name = "answer"', 'name = "decide"', "transition", "two steps have the same name"),
    ('requires = ["decision_is_known"]', 'requires = ["weather_is_fine"]', "transition[1].requires", "weather_is_fine"),
    ('from = ["decided"]', "from = []", "transition[2].from", "names no state"),
    ('permission = "case_edit"', 'permission = "everything"', "transition[0].permission", "is 'everything'"),
    ('"announced", "decided", "answered"]\nto = "closed"', '"announced"]\nto = "closed"', "phase[3]", "never end"),
    ('"26 kap. 19 § skollagen"', '"26 kap. 19-20 §§ skollagen"', "statutes", "is not one section"),
    ('"26 kap. 19 § skollagen"', '"the old school act"', "statutes", "is not one section"),
    ("[[phase]]", "[[phase]\n", "the file", "is no TOML"),
]


@pytest.mark.parametrize(("old", "new", "key", "problem"), FAULTS)
def test_wrong_file_is_refused_by_file_and_key(old, new, key, problem):
    assert old in GOOD
    with pytest.raises(DefinitionError) as refused:
        parse(GOOD.replace(old, new, 1).encode(), FILE)
    assert (refused.value.file, refused.value.key) == (FILE, key)
    assert problem in refused.value.problem
    assert str(refused.value).startswith(f"{FILE}: {key}: ")


def test_valid_to_before_valid_from_is_refused():
    text = GOOD.replace("valid_from = 2023-07-01", "valid_from = 2023-07-01\nvalid_to = 2023-06-30")
    with pytest.raises(DefinitionError, match="valid_to: lies before valid_from"):
        parse(text.encode(), FILE)


def test_missing_follow_up_wording_is_refused():
    start, end = GOOD.index("[follow_up.further_needed]"), GOOD.index("[closing.closed]")
    with pytest.raises(DefinitionError, match=r"follow_up\.further_needed: is missing"):
        parse((GOOD[:start] + GOOD[end:]).encode(), FILE)


def _in_folder(tmp_path, **files_):
    folder = tmp_path / "planned_quality_audit"
    folder.mkdir()
    for day, text in files_.items():
        (folder / f"{day}.toml").write_text(text, encoding="utf-8")
    return tmp_path


LATER = GOOD.replace("valid_from = 2023-07-01", "valid_from = 2025-01-01")


def test_versions_that_hold_on_the_same_day_are_refused(tmp_path):
    ends_late = GOOD.replace("valid_from = 2023-07-01", "valid_from = 2023-07-01\nvalid_to = 2025-01-01")
    folder = _in_folder(tmp_path, **{"2023-07-01": ends_late, "2025-01-01": LATER})
    with pytest.raises(DefinitionError, match=r"2023-07-01\.toml: valid_to: must be 2024-12-31 or earlier"):
        read_all(folder)


def test_a_version_without_a_last_day_ends_where_the_next_begins(tmp_path):
    """So that publishing a new version never changes the file of the one before."""
    folder = _in_folder(tmp_path, **{"2023-07-01": GOOD, "2025-01-01": LATER})
    earlier, later = read_all(folder).by_kind["planned_quality_audit"]
    assert (earlier.valid_to, later.valid_to) == (date(2024, 12, 31), None)
    assert earlier.checksum == parse(GOOD.encode(), FILE).checksum
