"""Whom a last day concerns, and what waits to be sent. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from likvard.access.models import Membership, User
from likvard.access.queries import Grants, grants_of
from likvard.reviews.models import Case, Deadline, Reminder
from likvard.rulebook.deadlines import ONLY_POSSIBLE
from likvard.rulebook.permissions import PERMISSIONS, Permission
from likvard.rulebook.reminders import Occasion, occasion_on
from likvard.terms.swedish_days import is_working_day

from .visibility import deadlines_visible_to

# How long after its last day a forgotten deadline is still told of once: an import of old cases is no alarm.
TOLD_AFTER_DAYS = 30


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One line of a letter. `case_title` and `what` are all that it says of the case."""

    deadline: UUID
    case: UUID
    case_title: str
    case_number: str
    what: str
    note: str
    day: date
    days_left: int
    occasion: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail to one person. `message` is the same each time it is tried."""

    message: UUID
    to: str
    name: str
    language: str
    lines: tuple[ReminderLine, ...]


class _People:
    """Who may do what on one day, asked once per person."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._grants: dict[UUID, Grants] = {}
        self._editors: dict[UUID, list[User]] = {}

    def grants(self, user: User) -> Grants:
        if user.id not in self._grants:
            self._grants[user.id] = grants_of(user, self.on)
        return self._grants[user.id]

    def sees(self, user: User, deadline: Deadline) -> bool:
        return deadlines_visible_to(self.grants(user)).filter(pk=deadline.pk).exists()

    def editors(self, holder: UUID) -> list[User]:
        """Those who run the organisation's cases."""
        if holder not in self._editors:
            roles = [role.value for role, held in PERMISSIONS.items() if Permission.CASE_EDIT in held]
            valid = Membership.objects.filter(
                Q(valid_to__isnull=True) | Q(valid_to__gte=self.on),
                organisation_id=holder,
                role__in=roles,
                valid_from__lte=self.on,
            )
            self._editors[holder] = list(
                User.objects.filter(is_active=True, memberships__in=valid).distinct().order_by("id")
            )
        return self._editors[holder]

    def told_of(self, deadline: Deadline) -> list[User]:
        """The owner; without an owner who may still see it, everyone who runs the organisation's cases."""
        if deadline.owner and deadline.owner.is_active and self.sees(deadline.owner, deadline):
            return [deadline.owner]
        return [user for user in self.editors(deadline.case.holder_id) if self.sees(user, deadline)]


def due(today: date) -> Iterable[tuple[Deadline, User, Occasion]]:
    """Every reminder that belongs to `today` and has not been written yet."""
    people = _People(today)
    written = set(Reminder.objects.values_list("deadline_id", "user_id", "occasion", "day"))
    open_days = (
        Deadline.objects.filter(met_on__isnull=True)
        .exclude(case__state=Case.State.CLOSED)
        .select_related("case", "owner")
        .order_by("day", "id")
    )
    for deadline in open_days:
        occasion = occasion_on(today, deadline.day, is_working_day)
        if occasion is None or (today - deadline.day).days > TOLD_AFTER_DAYS:
            continue
        if deadline.what in ONLY_POSSIBLE and today > deadline.day:
            continue  # nothing is late, and nothing can be done
        for user in people.told_of(deadline):
            if (deadline.id, user.id, occasion.code, deadline.day) not in written:
                yield deadline, user, occasion


def waiting(at: datetime) -> list[UUID]:
    """The e-mails that are to be tried now, oldest first."""
    rows = (
        Reminder.objects.filter(sent_at__isnull=True, dropped_at__isnull=True)
        .filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=at))
        .order_by("queued_at", "id")
        .values_list("message", flat=True)
    )
    return list(dict.fromkeys(rows))


def still_needed(reminder: Reminder, today: date) -> bool:
    """The last day is still to be kept, has not moved, and the person may still see it."""
    deadline = reminder.deadline
    return (
        deadline.met_on is None
        and deadline.day == reminder.day
        and deadline.case.state != Case.State.CLOSED
        and reminder.user.is_active
        and deadlines_visible_to(grants_of(reminder.user, today)).filter(pk=deadline.pk).exists()
    )


def letter_of(reminders: list[Reminder], today: date) -> Letter:
    """What the e-mail says; all `reminders` go to one person."""
    user = reminders[0].user
    return Letter(
        message=reminders[0].message,
        to=user.email,
        name=user.name,
        language=user.language,
        lines=tuple(
            ReminderLine(
                deadline=r.deadline_id,
                case=r.deadline.case_id,
                case_title=r.deadline.case.title,
                case_number=r.deadline.case.case_number,
                what=r.deadline.what,
                note=r.deadline.note,
                day=r.day,
                days_left=(r.day - today).days,
                occasion=r.occasion,
            )
            for r in sorted(reminders, key=lambda r: (r.day, r.id))
        ),
    )
