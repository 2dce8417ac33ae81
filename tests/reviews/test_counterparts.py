"""Each party works in a case of its own."""

import pytest

from likvard.access.queries import grants_of
from likvard.reviews.actions.counterparts import open_counterpart
from likvard.reviews.models import Case
from likvard.reviews.queries import visible_to
from likvard.reviews.queries.rounds import participants_visible_to, rounds_visible_to
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_participant, a_round, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority():
    return an_organiser("Granskningsmyndigheten", kind="authority")


def test_the_reviewed_get_a_case_of_their_own_once(authority):
    reviewer = a_user(Role.REVIEW_LEAD, authority)
    almvik = an_organiser()
    editor = a_user(Role.EDITOR, almvik)
    participant = a_participant(a_round(authority), almvik, (a_unit(almvik),))
    own = open_counterpart(case=participant.case, by=reviewer, at=NOW)
    again = open_counterpart(case=participant.case, by=reviewer, at=NOW)
    assert own == again
    assert (own.holder, own.counterpart, own.authority) == (almvik, participant.case, "Granskningsmyndigheten")
    assert [unit.printed_name for unit in own.units.all()] == ["Björkskolan"]
    assert set(visible_to(grants_of(editor, TODAY))) == {own}
    assert set(visible_to(grants_of(reviewer, TODAY))) == {participant.case}


def test_an_organiser_without_people_here_gets_none(authority):
    participant = a_participant(a_round(authority), an_organiser())
    assert open_counterpart(case=participant.case, by=None, at=NOW) is None
    assert Case.objects.count() == 1


def test_rounds_are_seen_by_those_who_run_them_only(authority):
    neighbour = an_organiser("Grannmyndigheten", kind="authority")
    almvik = an_organiser()
    round_, other = a_round(authority), a_round(neighbour)
    participant = a_participant(round_, almvik)
    a_participant(other, almvik)
    mine = grants_of(a_user(Role.REVIEWER, authority), TODAY)
    assert set(rounds_visible_to(mine)) == {round_}
    assert set(participants_visible_to(mine)) == {participant}
    for role in (Role.DIRECTOR, Role.EDITOR, Role.BOARD_READER):
        reviewed = grants_of(a_user(role, almvik), TODAY)
        assert set(rounds_visible_to(reviewed)) == set()
        assert set(participants_visible_to(reviewed)) == set()
