"""How one finds out that a deficiency is remedied: a rule for each type, by the provisions that it rests on.

Riksrevisionen (RiR 2019:6) found that deficiencies of safety and calm were closed on the organiser's own written
account in more than half of the cases. A rule says what settling asks for; whoever settles otherwise says why in the
signed grounds, and the share is shown.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from likvard.rulebook.tables import Table
from likvard.rulebook.words import Words
from likvard.terms.statutes import Reference, parse_references

ASKS = ("visit", "interview", "data")
FILE = "verification/rules.toml"


@dataclass(frozen=True, slots=True)
class Rule:
    """`asks` is visit, interview or data; it holds for what is settled from `since` on."""

    code: str
    asks: str
    since: date
    sections: frozenset[Reference]
    words: Words

    def kept_by(self, basis: str) -> bool:
        """Whether what a settling stands on (effect, visit, neither) is what the rule asks for."""
        return basis == "visit" or (basis == "effect" and self.asks != "visit")


def rules_of(text: str) -> tuple[Rule, ...]:
    """The rules of a file's text. Raises `rulebook.tables.DefinitionError`, which says what is wrong where."""
    top = Table(FILE, "", tomllib.loads(text))
    rules = []
    for table in top.tables("rule"):
        table.known(("code", "asks", "since", "statutes", "sv", "en"))
        sections = frozenset(parse_references("; ".join(table.texts("statutes"))))
        if not sections:
            raise table.fail("statutes", "names no section of a statute")
        rules.append(
            Rule(table.text("code"), table.one_of("asks", ASKS), table.day("since"), sections, table.own_words())
        )
    if len({rule.code for rule in rules}) != len(rules):
        raise top.fail("rule", "two rules have the same code")
    return tuple(rules)


@cache
def rules() -> tuple[Rule, ...]:
    return rules_of(files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))


def rule_for(kind: str, legal_basis: Iterable[str], day: date) -> Rule | None:
    """The first rule that holds on `day` for a finding that rests on these provisions. Only deficiencies have rules:
    a development area asks for no more than the law, and a visit is not always to the point."""
    if kind != "deficiency":
        return None
    rests_on = set(parse_references("; ".join(legal_basis)))
    return next((rule for rule in rules() if rule.since <= day and rule.sections & rests_on), None)
