"""The authority's inventory in the demo has something to show: areas that come together, a spiral, what worked."""

from datetime import UTC, date, datetime, time

import pytest

from likvard.access.models import User
from likvard.reports.inventory import inventory_paper
from likvard.reviews.models import Case, Inventory, Round
from likvard.reviews.queries.inventory import gathered, inventory_content, overview
from likvard.terms.municipalities import by_name
from likvard.web.demo import earlier_reviews, loading, story
from likvard.web.demo.days import StoryDays


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(11), tzinfo=UTC)


@pytest.mark.django_db
def test_areas_come_together_and_make_a_spiral():
    stage = loading.Stage(StoryDays(date(2026, 11, 18)))
    stage.furnish(_noon(date(2025, 1, 1)))
    for day, deed in earlier_reviews.steps(stage):
        deed(_noon(day))
    one = Inventory.objects.get()
    found = gathered(one)
    seen = overview(one, found)
    assert (seen.of, seen.unsorted) == (len(earlier_reviews.SEEN), 0)
    assert ("EHA", "STD") in {tuple(sorted((pair.first, pair.second))) for pair in seen.pairs if pair.clear}
    assert any({"STD", "EHA", "STY"} <= set(spiral.areas) for spiral in seen.spirals)
    assert sum(bool(area.goods) for area in seen.areas) == 1
    assert Round.objects.get().state == Round.State.CLOSED
    assert set(Case.objects.values_list("state", flat=True)) == {Case.State.CLOSED}
    assert User.objects.count() == len(story.PEOPLE)
    for language in ("sv", "en"):
        assert inventory_paper(inventory_content(one, found), language=language)


def test_the_made_up_organisers_are_none_of_the_real():
    assert [name for name, _, _ in earlier_reviews.SEEN if by_name(name.removesuffix(" kommun"))] == []
