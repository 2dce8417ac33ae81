"""What signals ask of one person today: the next limit of each that is hers to act on. No names."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from likvard.access.models import User
from likvard.access.queries import Grants
from likvard.rulebook.permissions import Permission
from likvard.signals.models import Signal

from .chain import standing_of, with_moments
from .visibility import handled_wholly, visible_to


@dataclass(frozen=True, slots=True)
class SignalErrand:
    """`step` is the step that ends the wait and `limit` the rule; `reference` and `unit` say which signal; `day` is its
    last day. `waits` says that somebody else is to act and is late."""

    kind: str
    subject: UUID
    limit: str
    step: str
    reference: str
    unit: str
    day: date
    waits: bool


def signal_errands(user: User, grants: Grants, *, today: date) -> tuple[SignalErrand, ...]:
    """Two queries, however many signals; none for those who handle none."""
    if not grants.may(Permission.SIGNAL_REPORT):
        return ()
    whole = handled_wholly(grants)
    rows = []
    for signal in with_moments(visible_to(user, grants).filter(closed_at=None)):
        standing = standing_of(signal, today)
        for alarm in standing.alarms:
            step = next((s for s in standing.process.steps if s.name == alarm.limit.act), None)
            if step is None:
                continue
            mine = _is_mine(signal, step.by, whole)
            if mine or alarm.late_by > 0:
                rows.append(
                    SignalErrand(
                        signal.kind, signal.id, alarm.limit.key, step.name, signal.reference,
                        signal.unit.name if signal.unit else "", alarm.last_day, not mine,
                    )
                )  # fmt: skip
                break  # the first that presses; the page shows the others
    return tuple(rows)


def _is_mine(signal: Signal, sides: tuple[str, ...], whole: frozenset[UUID]) -> bool:
    """A principal acts where principals may; the organiser acts where they may not."""
    if signal.holder_id in whole:
        return sides == ("organiser",) or not signal.process.principal_sees or signal.about_principal
    return bool({"principal", "inquirer"} & set(sides))
