"""Measures by themselves: what is kept, told and refused, whatever they answer."""

import pytest

from likvard.ledger.models import Event
from likvard.quality.actions import ChangedMeanwhile, add_measure, move_measures, update_measure
from likvard.quality.models import Measure
from tests.factories import NOW, TODAY, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def measure(holder):
    return add_measure(holder=holder, origin="goal:1", what="Läsgrupper i åk 2", by=None, at=NOW)


def test_measure_is_planned_and_its_words_stay_out_of_the_ledger(measure):
    assert (measure.state, measure.origin, measure.version) == ("planned", "goal:1", 1)
    event = Event.objects.get()
    assert (event.action, event.after["origin"]) == ("measure_added", "goal:1")
    assert set(event.after["what"]) == {"sha256", "length"}


def test_done_has_a_day_and_undone_has_none(measure):
    done = update_measure(measure=measure, version=1, state="done", by=None, at=NOW)
    assert (done.done_on, done.version) == (TODAY, 2)
    back = update_measure(measure=done, version=2, state="planned", by=None, at=NOW)
    assert (back.done_on, back.version) == (None, 3)


def test_the_second_of_two_is_told(measure, holder):
    person = a_user(organisation=holder)
    update_measure(measure=measure, version=1, owner=person, by=None, at=NOW)
    with pytest.raises(ChangedMeanwhile) as told:
        update_measure(measure=measure, version=1, owner=None, until=TODAY, by=None, at=NOW)
    assert told.value.current == {"owner": person, "until": None}
    assert told.value.mine == {"owner": None, "until": TODAY}


def test_saving_what_is_there_changes_nothing(measure):
    same = update_measure(measure=measure, version=7, what="Läsgrupper i åk 2", by=None, at=NOW)
    assert same.version == 1
    assert Event.objects.count() == 1


def test_unknown_field_is_refused(measure):
    with pytest.raises(TypeError, match="no colour"):
        update_measure(measure=measure, version=1, colour="blå", by=None, at=NOW)


def test_measures_follow_what_they_answer(measure, holder):
    neighbours = add_measure(holder=an_organiser("Björkviks kommun"), origin="goal:1", what="Annat", by=None, at=NOW)
    moved = move_measures(from_origin="goal:1", to_origin="goal:2", holder=holder, by=None, at=NOW)
    assert moved == 1
    assert set(Measure.objects.values_list("pk", "origin")) == {(measure.pk, "goal:2"), (neighbours.pk, "goal:1")}
    assert Event.objects.filter(action="measure_moved").get().before == {"origin": "goal:1"}
