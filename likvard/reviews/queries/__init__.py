"""What pages and other rooms ask of cases. `visible_to` is the only door to them."""

from .facts import SETTLED, definition_of, facts_of
from .likeness import likeness, same_areas, same_findings
from .visibility import deadlines_visible_to, findings_visible_to, scope_of, traces_visible_to, visible_to

__all__ = [
    "SETTLED",
    "deadlines_visible_to",
    "definition_of",
    "facts_of",
    "findings_visible_to",
    "likeness",
    "same_areas",
    "same_findings",
    "scope_of",
    "traces_visible_to",
    "visible_to",
]
