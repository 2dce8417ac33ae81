"""What a round asks of those it reviews: documents, and hours in interviews. Reviews are to ask for little."""

from dataclasses import dataclass
from statistics import median

from .round_status import RoundStatus


@dataclass(frozen=True, slots=True)
class Burden:
    """`items` are documents asked for, `spared` those that the reviewer had already and so did not ask for; `minutes`
    are of interviews that are held or to be held. Medians are per participant."""

    participants: int
    items: int
    spared: int
    median_items: float
    interviews: int
    minutes: int
    median_minutes: float


def burden_of(status: RoundStatus) -> Burden | None:
    """None while nothing is asked for. Asks the database nothing more."""
    rows = status.rows
    items, spared = sum(row.items for row in rows), sum(row.spared for row in rows)
    interviews = sum(row.cells["interviews"].of for row in rows)
    if not items and not spared and not interviews:
        return None
    return Burden(
        len(rows), items, spared, median(row.items for row in rows), interviews, sum(row.minutes for row in rows),
        median(row.minutes for row in rows),
    )  # fmt: skip
