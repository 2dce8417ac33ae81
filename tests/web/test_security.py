"""Headers, forgeries, and ways out that lead elsewhere."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from likvard.rulebook.permissions import Role
from tests.factories import a_user, an_organiser
from tests.web.addresses import addresses
from tests.web.houses import a_house

pytestmark = pytest.mark.django_db

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PAGES = ["account_login", "account_reset_password", "my_account", "home:index", "access:index", "history:index"]


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def director():
    user = a_user(Role.DIRECTOR, an_organiser(), email="karin@example.org")
    user.set_password("fyra-ord-i-rad-nu")
    user.save()
    return user


@pytest.mark.parametrize("page", PAGES)
def test_headers(client_of, director, page):
    response = client_of(director).get(reverse(page))
    assert {name: response[name] for name in HEADERS} == HEADERS
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]


def test_what_a_person_sees_is_not_kept_by_caches(client_of, director):
    assert "no-store" in client_of(director).get(reverse("my_account"))["Cache-Control"]


INLINE = re.compile(rb"<script(?![^>]*\bsrc=)|<style[\s>]|\sstyle=|\son[a-z]+=\"|javascript:|\shx-on", re.IGNORECASE)


def test_no_page_has_anything_inline(client_of):
    """The content policy would stop it in the browser; this stops it before."""
    house = a_house("Tranvik")
    browser = client_of(house.people[Role.DIRECTOR])
    found = {}
    for address in addresses():
        response = browser.get(address.of(**house.values))
        if not response.streaming and "html" in response.get("Content-Type", ""):
            if inline := INLINE.findall(response.content):
                found[str(address)] = inline
        elif response.streaming:
            list(response.streaming_content)  # a file that is read to its end closes itself
    assert found == {}


def test_no_form_is_taken_without_its_token(director):
    """Every address that takes a form refuses one that another site has made.

    An address that carries its own secret, or that is open to everybody, asks for no token: no cookie of the person's
    is read there.
    """
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    house = a_house("Tranvik")
    without = ("links:", "answering:", "signals:complain")
    asked = [a for a in addresses() if not str(a).startswith(without)]
    answers = {str(a): browser.post(a.of(**house.values)).status_code for a in asked}
    taken = {address: status for address, status in answers.items() if status != 403}
    assert taken == {}


ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "http:evil.example"]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_no_way_out_leads_elsewhere(client, director, address):
    signing_in = client.post(
        reverse("account_login") + "?next=" + address,
        {"login": director.email, "password": "fyra-ord-i-rad-nu", "next": address},
    )
    assert signing_in.status_code == 302
    assert "evil" not in signing_in["Location"]
    language = client.post(reverse("language"), {"language": "en", "next": address})
    assert language["Location"] == "/"


def test_a_safe_way_back_is_kept(client, director):
    response = client.post(
        reverse("account_login"), {"login": director.email, "password": "fyra-ord-i-rad-nu", "next": "/historik/"}
    )
    assert response["Location"] == "/historik/"


def test_guessing_passwords_is_stopped(client, director):
    def attempt(password):
        return client.post(reverse("account_login"), {"login": director.email, "password": password})

    for number in range(5):
        assert attempt(f"fel-{number}").status_code == 200
    assert "För många försök" in attempt("fel-igen").content.decode()
    assert attempt("fyra-ord-i-rad-nu").status_code != 302  # not even the right one, for a while


def test_a_wrong_password_tells_nothing_about_accounts(client, director):
    def answer(login):
        response = client.post(reverse("account_login"), {"login": login, "password": "fel"})
        return re.sub(r'value="[^"]*"|"X-CSRFToken": "[^"]*"', "", response.content.decode())

    assert answer(director.email) == answer("ingen@example.org")


def test_a_forgotten_password_tells_nothing_about_accounts(client, director, mailoutbox):
    answers = [
        client.post(reverse("account_reset_password"), {"email": address})
        for address in (director.email, "ingen@example.org")
    ]
    assert len({(a.status_code, a["Location"]) for a in answers}) == 1
    assert [m.to for m in mailoutbox] == [[director.email]]


def test_nobody_makes_an_account_alone(client):
    response = client.post(reverse("account_signup"), {"email": "ny@example.org", "password1": "x", "password2": "x"})
    assert "inbjudan" in response.content.decode()


def test_signing_out_needs_a_form(client_of, director):
    browser = client_of(director)
    assert browser.get(reverse("account_logout")).status_code == 200
    assert browser.get(reverse("my_account")).status_code == 200
    browser.post(reverse("account_logout"))
    assert browser.get(reverse("my_account")).status_code == 302


def test_working_in_a_foreign_organisation_is_refused(client_of, director):
    response = client_of(director).post(reverse("work_in"), {"organisation": an_organiser("Granby kommun").pk})
    assert response.status_code == 400


def test_health_says_that_all_is_well_and_nothing_else(client):
    response = client.get("/halsa")
    assert (response.status_code, response.json()) == (200, {"ok": True})


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/finns/inte/", 404, "Sidan finns inte här"), ("/dokument/nya/", 403, "Din roll räcker inte")],
)
def test_errors_speak_swedish(client_of, path, status, words):
    response = client_of(a_user(None)).get(path)
    assert response.status_code == status
    assert words in response.content.decode()


def test_an_error_of_our_own_is_said_kindly(client_of, director, monkeypatch):
    def broken(request):
        raise RuntimeError("something broke")

    monkeypatch.setattr("likvard.web.navigation.organisations", broken)
    browser = client_of(director)
    browser.raise_request_exception = False
    response = browser.get(reverse("my_account"))
    assert response.status_code == 500
    assert "Något gick fel hos oss" in response.content.decode()
    assert "something broke" not in response.content.decode()
