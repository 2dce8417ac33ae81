"""The one-time link."""

from datetime import timedelta

import pytest

from likvard.access import actions
from likvard.access.invitations import VALID, invited, token
from tests.factories import NOW, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return a_user(None)


MOMENTS = [
    (timedelta(0), True),
    (timedelta(minutes=1), True),
    (VALID, True),
    (VALID + timedelta(seconds=1), False),
    (timedelta(seconds=-1), False),
]


@pytest.mark.parametrize(("later", "holds"), MOMENTS)
def test_it_holds_for_seven_days(person, later, holds):
    assert (invited(token(person, at=NOW), at=NOW + later) == person) is holds


def test_it_works_once(person):
    link = token(person, at=NOW)
    actions.set_password(user=person, password="fyra-ord-i-rad-nu", by=person, at=NOW)
    assert invited(link, at=NOW) is None


def test_a_closed_account_is_not_let_in(person):
    link = token(person, at=NOW)
    person.is_active = False
    person.save()
    assert invited(link, at=NOW) is None


def test_each_person_has_their_own(person):
    other = a_user(None)
    assert invited(token(other, at=NOW), at=NOW) == other


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "{}", "å"])
def test_anything_else_is_nobody(person, text):
    assert invited(text, at=NOW) is None


def test_a_changed_link_is_nobody(person):
    link = token(person, at=NOW)
    assert {invited(link[:at] + "x" + link[at + 1 :], at=NOW) for at in range(0, len(link), 7) if link[at] != "x"} == {
        None
    }
