"""Every view says who may come in, and keeps the others out."""

import pytest
from django.urls import reverse

from likvard.rulebook.permissions import PERMISSIONS, Permission, Role
from tests.factories import a_user, an_organiser
from tests.web.addresses import addresses
from tests.web.houses import a_house

ADDRESSES = addresses()


def test_every_view_is_marked():
    bare = [str(a) for a in ADDRESSES if not isinstance(a.guard, Permission) and a.guard not in ("public", "signed_in")]
    assert bare == [], "mark these views with @needs(...), @signed_in or @public (web/guards.py)"


def test_what_anybody_may_open_is_known():
    """A page that anybody on the internet may open is a decision: it is written here too."""
    by_link = {str(a) for a in ADDRESSES if str(a).startswith("links:")}  # the secret in the address is the key
    assert {str(a) for a in ADDRESSES if a.guard == "public"} - by_link == {
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_signup",
        "answering:enter",  # a code is typed here
        "answering:questionnaire",  # the code in the address opens it once
        "answering:thanks",
        "health",
        "home:feed",  # the secret in the address is the key
        "language",
        "public:decisions_csv",  # what two people have published; tests/web/test_public.py
        "public:decisions_json",
        "public:feed",
        "public:figure",
        "public:figure_csv",
        "public:figures",
        "public:figures_of",
        "public:index",
        "public:news",
        "public:news_list",
        "public:pdf",
        "public:publication",
        "public:statistics",
        "public:statistics_csv",
        "signals:complain",  # whoever has a complaint needs no account (4 kap. 8 § skollagen)
        "vouch",  # 404 where there is no identity provider; tests/web/test_oidc.py
        "vouched",
        "mfa_authenticate",  # between password and code nobody is signed in yet
        "welcome",  # the one-time link in the address is the key
    }


@pytest.mark.django_db
def test_strangers_are_sent_to_the_sign_in_page(client):
    house = a_house("Tranvik")
    wrong = {}
    for address in ADDRESSES:
        if address.guard == "public":
            continue
        for method in (client.get, client.post):
            response = method(address.of(**house.values))
            if response.status_code != 302 or not response["Location"].startswith(reverse("account_login")):
                wrong[str(address)] = response.status_code
    assert wrong == {}


@pytest.mark.django_db
def test_a_role_without_the_permission_is_refused(client_of):
    """For each view, somebody of the same organisation whose role lacks what the view needs."""
    house = a_house("Tranvik")
    nobody = client_of(a_user(None))
    browsers = {role: client_of(person) for role, person in house.people.items()}
    wrong = {}
    for address in ADDRESSES:
        if not isinstance(address.guard, Permission):
            continue
        lacking = [role for role in house.people if address.guard not in PERMISSIONS[role]]
        for browser in [nobody, *(browsers[role] for role in lacking[:1])]:
            for method in (browser.get, browser.post):
                response = method(address.of(**house.values))
                if response.status_code != 403:
                    wrong[f"{address} {response.request['REQUEST_METHOD']}"] = response.status_code
    assert wrong == {}


@pytest.mark.django_db
def test_an_ended_role_opens_nothing(client_of):
    user = a_user(Role.DIRECTOR, an_organiser())
    user.memberships.update(valid_to="2021-01-01")
    assert client_of(user).get(reverse("documents:index")).status_code == 403


@pytest.mark.django_db
def test_a_closed_account_is_signed_out(client_of):
    user = a_user(Role.DIRECTOR, an_organiser())
    browser = client_of(user)
    assert browser.get(reverse("my_account")).status_code == 200
    user.is_active = False
    user.save()
    assert browser.get(reverse("my_account")).status_code == 302
