"""The second step: turned on, used, lost, and turned off again."""

import re

import pytest
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from likvard.ledger.queries import history_of_subject
from likvard.rulebook.permissions import Role
from tests.factories import a_user, an_organiser

pytestmark = pytest.mark.django_db(transaction=True)  # the letters go when the change is safe
PASSWORD = "fyra-ord-i-rad-nu"


@pytest.fixture
def user(monkeypatch):
    cache.clear()
    # The code changes every half minute: here it stands still.
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([1_000_000]))
    user = a_user(Role.DIRECTOR, an_organiser(), email="karin@example.org")
    user.set_password(PASSWORD)
    user.save()
    yield user
    cache.clear()


def code_of(secret):
    return auth.format_hotp_value(auth.hotp_value(secret, 1_000_000))


def sign_in(browser):
    return browser.post(reverse("account_login"), {"login": "karin@example.org", "password": PASSWORD})


def turn_on(browser):
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = browser.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'lv-secret">([A-Z2-7]+)<', page).group(1)
    cache.clear()
    return secret, browser.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})


def test_from_turning_on_to_turning_off(client, user, mailoutbox):
    sign_in(client)
    assert "Det är av" in client.get(reverse("mfa_index")).content.decode()
    secret, response = turn_on(client)
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    codes = re.findall(r"<code>([0-9a-f]+)</code>", page)
    assert len(codes) == 10
    assert codes[0] in client.get(reverse("mfa_download_recovery_codes")).content.decode()
    assert "10 koder kvar" in client.get(reverse("mfa_index")).content.decode()

    other = Client()
    cache.clear()
    assert sign_in(other)["Location"] == reverse("mfa_authenticate")
    assert other.get(reverse("my_account")).status_code == 302  # a password alone is not enough
    wrong = other.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Koden stämmer inte" in wrong.content.decode()
    cache.clear()
    assert other.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert other.get(reverse("my_account")).status_code == 200

    without_telephone = Client()
    sign_in(without_telephone)
    without_telephone.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert without_telephone.get(reverse("my_account")).status_code == 200
    assert "9 koder kvar" in without_telephone.get(reverse("mfa_index")).content.decode()

    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    client.post(reverse("mfa_generate_recovery_codes"))
    assert "10 koder kvar" in client.get(reverse("mfa_index")).content.decode()
    assert client.get(reverse("mfa_deactivate_totp")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert "Det är av" in client.get(reverse("mfa_index")).content.decode()

    told = [e.action for e in reversed(history_of_subject("person", user.pk).entries)]
    assert told == [
        "second_factor_added",
        "recovery_codes_renewed",
        "second_factor_removed",
    ]
    assert {m.subject for m in mailoutbox} == {
        "Andra steget är på",
        "Andra steget är av",
        "Nya reservkoder i Likvärd",
    }
    assert not [m for m in mailoutbox if "%" in m.body or "{" in m.body]


def test_turning_on_asks_for_the_password_after_a_while(client_of, user):
    browser = client_of(user)  # signed in, but not by password just now
    assert browser.get(reverse("mfa_activate_totp"))["Location"].startswith(reverse("account_reauthenticate"))
    page = browser.get(reverse("account_reauthenticate")).content.decode()
    assert "Bekräfta att det är du" in page
    wrong = browser.post(reverse("account_reauthenticate"), {"password": "fel"})
    assert "inte ditt lösenord" in wrong.content.decode()


def test_a_changed_password_is_told_by_letter_and_signs_others_out(client, user, mailoutbox):
    other = Client()
    sign_in(other)
    sign_in(client)
    changed = {"oldpassword": PASSWORD, "password1": "en-helt-annan-mening", "password2": "en-helt-annan-mening"}
    client.post(reverse("account_change_password"), changed)
    assert client.get(reverse("my_account")).status_code == 200
    assert other.get(reverse("my_account")).status_code == 302
    assert [m.subject for m in mailoutbox] == ["Ditt lösenord i Likvärd är ändrat"]
    assert history_of_subject("person", user.pk).entries[0].action == "password_changed"
