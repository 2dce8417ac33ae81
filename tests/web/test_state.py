"""Pages of the state of play: first start, figures in words, hidden ones hidden everywhere, pins, who sees what."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from likvard.quality.models import PinnedFigure
from likvard.rulebook.permissions import Role
from tests.factories import a_unit, a_user, an_organiser
from tests.quality.conftest import country, country_folder, made_of_country  # noqa: F401 - fixtures
from tests.quality.small_country import own_pupils, own_results, published

pytestmark = pytest.mark.django_db
ALL = "year9_all_subjects_share|compulsory|9|||"
GIRLS = "own:results:all_subjects_share||9||girls|"
BOYS = "own:results:all_subjects_share||9||boys|"
YEARS = ((2021, 70), (2022, 69), (2023, 68), (2024, 33))


@pytest.fixture
def ours():
    return an_organiser("Tranvik")


@pytest.fixture
def units(ours):
    return [a_unit(ours, name) for name in ("Bergaskolan", "Tranviksskolan", "Årbyskolan")]


@pytest.fixture
def figures(country, ours, units):  # noqa: F811
    lines = [
        f"{unit.school_unit_code};{y}/{y % 100 + 1};9;;{v + 4 * at};60"
        for at, unit in enumerate(units) for y, v in YEARS
    ]  # fmt: skip
    code = units[1].school_unit_code
    # 7 girls: their share is withheld, and the boys' with it.
    lines += [f"{code};2024/25;9;flicka;71,4286;7", f"{code};2024/25;9;pojke;37,7358;53"]
    own_results(ours, *lines)
    own_pupils(ours, *(f"{unit.school_unit_code};2024/25;500;30;55" for unit in units))
    published()


@pytest.fixture
def editor(client_of, ours):
    return client_of(a_user(Role.EDITOR, ours))


def address(view: str, place: str, *more: str) -> str:
    return reverse(f"state:{view}", args=[place, *more])


def test_first_start_leads_to_real_schools(editor, ours):
    """Nothing is imported or published: the figures that ship with the product are there."""
    page = editor.get(reverse("state:index"))
    assert (page.status_code, "Tyresö" in page.content.decode()) == (200, True)
    page = editor.get(reverse("state:index"), {"kommun": "0138"})
    assert page.url == address("place", "kommun-0138")
    text = editor.get(page.url).content.decode()
    assert "Nyboda skola" in text
    assert "uppfyllde kriterierna i alla ämnen läsåret 2024/25" in text


def test_who_has_figures_of_their_own_comes_to_them(figures, editor, ours):
    assert editor.get(reverse("state:index")).url == address("place", f"huvudman-{ours.pk}")
    text = editor.get(address("place", f"huvudman-{ours.pk}")).content.decode()
    assert "uppfyllde kriterierna i alla ämnen läsåret 2024/25 (180 elever)" in text
    assert "Ingen uppgift om detta:" in text
    assert text.index("Bergaskolan") < text.index("Tranviksskolan") < text.index("Årbyskolan")


def test_a_withheld_figure_is_nowhere(figures, editor, units):
    place = f"skola-{units[1].school_unit_code}"
    hidden = ("71,4", "71.4", "71\xa0%", "37,7", "37.7", "38\xa0%")
    for serie in (GIRLS, BOYS):
        asked = {"serie": serie}
        found = [
            editor.get(address("figure", place), asked),
            editor.get(address("area", place, "results")),
            editor.get(address("place", place)),
            *(editor.get(address("file", place, form), asked) for form in ("svg", "csv")),
        ]
        for response in found:
            text = response.content.decode()
            assert response.status_code == 200
            assert [text[max(0, text.index(one) - 60) :][:90] for one in hidden if one in text] == []
        assert "visas inte" in found[0].content.decode()
        assert ";2024/25;;döljs;;;" in found[-1].content.decode()
        editor.post(address("pin", place), asked)
    assert list(PinnedFigure.objects.values_list("value", "state").order_by("id")) == [(None, "withheld")] * 2


def test_the_page_of_a_figure_compares_shows_rows_and_downloads(figures, editor, ours, units):
    unit = f"skola-{units[1].school_unit_code}"
    text = editor.get(address("figure", unit), {"serie": ALL}).content.decode()
    assert "ligger under snittet för skolor med liknande elever" in text
    assert "resultat" in text
    assert "rad 9" in text
    whole = f"huvudman-{ours.pk}"
    text = editor.get(address("figure", whole), {"serie": ALL}).content.decode()
    assert "Skillnader som kvarstår givet elevsammansättningen" in text
    names = [text.rindex(unit.name) for unit in units]
    assert names == sorted(names)
    kinds = {
        (form, name): editor.get(address("file", whole, form), {"serie": ALL, "bild": name})
        for form, name in (
            ("svg", "years"),
            ("svg", "caterpillar"),
            ("svg", "funnel"),
            ("png", "years"),
            ("csv", "funnel"),
        )
    }
    assert {key: response.status_code for key, response in kinds.items()} == dict.fromkeys(kinds, 200)
    assert b"<svg" in kinds["svg", "years"].content
    assert kinds["png", "years"].content.startswith(b"\x89PNG")
    assert "Bergaskolan;" in kinds["csv", "funnel"].content.decode()


def test_a_figure_leads_to_its_file_and_back(figures, editor, client_of, ours, units):
    from_figure = address("figure", f"skola-{units[0].school_unit_code}") + "?" + urlencode({"serie": ALL})
    page = editor.get(from_figure).content.decode()
    (link,) = set(re.findall(rf'href="({reverse("data:index")}[0-9a-f-]+/\?fran=[^"]+)"', page))
    file = editor.get(unescape(link)).content.decode()
    (back,) = re.findall(r'<a href="([^"]+)">Siffran</a>', file)
    assert unescape(back) == from_figure
    assert editor.get(unescape(back)).status_code == 200
    version = link.partition("?")[0]
    for elsewhere in ("https://example.org/nulage/x/siffra/", "//example.org/nulage/x/siffra/", "/mal/", ""):
        assert "Siffran</a>" not in editor.get(version, {"fran": elsewhere}).content.decode()
    # Who may not look into the data is told of the file in words, without a link that leads nowhere.
    principal = client_of(a_user(Role.PRINCIPAL, ours, [units[0]]))
    page = principal.get(from_figure).content.decode()
    for found in re.findall(rf'href="({reverse("data:index")}[0-9a-f-]+/\?fran=[^"]+)"', page):
        assert principal.get(unescape(found)).status_code == 200


@pytest.mark.parametrize("serie", ["", "x", "x|||||", "year9_merit_value|compulsory|9|||"])
def test_an_unknown_figure_is_not_found(figures, editor, ours, serie):
    place = f"huvudman-{ours.pk}"
    assert editor.get(address("figure", place), {"serie": serie}).status_code == 404
    assert editor.get(address("file", place, "svg"), {"serie": serie}).status_code == 404
    assert editor.get(address("file", place, "exe"), {"serie": ALL}).status_code == 404


def test_a_figure_is_pinned_once_with_its_sentence(figures, editor, units):
    place = f"skola-{units[1].school_unit_code}"
    for _ in range(2):
        assert editor.post(address("pin", place), {"serie": ALL}).status_code == 302
    editor.post(address("pin", place), {"serie": ALL, "kind": "gap"})
    pins = PinnedFigure.objects.order_by("kind")
    assert (pins[0].kind, pins[0].unit, pins[0].value) == ("figure", units[1], 37.0)
    assert [pin.kind for pin in pins] == ["figure", "gap"]
    assert pins[0].sentence_sv.startswith("Tranviksskolan: 37\xa0% av eleverna i årskurs 9")
    assert "Fäst den" in editor.get(address("figure", place), {"serie": ALL}).content.decode()


def test_a_principal_pins_for_the_own_unit_only(figures, client_of, ours, units):
    principal = client_of(a_user(Role.PRINCIPAL, ours, [units[0]]))
    assert principal.get(reverse("state:index")).url == address("place", f"skola-{units[0].school_unit_code}")
    principal.post(address("pin", f"skola-{units[0].school_unit_code}"), {"serie": ALL})
    assert list(PinnedFigure.objects.values_list("unit", flat=True)) == [units[0].pk]
    other = f"skola-{units[1].school_unit_code}"
    assert principal.get(address("figure", other), {"serie": ALL}).status_code == 404
    assert principal.post(address("pin", other), {"serie": ALL}).status_code == 404
    text = principal.get(address("place", f"huvudman-{ours.pk}")).content.decode()
    assert "(60 elever)" in text  # the own unit alone


def test_who_may_read_and_who_may_pin(figures, client_of, ours, units):
    place = f"skola-{units[0].school_unit_code}"
    board, reviewer = client_of(a_user(Role.BOARD_READER, ours)), client_of(a_user(Role.REVIEWER, ours))
    neighbour = client_of(a_user(Role.DIRECTOR, an_organiser("Granby")))
    answers = {
        "board reads": board.get(address("place", place)).status_code,
        "board pins": board.post(address("pin", place), {"serie": ALL}).status_code,
        "reviewer reads": reviewer.get(address("place", place)).status_code,
        "neighbour reads": neighbour.get(address("place", place)).status_code,
        "neighbour reads open data": neighbour.get(address("place", "kommun-0138")).status_code,
    }
    assert answers == {
        "board reads": 200, "board pins": 403, "reviewer reads": 403, "neighbour reads": 404,
        "neighbour reads open data": 200,
    }  # fmt: skip


def test_what_stands_out_says_how_many_are_expected_false(figures, editor, ours):
    text = editor.get(address("stands_out", f"huvudman-{ours.pk}")).content.decode()
    assert "väntas vara slump" in text
    assert "har fallit" in text
    fragment = editor.get(address("falling", f"huvudman-{ours.pk}"), headers={"HX-Request": "true"})
    assert "går inte att räkna ut här" in fragment.content.decode()


def test_a_page_asks_the_database_the_same_whatever_is_on_it(figures, editor, ours, django_assert_max_num_queries):
    for place in (f"huvudman-{ours.pk}", "kommun-0138"):
        editor.get(address("place", place))
        with django_assert_max_num_queries(16):
            editor.get(address("place", place))


def test_english_has_its_own_words(figures, client_of, ours):
    browser = client_of(a_user(Role.EDITOR, ours, language="en"))
    text = browser.get(address("place", f"huvudman-{ours.pk}")).content.decode()
    assert "met the criteria in all subjects in 2024/25 (180 pupils)" in text
    assert "No data about this:" in text
