"""Rules of how a deficiency is found remedied: which holds, what keeps it, and files that cannot be used."""

from datetime import date

import pytest

from likvard.rulebook.tables import DefinitionError
from likvard.rulebook.verification import rule_for, rules, rules_of

TODAY = date(2026, 11, 30)
FILE = """
[[rule]]
code = "safety"
asks = "visit"
since = 2026-11-22
statutes = ["5 kap. 3 § skollagen"]
sv = "Besök."
en = "A visit."
"""


@pytest.mark.parametrize(
    ("kind", "rests_on", "day", "asks"),
    [
        ("deficiency", ["5 kap. 3 § skollagen"], TODAY, "visit"),
        ("deficiency", ["4 kap. 3, 5-7 §§ skollagen"], TODAY, "data"),
        ("deficiency", ["6 kap. 10 § skollagen"], TODAY, "interview"),
        ("deficiency", ["1 kap. 9 § skollagen", "5 kap. 3 § skollagen"], TODAY, "visit"),
        ("deficiency", ["1 kap. 9 § skollagen"], TODAY, None),
        ("deficiency", [], TODAY, None),
        ("deficiency", ["5 kap. 3 § skollagen"], date(2026, 11, 21), None),
        ("development_area", ["5 kap. 3 § skollagen"], TODAY, None),
    ],
)
def test_the_rule_follows_from_what_a_deficiency_rests_on(kind, rests_on, day, asks):
    rule = rule_for(kind, rests_on, day)
    assert (rule.asks if rule else None) == asks


def test_a_visit_keeps_every_rule_and_a_reason_alone_none():
    for rule in rules():
        assert [rule.kept_by(basis) for basis in ("visit", "effect", "neither", "")] == [
            True, rule.asks != "visit", False, False,
        ]  # fmt: skip


@pytest.mark.parametrize(
    "broken",
    [
        FILE.replace('"visit"', '"letter"'), FILE.replace("5 kap. 3 § skollagen", "någon lag"), FILE + FILE,
        FILE.replace("2026-11-22", '"nu"'), FILE.replace('en = "A visit."', ""), FILE + 'more = "x"',
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_where(broken):
    assert len(rules_of(FILE)) == 1
    with pytest.raises(DefinitionError, match=r"verification/rules\.toml"):
        rules_of(broken)
