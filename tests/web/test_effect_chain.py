"""From figures to words of effect through the pages, where the truth is known: schools of our own making.

Each case imports results, directs a measure to some units, chooses what to compare with before it begins, imports the
years that follow and answers for the effect. What the page then says must be what is true.
"""

import re
from datetime import UTC, date, datetime
from html import unescape

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from likvard.quality.actions import add_measure
from likvard.quality.actions.measures import update_measure
from likvard.quality.models import Comparison, Effect
from likvard.rulebook.permissions import Role
from tests.factories import a_unit, a_user, an_organiser
from tests.quality.conftest import country, country_folder, made_of_country  # noqa: F401 - fixtures
from tests.quality.small_country import own_results, published

pytestmark = pytest.mark.django_db
ALL = "year9_all_subjects_share|compulsory|9|||"
BEFORE, YEARS, START = range(2017, 2023), range(2017, 2026), 2023
TREATED, OTHERS, PUPILS = 6, 24, 120
FIRST_DAY = date(2023, 8, 16)


@pytest.fixture
def day(monkeypatch):
    def move(to: date) -> datetime:
        now = datetime(to.year, to.month, to.day, 9, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    return move


class Schools:
    """Thirty schools with levels of their own, years in common and noise; six get the measure. `true`: what it does to
    their share; `dip`: how far below their own level they happen to lie the year before, and come back from by
    themselves."""

    def __init__(self, *, true: float, dip: float, seed: int) -> None:
        random = np.random.default_rng(seed)
        self.holder = an_organiser("Tranvik")
        self.units = [a_unit(self.holder, f"Skola {number:02d}") for number in range(TREATED + OTHERS)]
        common = dict(zip(YEARS, random.normal(0, 1.5, len(YEARS)), strict=True))
        self.shares = {}
        for number, unit in enumerate(self.units):
            level = random.normal(62, 4)
            for year in YEARS:
                share = level + common[year] + random.normal(0, 2)
                if number < TREATED:
                    share += true * (year >= START) + dip * (year == START - 1)
                self.shares[unit.school_unit_code, year] = min(96.0, max(20.0, share))

    def publish(self, years) -> None:
        lines = [f"{c};{y}/{(y + 1) % 100:02d};9;;{v:.4f};{PUPILS}".replace(".", ",")
                 for (c, y), v in self.shares.items() if y in years]  # fmt: skip
        own_results(self.holder, *lines)
        published()

    @property
    def treated(self):
        return self.units[:TREATED]


def words_of(response) -> str:
    assert response.status_code == 200
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def walked(client_of, day, *, true: float, dip: float = 0.0, seed: int = 3, chosen_on=date(2023, 6, 14)):
    """(browser, measure) with the comparison chosen through its page and all years published."""
    now, schools = day(chosen_on), Schools(true=true, dip=dip, seed=seed)
    schools.publish(BEFORE)
    measure = add_measure(
        holder=schools.holder, origin="goal:1", what="Läsgrupper varje dag", starts_on=FIRST_DAY, units=schools.treated,
        by=None, at=now,
    )  # fmt: skip
    browser = client_of(a_user(Role.EDITOR, schools.holder))
    address, asked = reverse("goals:compare", args=[measure.pk]), {"indicator": ALL, "start_year": START}
    offered = re.findall(r'name="units" value="(\d{8})"', browser.get(address, asked).content.decode())
    others = [unit.school_unit_code for unit in schools.units[TREATED:]]
    assert set(others) <= set(offered)
    chosen = browser.post(f"{address}?indicator={ALL}&start_year={START}", {"units": others, "why": "Alla våra andra."})
    assert chosen.status_code == 302
    day(date(2026, 6, 15))
    schools.publish(YEARS)
    return client_of(a_user(Role.EDITOR, schools.holder)), measure


def answer(browser, measure) -> tuple[str, Effect, str]:
    """What the page said before the answer, the answer as kept, and the measure's page after it."""
    address = reverse("goals:answer", args=[measure.pk])
    told = words_of(browser.get(address))
    given = {"answer": "effect", "seen": "Fler klarar alla ämnen.", "use_result": "on", "on": "2026-06-15"}
    posted = browser.post(address, given, follow=True)
    return told, Effect.objects.get(), words_of(posted)


def estimate_of(effect: Effect) -> tuple[float, float]:
    main = effect.result["estimates"][0]
    return main["estimate"], main["se"]


@pytest.mark.parametrize("true", [12.0, -10.0])
def test_a_true_effect_is_told_with_its_size(country, client_of, day, true):  # noqa: F811
    told, kept, page = answer(*walked(client_of, day, true=true))
    estimate, se = estimate_of(kept)
    assert abs(estimate - true) < 4 * se
    assert kept.step == 4
    for text in (told, page):
        assert "förenligt med en effekt av åtgärden" in text
        assert f"{'+' if true > 0 else '−'}{abs(estimate):.3g}".replace(".", ",") in text
    assert "Något talar emot" not in told


def test_no_effect_is_told_to_be_none(country, client_of, day):  # noqa: F811
    told, kept, page = answer(*walked(client_of, day, true=0.0, seed=5))
    estimate, se = estimate_of(kept)
    assert abs(estimate) < 3 * se
    for text in (told, page):
        assert "går inte att skilja från jämförelseskolornas" in text
        assert "effekt av åtgärden" not in text


def test_a_return_from_a_weak_year_is_caught_and_explained(country, client_of, day):  # noqa: F811
    """The measure does nothing; the schools had a bad year before it and come back by themselves."""
    told, kept, page = answer(*walked(client_of, day, true=0.0, dip=-14.0, seed=11))
    estimate, _se = estimate_of(kept)
    assert estimate > 0
    assert kept.step == 3
    for text in (told, page):
        assert "Året före åtgärden var ovanligt" in text
        assert "går ofta tillbaka av sig själva" in text
        assert "Åtgärder sätts in efter svaga år" in text
        assert "effekt av åtgärden" not in text
    assert "Läs vad som talar emot" in page
    reader = client_of(a_user(Role.BOARD_READER, kept.measure.holder, language="en"))
    english = words_of(reader.get(reverse("goals:measure", args=[kept.measure_id])))
    assert "Years that unusual often return by themselves" in english


def test_units_chosen_after_the_first_day_carry_no_words_of_effect(country, client_of, day):  # noqa: F811
    told, kept, _page = answer(*walked(client_of, day, true=12.0, chosen_on=date(2023, 10, 2)))
    assert kept.step == 3
    assert "valdes när man redan kunde veta" in told


def test_a_first_day_that_is_moved_back_takes_the_words_away(country, client_of, day):  # noqa: F811
    browser, measure = walked(client_of, day, true=12.0)
    measure.refresh_from_db()
    update_measure(measure=measure, version=measure.version, starts_on=date(2023, 3, 1), by=None, at=timezone.now())
    _told, kept, _page = answer(browser, measure)
    assert (Comparison.objects.get().before_start, kept.step) == (True, 3)


def test_a_year_before_the_first_day_is_not_offered_as_after(country, client_of, day):  # noqa: F811
    now, schools = day(date(2026, 6, 15)), Schools(true=0.0, dip=0.0, seed=1)
    schools.publish(YEARS)
    measure = add_measure(
        holder=schools.holder, origin="goal:1", what="Läsgrupper", starts_on=date(2026, 8, 17), units=schools.treated,
        by=None, at=now,
    )  # fmt: skip
    browser = client_of(a_user(Role.EDITOR, schools.holder))
    address = reverse("goals:compare", args=[measure.pk])
    assert browser.get(address, {"indicator": ALL, "start_year": START}).status_code == 422
    assert re.findall(r'<option value="(20\d\d)"', browser.get(address).content.decode()) == ["2026", "2027", "2028"]
