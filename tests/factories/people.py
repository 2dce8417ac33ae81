"""Organisers, school units and people in their roles."""

from datetime import date
from itertools import count

from likvard.access.models import Membership, User
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.rulebook.permissions import Role

from .days import NOW

_numbers = count(1)


def an_organiser(name: str = "Almviks kommun", **fields) -> Organisation:
    fields.setdefault("kind", Organisation.Kind.MUNICIPALITY)
    fields.setdefault("search_name", name.lower())
    return Organisation.objects.create(name=name, **fields)


def a_unit(organisation: Organisation, name: str = "Björkskolan", **fields) -> SchoolUnit:
    fields.setdefault("school_unit_code", f"{90_000_000 + next(_numbers)}")
    fields.setdefault("municipality_code", "9999")
    fields.setdefault("school_forms", ["compulsory"])
    fields.setdefault("search_name", name.lower())
    return SchoolUnit.objects.create(organisation=organisation, name=name, **fields)


def a_user(role: Role | None = Role.EDITOR, organisation: Organisation | None = None, units=(), **fields) -> User:
    """A person who may sign in; `role` None gives no role at all."""
    number = next(_numbers)
    fields.setdefault("email", f"person{number}@example.org")
    fields.setdefault("name", f"Person {number}")
    user = User(created_at=NOW, **fields)
    user.set_unusable_password()
    user.save()
    if role is not None:
        membership = Membership.objects.create(
            user=user, role=role, organisation=organisation, valid_from=date(2020, 1, 1)
        )
        membership.school_units.set(units)
    return user
