"""Which wording a section had on a day, and which criteria a change of law touches."""

from datetime import date

import pytest

from likvard.rulebook.lawchanges import touched_by
from likvard.rulebook.loading import rulebook
from likvard.terms.statutes import parse_references
from likvard.terms.statutes.wordings import all_changes, changes_after, format_dated, wording_on

[ANALYSIS] = parse_references("4 kap. 3 § skollagen")
[NEEDED] = parse_references("4 kap. 7 § skollagen")

[DIRECTOR] = parse_references("2 kap. 8 a § skollagen")


@pytest.mark.parametrize(
    ("reference", "day", "printed"),
    [
        (ANALYSIS, date(2022, 7, 31), "4 kap. 3 § skollagen"),
        (ANALYSIS, date(2022, 8, 1), "4 kap. 3 § skollagen (lydelse enligt SFS 2022:940)"),
        (ANALYSIS, date(2023, 2, 2), "4 kap. 3 § skollagen (lydelse enligt SFS 2022:940)"),
        (NEEDED, date(2023, 2, 2), "4 kap. 7 § skollagen"),
        (DIRECTOR, date(2018, 6, 30), "2 kap. 8 a § skollagen"),
        (DIRECTOR, date(2018, 7, 1), "2 kap. 8 a § skollagen (lydelse enligt SFS 2018:608)"),
    ],
)
def test_a_decision_prints_the_wording_of_its_day(reference, day, printed):
    assert format_dated(reference, day) == printed


def test_what_is_not_checked_is_never_printed_as_a_fact():
    [notice] = parse_references("33 § förvaltningslagen")
    change = wording_on(notice, date(2026, 1, 1))
    assert (change.sfs, change.sure) == ("2025:582", False)
    assert format_dated(notice, date(2026, 1, 1)) == "33 § förvaltningslagen"


def test_changes_are_in_order_and_every_section_is_one():
    changes = all_changes()
    assert [c.since for c in changes] == sorted(c.since for c in changes)
    assert all(c.sections and c.swedish and c.english for c in changes)
    assert changes_after(date(2028, 7, 1)) == ()


def test_a_law_change_lists_the_criteria_that_it_touches():
    [change] = [c for c in all_changes() if c.sfs == "2022:940"]
    touched = touched_by(change, rulebook().on("planned_quality_audit", date(2026, 11, 18)))
    assert [t.criterion.key for t in touched] == ["1.1", "1.2", "1.3", "1.4", "2.1", "2.4", "5.1", "5.2", "5.3"]
    assert touched[0].sections == ("4 kap. 3 § skollagen",)
