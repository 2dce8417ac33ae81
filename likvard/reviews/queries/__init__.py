"""What pages and other rooms ask of cases. `visible_to` is the only door to them."""

from .casepage import LIVES_ON, CasePage, FindingRow, case_page, facts_shown
from .facts import SETTLED, definition_of, facts_of
from .likeness import likeness, same_areas, same_findings
from .listing import CaseFilter, CaseLine, cases_for, lines, units_in_cases
from .proposals import CaseProposal, cases_matching
from .visibility import deadlines_visible_to, findings_visible_to, scope_of, traces_visible_to, visible_to, whole

__all__ = [
    "LIVES_ON",
    "SETTLED",
    "CaseFilter",
    "CaseLine",
    "CasePage",
    "CaseProposal",
    "FindingRow",
    "case_page",
    "cases_for",
    "cases_matching",
    "deadlines_visible_to",
    "definition_of",
    "facts_of",
    "facts_shown",
    "findings_visible_to",
    "likeness",
    "lines",
    "same_areas",
    "same_findings",
    "scope_of",
    "traces_visible_to",
    "units_in_cases",
    "visible_to",
    "whole",
]
