"""Everything that changes who may sign in and do what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from likvard.ledger.actions import Text, record
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.rulebook.permissions import Permission, Role

from .models import Membership, User
from .queries import Scope, grants_of, may_close_account, memberships_of


class Refused(Exception):  # noqa: N818 - read aloud where it is caught
    """The change is not allowed; `code` says why and the page has the words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Invitation:
    """What came of an invitation: the person, the role, and whether the account is new (a link must be sent)."""

    user: User
    membership: Membership
    is_new: bool


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _must_manage(by: User | None, organisation: Organisation | None, role: Role | None, at: datetime) -> None:
    """`by` None is the system itself: the installation's first person, the demo."""
    if by is None:
        return
    grants = grants_of(by, _day(at))
    owner = any(g.organisation is None for g in grants.with_permission(Permission.USERS_MANAGE))
    if owner:
        return
    if organisation is None or role == Role.SYSTEM_OWNER:
        raise Refused("only_system_owner")
    if not grants.may(Permission.USERS_MANAGE, Scope(organisation.pk)):
        raise Refused("not_your_organisation")


def _facts(membership: Membership, units: Iterable[SchoolUnit]) -> dict[str, object]:
    facts: dict[str, object] = {"role": membership.role, "valid_from": membership.valid_from}
    if units := sorted(unit.school_unit_code for unit in units):
        facts["units"] = units
    return facts


@transaction.atomic
def create_person(
    *, email: str, name: str, title: str = "", language: str = "sv", by: User | None, at: datetime
) -> User:
    """A person who can be given roles; cannot sign in before a password is set."""
    user = User(email=email.strip().lower(), name=name, title=title, language=language, created_at=at)
    user.set_unusable_password()
    user.save(force_insert=True)
    record(
        action="person_created", subject_kind="person", subject_id=user.pk, by=by, at=at, after={"language": language}
    )
    return user


@transaction.atomic
def give_role(
    *,
    user: User,
    role: Role,
    organisation: Organisation | None,
    units: Iterable[SchoolUnit] = (),
    by: User | None,
    at: datetime,
) -> Membership:
    """A role from today on. The same role with the same units, held already, is refused (`role_held`)."""
    _must_manage(by, organisation, role, at)
    units = list(units)
    if (role == Role.SYSTEM_OWNER) != (organisation is None):
        raise Refused("role_needs_organisation")
    if role == Role.PRINCIPAL and not units:
        raise Refused("principal_needs_units")
    if any(unit.organisation_id != organisation.pk for unit in units):
        raise Refused("unit_of_another_organisation")
    held = memberships_of(user, on=_day(at)).filter(role=role, organisation=organisation)
    if any({u.pk for u in one.school_units.all()} == {u.pk for u in units} for one in held):
        raise Refused("role_held")
    membership = Membership.objects.create(user=user, role=role, organisation=organisation, valid_from=_day(at))
    membership.school_units.set(units)
    record(
        action="role_given",
        subject_kind="person",
        subject_id=user.pk,
        by=by,
        at=at,
        organisation=organisation or "",
        after=_facts(membership, units),
    )
    return membership


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    title: str = "",
    language: str = "sv",
    role: Role,
    organisation: Organisation | None,
    units: Iterable[SchoolUnit] = (),
    by: User,
    at: datetime,
) -> Invitation:
    """A role for the person with that e-mail address, who gets an account when there is none.

    An account that exists keeps its own name, title and language: they belong to the person.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    is_new = user is None
    if user is None:
        _must_manage(by, organisation, role, at)
        user = create_person(email=email, name=name, title=title, language=language, by=by, at=at)
    elif not user.is_active:
        raise Refused("account_closed")
    membership = give_role(user=user, role=role, organisation=organisation, units=units, by=by, at=at)
    return Invitation(user, membership, is_new)


@transaction.atomic
def note_invitation_sent(*, user: User, organisation: Organisation | None, by: User | None, at: datetime) -> None:
    record(
        action="invitation_sent",
        subject_kind="person",
        subject_id=user.pk,
        by=by,
        at=at,
        organisation=organisation or "",
    )


@transaction.atomic
def change_role(
    *, membership: Membership, role: Role, units: Iterable[SchoolUnit] = (), by: User, at: datetime
) -> Membership:
    """Another role, or other units, from today on; what was held until yesterday stays in the history."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    _must_manage(by, membership.organisation, Role(membership.role), at)
    if membership.user_id == by.pk:
        raise Refused("own_role")
    if membership.valid_to is not None and membership.valid_to < _day(at):
        raise Refused("role_ended")
    end_role(membership=membership, by=by, at=at, reason="changed")
    return give_role(user=membership.user, role=role, organisation=membership.organisation, units=units, by=by, at=at)


