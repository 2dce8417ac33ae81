"""Who may change whose access, what each change leaves behind, and that both stand or fall together."""

from datetime import timedelta

import pytest

from likvard.access import actions
from likvard.access.models import Membership, User
from likvard.access.queries import grants_of, may
from likvard.ledger.queries import history_of_subject
from likvard.rulebook.permissions import Permission, Role
from tests.factories import NOW, TODAY, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def almvik():
    return an_organiser()


@pytest.fixture
def director(almvik):
    return a_user(Role.DIRECTOR, almvik)


def events_about(user):
    return [e.action for e in reversed(history_of_subject("person", user.pk).entries)]


def invite(by, organisation, role=Role.EDITOR, units=(), email="ny@example.org"):
    return actions.invite(email=email, name="Nils Ny", role=role, organisation=organisation, units=units, by=by, at=NOW)


def test_an_invited_person_has_the_role_from_today_and_no_password(almvik, director):
    invitation = invite(director, almvik)
    assert invitation.is_new
    assert not invitation.user.has_usable_password()
    assert grants_of(invitation.user, TODAY).organisations == {almvik.pk}
    assert grants_of(invitation.user, TODAY - timedelta(days=1)).organisations == frozenset()
    assert events_about(invitation.user) == ["person_created", "role_given"]


def test_an_address_that_is_known_gets_the_role_and_keeps_its_own_name(almvik, director):
    other = a_user(Role.EDITOR, an_organiser("Björkdals kommun"), email="Ny@example.org", name="Nora Nord")
    invitation = invite(director, almvik)
    assert (invitation.user, invitation.is_new, invitation.user.name) == (other, False, "Nora Nord")
    assert User.objects.count() == 2


REFUSED_INVITATIONS = [
    (Role.EDITOR, "other", Role.EDITOR, "not_your_organisation"),
    (Role.DIRECTOR, "other", Role.EDITOR, "not_your_organisation"),
    (Role.EDITOR, "own", Role.EDITOR, "not_your_organisation"),
    (Role.PRINCIPAL, "own", Role.EDITOR, "not_your_organisation"),
    (Role.BOARD_READER, "own", Role.EDITOR, "not_your_organisation"),
    (Role.REVIEWER, "own", Role.EDITOR, "not_your_organisation"),
    (Role.DIRECTOR, None, Role.SYSTEM_OWNER, "only_system_owner"),
    (Role.DIRECTOR, "own", Role.SYSTEM_OWNER, "only_system_owner"),
    (Role.DIRECTOR, "own", Role.PRINCIPAL, "principal_needs_units"),
    (Role.SYSTEM_OWNER, "own", Role.SYSTEM_OWNER, "role_needs_organisation"),
    (Role.SYSTEM_OWNER, None, Role.EDITOR, "role_needs_organisation"),
]


@pytest.mark.parametrize(("own_role", "where", "role", "code"), REFUSED_INVITATIONS)
def test_roles_are_given_only_where_one_administers(almvik, own_role, where, role, code):
    units = [a_unit(almvik)] if own_role == Role.PRINCIPAL else []
    by = a_user(own_role, None if own_role == Role.SYSTEM_OWNER else almvik, units)
    organisation = {"own": almvik, "other": an_organiser("Björkdals kommun"), None: None}[where]
    with pytest.raises(actions.Refused) as refused:
        invite(by, organisation, role)
    assert refused.value.code == code
    assert set(User.objects.all()) == {by}


def test_a_principal_is_not_given_the_units_of_another_organiser(almvik, director):
    foreign = a_unit(an_organiser("Björkdals kommun"))
    with pytest.raises(actions.Refused, match="unit_of_another_organisation"):
        invite(director, almvik, Role.PRINCIPAL, [foreign])


def test_the_same_role_is_not_given_twice(almvik, director):
    invite(director, almvik)
    with pytest.raises(actions.Refused, match="role_held"):
        invite(director, almvik)


def test_a_changed_role_begins_today_and_the_old_one_ends_yesterday(almvik, director):
    colleague = a_user(Role.EDITOR, almvik)
    unit = a_unit(almvik)
    old = colleague.memberships.get()
    new = actions.change_role(membership=old, role=Role.PRINCIPAL, units=[unit], by=director, at=NOW)
    old.refresh_from_db()
    assert (old.valid_to, new.valid_from) == (TODAY - timedelta(days=1), TODAY)
    assert [(g.role, g.units) for g in grants_of(colleague, TODAY).grants] == [(Role.PRINCIPAL, frozenset({unit.pk}))]
    assert [g.role for g in grants_of(colleague, TODAY - timedelta(days=1)).grants] == [Role.EDITOR]
    assert events_about(colleague) == ["role_ended", "role_given"]


