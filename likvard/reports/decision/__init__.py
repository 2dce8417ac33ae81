"""How an authority's decision is laid out: what is decided first, then the reasons, area by area. Values in, paper out.

31–33 §§ förvaltningslagen: the day, the content, who decided, who reported, who else took part, the reasons with the
rules they rest on, and how to appeal where the law lets one.
"""

from .content import Appeal, DecidedArea, DecidedFinding, DecisionContent, OrderedAction, from_json, to_json
from .layout import decision_paper, printed_list

__all__ = [
    "Appeal",
    "DecidedArea",
    "DecidedFinding",
    "DecisionContent",
    "OrderedAction",
    "decision_paper",
    "from_json",
    "printed_list",
    "to_json",
]