@transaction.atomic
def end_role(*, membership: Membership, by: User, at: datetime, reason: str = "") -> None:
    """Ends at once: yesterday becomes the last day. Nobody ends their own role, lest nobody is left to give it back."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    _must_manage(by, membership.organisation, Role(membership.role), at)
    if membership.user_id == by.pk:
        raise Refused("own_role")
    before = _facts(membership, membership.school_units.all())
    membership.valid_to = _day(at) - timedelta(days=1)
    membership.save(update_fields=["valid_to"])
    record(
        action="role_ended",
        subject_kind="person",
        subject_id=membership.user_id,
        by=by,
        at=at,
        organisation=membership.organisation_id or "",
        before=before,
        after={"valid_to": membership.valid_to},
        reason=reason,
    )


@transaction.atomic
def close_account(*, user: User, by: User, at: datetime) -> None:
    """The person can no longer sign in, anywhere; roles end, and what they have done keeps their name."""
    _must_close(by, user, at)
    for membership in memberships_of(user, on=_day(at)):
        end_role(membership=membership, by=by, at=at, reason="account_closed")
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(action="account_closed", subject_kind="person", subject_id=user.pk, by=by, at=at)


@transaction.atomic
def reopen_account(*, user: User, by: User, at: datetime) -> None:
    """The account works again, without any of its old roles."""
    _must_close(by, user, at)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(action="account_reopened", subject_kind="person", subject_id=user.pk, by=by, at=at)


def _must_close(by: User, user: User, at: datetime) -> None:
    if not may_close_account(by, user, on=_day(at)):
        raise Refused("own_role" if by == user else "roles_elsewhere")


@transaction.atomic
def change_details(*, user: User, name: str, title: str, by: User, at: datetime) -> None:
    """A person's own name and title."""
    changed = [field for field, value in (("name", name), ("title", title)) if getattr(user, field) != value]
    if not changed:
        return
    before = {field: Text.of(getattr(user, field)) for field in changed}
    user.name, user.title = name, title
    user.save(update_fields=changed)
    record(
        action="person_details_changed",
        subject_kind="person",
        subject_id=user.pk,
        by=by,
        at=at,
        before=before,
        after={field: Text.of(getattr(user, field)) for field in changed},
    )


@transaction.atomic
def choose_language(*, user: User, language: str, by: User, at: datetime) -> None:
    if user.language == language:
        return
    before, user.language = user.language, language
    user.save(update_fields=["language"])
    record(
        action="language_chosen",
        subject_kind="person",
        subject_id=user.pk,
        by=by,
        at=at,
        before={"language": before},
        after={"language": language},
    )


def set_password(*, user: User, password: str, by: User | None, at: datetime) -> None:
    """The password itself goes nowhere but, hashed, into the account."""
    set_passwords(users=[user], password=password, by=by, at=at)


@transaction.atomic
def set_passwords(*, users: Sequence[User], password: str, by: User | None, at: datetime) -> None:
    """One password for several people who all know it, as those of the demo. Hashed once: to hash takes its time."""
    hashed = make_password(password)
    for user in users:
        user.password = hashed
        user.save(update_fields=["password"])
        record(action="password_set", subject_kind="person", subject_id=user.pk, by=by, at=at)


@transaction.atomic
def note_sign_in_change(*, user: User, what: str, by: User | None, at: datetime) -> None:
    """A change of how a person signs in that the sign-in library has made itself: see `web.signin`."""
    record(action=what, subject_kind="person", subject_id=user.pk, by=by, at=at)
