"""What an inventory is made of: things found, and the places where reviews looked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from likvard.reviews.models import JudgedFinding
from likvard.rulebook.problemareas import proposed

WEAK = frozenset({JudgedFinding.Kind.DEVELOPMENT_AREA.value, JudgedFinding.Kind.DEFICIENCY.value})


@dataclass(frozen=True, slots=True)
class Row:
    """One thing found. `key` is "finding:<id>" or "judged:<id>". `areas` None = nobody has sorted it yet. `open` None
    = nobody follows it up here. `address` is the case's or the participant's round's, by `case` or `round`."""

    key: str
    kind: str
    text: str
    day: date
    review: str
    organiser: str  # key of the place
    organiser_name: str
    unit: str  # "" = of the organiser as a whole
    unit_name: str
    areas: tuple[str, ...] | None
    left_out: str
    open: bool | None
    case: UUID | None
    round: UUID | None

    @property
    def weak(self) -> bool:
        return self.kind in WEAK

    @property
    def counts(self) -> bool:
        return bool(self.areas)

    @property
    def proposed(self) -> tuple[str, ...]:
        """The areas that the rule on words proposes while nobody has sorted it."""
        return proposed(self.text) if self.areas is None else ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything within the days of an inventory that the person may see. `places` has those where nothing was found
    too: key → name. `blind` = participants kept from the reader, for she is still to judge them herself."""

    rows: tuple[Row, ...]
    places: Mapping[str, str]
    units_of: Mapping[str, frozenset[str]]  # organiser → reviewed units
    blind: int
