"""Administration: what the pages show, and the letters they send."""

import re
from smtplib import SMTPException

import pytest
from django.core.mail import EmailMessage
from django.urls import reverse

from likvard.access.models import Membership, User
from likvard.ledger.queries import history_of_subject
from likvard.organisations.models import RegisterImport
from likvard.rulebook.permissions import Role
from tests.factories import NOW, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def almvik():
    return an_organiser()


@pytest.fixture
def director(almvik):
    return a_user(Role.DIRECTOR, almvik, name="Karin Holm")


def invitation(**changes):
    return {"name": "Nils Ny", "email": "Ny@example.org", "language": "sv", "role": "editor"} | changes


def test_a_director_with_one_organisation_comes_straight_to_it(client_of, director, almvik):
    response = client_of(director).get(reverse("access:index"))
    assert response["Location"] == reverse("access:organisation", args=[almvik.pk])


def test_an_invitation_gives_the_role_and_sends_a_letter_in_the_persons_language(
    client_of, director, almvik, mailoutbox
):
    path = reverse("access:invite", args=[almvik.pk])
    response = client_of(director).post(path, invitation(language="en"))
    assert response["Location"] == reverse("access:organisation", args=[almvik.pk])
    user = User.objects.get(email="ny@example.org")
    assert [(m.role, m.organisation) for m in user.memberships.all()] == [("editor", almvik)]
    (letter,) = mailoutbox
    assert (letter.to, letter.subject) == (["ny@example.org"], "You are invited to Likvärd")
    assert "Karin Holm has given you a role for Almviks kommun" in letter.body
    assert history_of_subject("person", user.pk).entries[0].action == "invitation_sent"


def test_the_link_of_the_letter_opens_the_door_once(client, client_of, director, almvik, mailoutbox):
    client_of(director).post(reverse("access:invite", args=[almvik.pk]), invitation())
    link = re.search(r"http://[^/]+(/\S+)", mailoutbox[0].body).group(1)
    assert "Nils Ny" in client.get(link).content.decode()
    short = client.post(link, {"password": "kort", "again": "kort"})
    assert (short.status_code, "12 tecken" in short.content.decode()) == (422, True)
    unequal = client.post(link, {"password": "fyra-ord-i-rad-nu", "again": "fyra-ord-i-rad"})
    assert "inte lika" in unequal.content.decode()
    password = {"password": "fyra-ord-i-rad-nu", "again": "fyra-ord-i-rad-nu"}
    assert client.post(link, password)["Location"] == reverse("account_login")
    assert client.post(link, password).status_code == 410
    signed = client.post(reverse("account_login"), {"login": "NY@example.org", "password": "fyra-ord-i-rad-nu"})
    assert signed["Location"] == "/"


def test_who_has_an_account_is_told_of_the_new_role_without_a_link(client_of, director, almvik, mailoutbox):
    known = a_user(Role.EDITOR, an_organiser("Granby kommun"), email="ny@example.org")
    known.set_password("fyra-ord-i-rad-nu")
    known.save()
    client_of(director).post(reverse("access:invite", args=[almvik.pk]), invitation())
    assert mailoutbox[0].subject == "Du har fått en ny roll i Likvärd"
    assert "valkommen" not in mailoutbox[0].body


def test_a_letter_that_cannot_be_sent_costs_nobody_the_role(client_of, director, almvik, monkeypatch):
    def rests(self, *args, **kwargs):
        raise SMTPException("closed for the night")

    monkeypatch.setattr(EmailMessage, "send", rests)
    browser = client_of(director)
    response = browser.post(reverse("access:invite", args=[almvik.pk]), invitation(), follow=True)
    assert "mejlet kunde inte skickas" in response.content.decode()
    user = User.objects.get(email="ny@example.org")
    monkeypatch.undo()
    response = browser.post(reverse("access:send_invitation", args=[user.pk]), follow=True)
    assert "Ett mejl är skickat" in response.content.decode()


REFUSED = [
    ({"role": "principal"}, "Välj minst en skolenhet"),
    ({"role": "system_owner"}, "role"),
    ({"role": "reviewer"}, "role"),
    ({"email": "inte en adress"}, "email"),
    ({"name": ""}, "name"),
]


@pytest.mark.parametrize(("changes", "said"), REFUSED)
def test_an_invitation_that_cannot_be_is_sent_back_with_words(client_of, director, almvik, changes, said, mailoutbox):
    response = client_of(director).post(reverse("access:invite", args=[almvik.pk]), invitation(**changes))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert (User.objects.exclude(pk=director.pk).count(), mailoutbox) == (0, [])


