"""Disclosure control: the only way out of this room.

`suppress` turns a table of counts into a `Publishable`; pages, reports and charts take nothing else. Withheld, none
and missing are three marks, not numbers. `rules` holds the rule sets, `audit` shows that nothing withheld can be
worked out, `shares.share` codes shares.
"""

from likvard.analysis.disclosure.publishable import Cell, Mark, Publishable
from likvard.analysis.disclosure.rules import Rules, load
from likvard.analysis.disclosure.suppress import suppress

__all__ = ["Cell", "Mark", "Publishable", "Rules", "load", "suppress"]
