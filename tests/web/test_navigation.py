"""One word of the navigation is marked on every page that belongs to it."""

import re

import pytest
from django.urls import NoReverseMatch, reverse

from likvard.rulebook.permissions import Role
from likvard.web.navigation import QUALITY
from likvard.web.templatetags.quality import SECTIONS
from tests.factories import a_user, an_organiser

pytestmark = pytest.mark.django_db


def marked(page: str) -> list[str]:
    links = re.findall(r"<a ([^>]*)>(.*?)</a>", page[page.index('class="lv-nav"') : page.index('id="main"')], re.S)
    return [re.sub(r"<[^>]+>", "", words).strip() for marks, words in links if 'aria-current="page"' in marks]


@pytest.mark.parametrize("group", QUALITY)
def test_quality_is_marked_on_each_of_its_parts(group, client_of):
    try:
        address = reverse(f"{group}:index")
    except NoReverseMatch:
        pytest.skip(f"{group} has no page")
    browser = client_of(a_user(Role.DIRECTOR, an_organiser()))
    assert marked(browser.get(address).content.decode()) == ["Kvalitet"]


def test_the_tabs_and_the_navigation_know_the_same_parts():
    assert tuple(key for key, _word in SECTIONS) == QUALITY


@pytest.mark.parametrize(("address", "word"), [("/", "Att göra"), ("/arenden/", "Ärenden"), ("/samtal/", "Samtal")])
def test_the_others_mark_themselves(address, word, client_of):
    browser = client_of(a_user(Role.DIRECTOR, an_organiser()))
    assert marked(browser.get(address).content.decode()) == [word]


@pytest.mark.parametrize(
    ("role", "kind", "word"),
    [(Role.DIRECTOR, "municipality", "Kvalitet"), (Role.REVIEWER, "authority", "Granskningar")],
)
def test_inventories_stand_under_the_own_quality_work_or_else_under_rounds(role, kind, word, client_of):
    browser = client_of(a_user(role, an_organiser(kind=kind)))
    assert marked(browser.get(reverse("inventory:index")).content.decode()) == [word]