def test_changing_and_ending_a_role(client_of, director, almvik):
    colleague, unit = a_user(Role.EDITOR, almvik), a_unit(almvik)
    browser = client_of(director)
    old = colleague.memberships.get()
    browser.post(reverse("access:change_role", args=[old.pk]), {"role": "principal", "school_units": [unit.pk]})
    new = Membership.objects.exclude(pk=old.pk).get(user=colleague)
    assert (new.role, list(new.school_units.all())) == ("principal", [unit])
    response = browser.post(reverse("access:end_role", args=[new.pk]), follow=True)
    assert "Ingen roll i dag" in response.content.decode()


def test_a_directors_own_role_is_left_to_others(client_of, director):
    browser = client_of(director)
    own = director.memberships.get()
    page = browser.get(reverse("access:person", args=[director.pk])).content.decode()
    assert (reverse("access:end_role", args=[own.pk]) in page, "Det här är du" in page) == (False, True)
    response = browser.post(reverse("access:end_role", args=[own.pk]), follow=True)
    assert "inte ändra din egen roll" in response.content.decode()


def test_closing_and_opening_an_account(client_of, director, almvik):
    colleague = a_user(Role.EDITOR, almvik)
    browser = client_of(director)
    assert (
        "är stängt" in browser.post(reverse("access:close_account", args=[colleague.pk]), follow=True).content.decode()
    )
    assert (
        "öppet igen"
        in browser.post(reverse("access:reopen_account", args=[colleague.pk]), follow=True).content.decode()
    )


def test_the_system_owner_sees_who_uses_the_installation_and_finds_the_rest(client_of, almvik, director):
    an_organiser("Årsunda kommun", search_name="arsunda kommun")
    browser = client_of(a_user(Role.SYSTEM_OWNER))
    page = browser.get(reverse("access:index")).content.decode()
    assert ("Almviks kommun" in page, "Årsunda kommun" in page) == (True, False)
    assert "Årsunda kommun" in browser.get(reverse("access:index"), {"q": "årsunda"}).content.decode()
    assert browser.get("/")["Location"] == reverse("access:index")


def test_only_a_system_owner_invites_system_owners(client_of, director, mailoutbox):
    path = reverse("access:invite_system_owner")
    assert client_of(director).post(path, invitation(role="system_owner"))["Location"] == reverse("access:index")
    client_of(a_user(Role.SYSTEM_OWNER)).post(path, invitation(role="system_owner"))
    assert [m.to for m in mailoutbox] == [["ny@example.org"]]


def test_the_register_is_told_of(client_of):
    browser = client_of(a_user(Role.SYSTEM_OWNER))
    assert "Registret är tomt" in browser.get(reverse("access:registers")).content.decode()
    log = {"source": "enheter.csv", "row": 7, "column": "namn", "severity": "warning", "code": "twice", "value": "X"}
    RegisterImport.objects.create(
        source="Skolverket",
        checksum="ab",
        imported_at=NOW,
        valid_on="2026-10-15",
        counts={"units_new": 7484},
        log=[log],
    )
    page = browser.get(reverse("access:registers")).content.decode()
    assert "7\N{NO-BREAK SPACE}484</span> nya skolenheter" in page
    assert "Raden finns två gånger" in page


def test_working_in_one_organisation_and_in_all(client_of, almvik):
    user = a_user(Role.EDITOR, almvik)
    other = an_organiser("Granby kommun")
    Membership.objects.create(user=user, role=Role.DIRECTOR, organisation=other, valid_from="2020-01-01")
    browser = client_of(user)
    assert browser.get(reverse("access:index")).status_code == 302
    browser.post(reverse("work_in"), {"organisation": almvik.pk})
    assert browser.get(reverse("access:index")).status_code == 403  # an editor there
    browser.post(reverse("work_in"), {"organisation": ""})
    assert browser.get(reverse("access:index")).status_code == 302


def test_language_follows_the_person(client, client_of, director):
    assert "Logga in" in client.get(reverse("account_login")).content.decode()
    assert "Sign in" in client.get(reverse("account_login"), headers={"accept-language": "en"}).content.decode()
    assert "Logga in" in client.get(reverse("account_login"), headers={"accept-language": "de"}).content.decode()
    browser = client_of(director)
    browser.post(reverse("language"), {"language": "en", "next": reverse("my_account")})
    assert 'lang="en"' in browser.get(reverse("my_account"), headers={"accept-language": "sv"}).content.decode()
    assert browser.post(reverse("language"), {"language": "de"}).status_code == 400


def test_own_details(client_of, director):
    browser = client_of(director)
    browser.post(reverse("my_account"), {"name": "Karin Nyholm", "title": "skolchef"})
    director.refresh_from_db()
    assert (director.name, director.title) == ("Karin Nyholm", "skolchef")
    assert browser.post(reverse("my_account"), {"name": ""}).status_code == 422
