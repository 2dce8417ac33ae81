"""What is reckoned before anybody asks: the same as when it is asked for, and nobody else's."""

import pytest

from likvard.datasets.actions import import_dataset
from likvard.datasets.models import Publication
from likvard.datasets.queries.state import OPEN, Reach
from likvard.quality.queries.state import kept, nation, places, standout
from likvard.quality.queries.state.ahead import places_to_prepare, prepare_places
from likvard.quality.queries.state.places import held, municipality_place, organiser_place
from likvard.quality.queries.state.standout import falling_together, stands_out
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_unit, a_user, an_organiser
from tests.intake.statistics_files import GRADES

from .small_country import own_results, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_disk(country, settings, tmp_path):
    """A cache that outlives the process, as on a site; `anew()` forgets what this process remembers."""
    settings.CACHES = settings.CACHES | {
        "reckoned": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": tmp_path / "reckoned",
            "TIMEOUT": None,
        }
    }

    def anew() -> None:
        for one in (places._held, standout._stands_out, standout._falling, places._units_of, kept._extract):
            one.cache_clear()

    anew()
    yield anew
    anew()


def _nothing_is_reckoned(monkeypatch) -> None:
    def refuse(*_args, **_options):
        raise AssertionError("somebody waits for it")

    monkeypatch.setattr(places, "_read", refuse)
    monkeypatch.setattr(standout, "_looked_through", refuse)
    monkeypatch.setattr(standout, "_warned", refuse)


def test_what_the_worker_reckoned_is_read_and_is_the_same(on_disk, monkeypatch) -> None:
    organiser = an_organiser("Tranviks kommun", municipality_code="0138")
    unit = a_unit(organiser, "Skola A00", school_unit_code="10000000", municipality_code="0138")
    a_user(Role.EDITOR, organiser)
    an_organiser("Har ingen här")
    own_results(organiser, f"{unit.school_unit_code};2025/26;9;;61,0;40")
    published()
    assert not kept.is_begun()
    told = places_to_prepare()
    assert kept.is_begun()
    assert told == [f"huvudman-{organiser.id}", "kommun-0138"]
    prepare_places(told, on=TODAY)
    municipality, own = municipality_place("0138"), organiser_place(organiser)
    ours = Reach(frozenset({str(organiser.id)}))
    asked = [(municipality, OPEN), (own, ours), (municipality, ours)]
    before = [(held(p, r), stands_out(p, r), falling_together(p, r)) for p, r in asked]
    on_disk()
    with monkeypatch.context() as patched:
        _nothing_is_reckoned(patched)
        again = [(held(p, r), stands_out(p, r), falling_together(p, r)) for p, r in asked]
    assert again == before
    # Own figures stand in what the own people read, and in nothing else.
    assert [str(organiser.id) in repr(one) for one in again] == [False, True, True]
    on_disk()
    published()
    assert not kept.is_begun()
    other = Reach(frozenset({str(an_organiser("Granby").id)}))
    assert str(organiser.id) not in repr([held(municipality, other), held(own, other), stands_out(own, other)])


def test_a_reach_is_narrowed_to_those_who_have_something(on_disk) -> None:
    ours, theirs = an_organiser("Tranvik", municipality_code="0138"), an_organiser("Granby")
    unit = a_unit(ours, "Skola A00", school_unit_code="10000000", municipality_code="0138")
    own_results(ours, f"{unit.school_unit_code};2024/25;9;;61,0;40")
    published()
    a, b = str(ours.id), str(theirs.id)
    assert kept.narrowed(Reach(frozenset({b}), frozenset({(b, "1")}))) == OPEN
    assert kept.narrowed(Reach(frozenset({a, b}))) == Reach(frozenset({a}))
    assert kept.narrowed(Reach(frozenset({b}), surveys=frozenset({"x"}))).surveys == {"x"}


def test_what_the_country_says_is_there_when_the_store_is(country, monkeypatch) -> None:
    seen: list[tuple[bool, int]] = []
    plain = nation._make

    def noted(of=None):
        seen.append((of is not None and of.exists(), Publication.objects.count()))
        return plain(of)

    monkeypatch.setattr(nation, "_make", noted)
    monkeypatch.setattr(nation, "_made", {})
    import_dataset(content=GRADES.encode(), name="betyg.csv", holder=None, by=None, at=NOW)
    published()
    assert seen == [(True, 0)]
    assert nation.nation().units
    assert seen == [(True, 0)]