def test_an_ended_role_ends_at_once(almvik, director):
    colleague = a_user(Role.EDITOR, almvik)
    actions.end_role(membership=colleague.memberships.get(), by=director, at=NOW)
    assert grants_of(colleague, TODAY).grants == ()


def test_nobody_ends_or_changes_their_own_role(director):
    membership = director.memberships.get()
    for change in (
        lambda: actions.end_role(membership=membership, by=director, at=NOW),
        lambda: actions.change_role(membership=membership, role=Role.EDITOR, by=director, at=NOW),
        lambda: actions.close_account(user=director, by=director, at=NOW),
    ):
        with pytest.raises(actions.Refused, match="own_role"):
            change()
    assert grants_of(director, TODAY).may(Permission.USERS_MANAGE)


def test_a_neighbour_cannot_end_roles_or_close_accounts(director):
    stranger = a_user(Role.EDITOR, an_organiser("Björkdals kommun"))
    with pytest.raises(actions.Refused, match="not_your_organisation"):
        actions.end_role(membership=stranger.memberships.get(), by=director, at=NOW)
    with pytest.raises(actions.Refused, match="roles_elsewhere"):
        actions.close_account(user=stranger, by=director, at=NOW)


def test_a_closed_account_has_no_roles_left_and_opens_without_them(almvik, director):
    colleague = a_user(Role.EDITOR, almvik)
    actions.close_account(user=colleague, by=director, at=NOW)
    colleague.refresh_from_db()
    assert not colleague.is_active
    actions.reopen_account(user=colleague, by=director, at=NOW)
    colleague.refresh_from_db()
    assert colleague.is_active
    assert grants_of(colleague, TODAY).grants == ()
    assert events_about(colleague) == ["role_ended", "account_closed", "account_reopened"]


def test_someone_who_works_elsewhere_too_keeps_the_account(almvik, director):
    shared = a_user(Role.EDITOR, almvik)
    Membership.objects.create(
        user=shared, role=Role.EDITOR, organisation=an_organiser("Björkdals kommun"), valid_from=TODAY
    )
    with pytest.raises(actions.Refused, match="roles_elsewhere"):
        actions.close_account(user=shared, by=director, at=NOW)


def test_working_in_one_organisation_hides_the_others(almvik):
    other = an_organiser("Björkdals kommun")
    user = a_user(Role.EDITOR, almvik)
    Membership.objects.create(user=user, role=Role.DIRECTOR, organisation=other, valid_from=TODAY)
    assert grants_of(user, TODAY).organisations == {almvik.pk, other.pk}
    user.working_in = almvik.pk
    assert grants_of(user, TODAY).organisations == {almvik.pk}
    assert not may(user, Permission.USERS_MANAGE, on=TODAY)
    user.working_in = an_organiser("Tredje kommun").pk
    assert grants_of(user, TODAY).organisations == {almvik.pk, other.pk}


CHANGES = {
    "invite": lambda by, user, org: invite(by, org),
    "end_role": lambda by, user, org: actions.end_role(membership=user.memberships.get(), by=by, at=NOW),
    "change_role": lambda by, user, org: actions.change_role(
        membership=user.memberships.get(), role=Role.BOARD_READER, by=by, at=NOW
    ),
    "close_account": lambda by, user, org: actions.close_account(user=user, by=by, at=NOW),
    "change_details": lambda by, user, org: actions.change_details(user=user, name="Ny", title="", by=by, at=NOW),
    "choose_language": lambda by, user, org: actions.choose_language(user=user, language="en", by=by, at=NOW),
    "set_password": lambda by, user, org: actions.set_password(user=user, password="fyra-ord-i-rad-nu", by=by, at=NOW),
}


def snapshot():
    people = User.objects.order_by("pk").values_list("pk", "name", "language", "is_active", "password")
    roles = Membership.objects.order_by("pk").values_list("pk", "role", "valid_to")
    return list(people), list(roles)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_without_its_event_no_change_is_made(almvik, director, monkeypatch, change):
    colleague = a_user(Role.EDITOR, almvik)
    before = snapshot()

    def broken(**event):
        raise RuntimeError("the ledger is broken")

    monkeypatch.setattr(actions, "record", broken)
    with pytest.raises(RuntimeError, match="the ledger is broken"):
        change(director, colleague, almvik)
    assert snapshot() == before


def test_events_about_people_name_nobody(almvik, director):
    user = invite(director, almvik).user
    actions.change_details(user=user, name="Nora Nord", title="rektor", by=user, at=NOW)
    said = str(history_of_subject("person", user.pk).entries)
    assert not [word for word in ("Nils", "Nora", "ny@example.org", "rektor") if word in said]


@pytest.mark.parametrize(("title", "said"), [("rektor", "Åsa Öberg, rektor"), ("", "Åsa Öberg")])
def test_papers_say_name_and_title(title, said):
    assert User(name="Åsa Öberg", title=title).name_and_title == said
