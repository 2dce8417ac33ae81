"""Pages of the year: what a person sees of it, adds to it and says is done."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from likvard.quality.actions.year import add_event, change_event, take_up_national
from likvard.quality.models import YearEvent
from likvard.reviews.actions.calendar import open_feed
from likvard.rulebook.permissions import Role
from likvard.rulebook.schoolyear import school_year_of
from tests.factories import NOW, a_unit, a_user, an_organiser
from tests.factories.signals import an_incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def almvik():
    return an_organiser(school_forms=["compulsory"])


@pytest.fixture
def unit(almvik):
    return a_unit(almvik)


def fields(**given):
    return {
        "title": "Kvartalssamtal", "kind": "dialogue", "starts": timezone.localdate() + timedelta(days=3), "ends": "",
        "repeats": "week", "unit": "", "owner": "", "role": "director", "about": "dialogues", "note": "", **given,
    }  # fmt: skip


def test_a_director_adds_changes_and_removes_an_event(almvik, client_of):
    browser = client_of(a_user(Role.DIRECTOR, almvik))
    added = browser.post(reverse("year:add"), fields())
    event = YearEvent.objects.get()
    year = school_year_of(event.starts)
    assert added["Location"] == f"{reverse('year:index')}?lasar={year}"
    assert (event.repeats, event.role, event.about, event.ends) == ("week", "director", "dialogues", event.starts)
    page = browser.get(added["Location"]).content.decode()
    assert "Kvartalssamtal" in page
    changed = browser.post(reverse("year:event", args=[event.pk]), fields(title="Dialog", version=event.version))
    assert changed.status_code == 302
    behind = browser.post(reverse("year:event", args=[event.pk]), fields(title="Annat", version=1))
    assert (behind.status_code, "Annat" in behind.content.decode()) == (409, True)
    browser.post(reverse("year:remove", args=[event.pk]), {"version": 2})
    assert YearEvent.objects.get().removed_on == timezone.localdate()
    assert "Borttagen" in browser.get(reverse("year:event", args=[event.pk])).content.decode()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"title": ""}, "Vad som händer"),
        ({"ends": "2020-01-01"}, "före den första"),
        ({"starts": "", "ends": "2027-01-01"}, "Första dag"),
        ({"owner": "x"}, "Ansvarig"),
    ],
)
def test_what_is_wrong_is_said(almvik, client_of, given, says):
    refused = client_of(a_user(Role.EDITOR, almvik)).post(reverse("year:add"), fields(**given))
    assert (refused.status_code, says in refused.content.decode()) == (422, True)
    assert not YearEvent.objects.exists()


def test_a_person_or_a_role_not_both(almvik, client_of):
    editor = a_user(Role.EDITOR, almvik)
    refused = client_of(editor).post(reverse("year:add"), fields(owner=editor.pk))
    assert (refused.status_code, "inte båda" in refused.content.decode()) == (422, True)


def test_a_principal_adds_events_of_the_own_units_alone(almvik, unit, client_of):
    other = a_unit(almvik, "Granskolan")
    browser = client_of(a_user(Role.PRINCIPAL, almvik, [unit]))
    assert browser.post(reverse("year:add"), fields(unit=other.pk)).status_code == 422
    assert browser.post(reverse("year:add"), fields(unit="")).status_code == 422
    assert browser.post(reverse("year:add"), fields(unit=unit.pk)).status_code == 302
    assert [one.unit for one in YearEvent.objects.all()] == [unit]
    whole = add_event(holder=almvik, title="Hela", kind="other", starts=timezone.localdate(), by=None, at=NOW)
    address = reverse("year:event", args=[whole.pk])
    assert [browser.get(address).status_code, browser.post(address, fields()).status_code] == [200, 403]


def test_the_national_events_are_taken_up_moved_and_left_out(almvik, client_of):
    browser = client_of(a_user(Role.EDITOR, almvik))
    assert "Ta med de nationella händelserna" in browser.get(reverse("year:index")).content.decode()
    browser.post(reverse("year:take_up"))
    assert YearEvent.objects.filter(national="count_day").exists()
    assert not YearEvent.objects.filter(national="leaving_results").exists()
    assert "Ta med de nationella händelserna" not in browser.get(reverse("year:index")).content.decode()
    staff = YearEvent.objects.get(national="staff")
    day = date(school_year_of(timezone.localdate()) + 1, 3, 9)
    address = reverse("year:national", args=["staff"])
    browser.post(address, {"starts": day, "role": "editor", "version": staff.version})
    staff.refresh_from_db()
    assert (staff.starts, staff.ends, staff.role) == (day, day, "editor")
    behind = browser.post(address, {"starts": "", "version": 1})
    assert behind.status_code == 409
    browser.post(reverse("year:national", args=["costs"]), {"left_out": "on", "version": 1})
    page = browser.get(reverse("year:index")).content.decode()
    assert "1 nationell händelse gäller inte er" in page


def test_a_board_reads_the_year_and_changes_nothing(almvik, client_of):
    event = add_event(holder=almvik, title="Dialog", kind="dialogue", starts=timezone.localdate(), by=None, at=NOW)
    browser = client_of(a_user(Role.BOARD_READER, almvik))
    assert "Dialog" in browser.get(reverse("year:index")).content.decode()
    assert browser.get(reverse("year:national", args=["count_day"])).status_code == 200
    refused = [
        browser.post(reverse("year:add"), fields()), browser.post(reverse("year:take_up")),
        browser.post(reverse("year:mark", args=[event.pk]), {"school_year": 2026}),
        browser.post(reverse("year:national", args=["count_day"]), {}),
    ]  # fmt: skip
    assert {one.status_code for one in refused} == {403}
    assert browser.get(reverse("year:national", args=["feast"])).status_code == 404


def test_who_says_that_it_is_done(almvik, unit, client_of):
    principal, other = a_user(Role.PRINCIPAL, almvik, [unit]), a_user(Role.PRINCIPAL, almvik, [a_unit(almvik)])
    today = timezone.localdate()
    plan = add_event(holder=almvik, title="Plan", kind="plan", starts=today, role="principal", by=None, at=NOW)
    own = add_event(holder=almvik, title="Min", kind="other", starts=today, owner=principal, by=None, at=NOW)
    year = school_year_of(today)
    said = [
        client_of(user).post(reverse("year:mark", args=[event.pk]), {"school_year": year}).status_code
        for user, event in ((principal, plan), (principal, own), (other, own))
    ]
    assert said == [302, 302, 403]
    assert [(mark.event, mark.unit) for mark in plan.marks.all()] == [(plan, unit)]
    assert [mark.unit for mark in own.marks.all()] == [None]
    browser = client_of(a_user(Role.DIRECTOR, almvik))
    assert "1 enhet är klar" in browser.get(reverse("year:index")).content.decode()
    client_of(principal).post(reverse("year:mark", args=[own.pk]), {"school_year": year, "undo": "on"})
    assert not own.marks.exists()


def test_the_calendar_tells_the_year_and_never_who_a_signal_is_about(almvik, unit, client):
    principal = a_user(Role.PRINCIPAL, almvik, [unit])
    take_up_national(holder=almvik, keys=["count_day"], by=None, at=NOW)
    an_incident(unit, at=timezone.now())
    answer = client.get(f"/kalender/{open_feed(user=principal, by=principal, at=NOW)}.ics")
    text = answer.content.decode().replace("\r\n ", "")
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert len({str(one["UID"]) for one in events}) == len(events)
    assert "räknas den 15 oktober" in text
    signals = [str(one["SUMMARY"]) for one in events if str(one["UID"]).startswith("signals-")]
    assert signals
    assert all(one.startswith("Signaler: 1 sista dag – ") for one in signals)
    assert not any(word in text for word in ("Utsatt", "knuffades", "KB-"))


@pytest.mark.parametrize("asked", ["lasar=abc", "lasar=99999", "huvudman=x", "lasar=2031", ""])
def test_strange_addresses_show_a_year(almvik, client_of, asked):
    browser = client_of(a_user(Role.DIRECTOR, almvik))
    assert browser.get(f"{reverse('year:index')}?{asked}").status_code == 200


def test_it_stands_on_to_do_until_it_is_done(almvik, client_of):
    editor = a_user(Role.EDITOR, almvik)
    today = timezone.localdate()
    own = add_event(
        holder=almvik, title="Planera dialoger", kind="dialogue", starts=today, owner=editor, by=None, at=NOW
    )
    [count_day] = take_up_national(holder=almvik, keys=["count_day"], by=None, at=NOW)
    change_event(event=count_day, version=1, starts=today, ends=today, by=None, at=NOW)
    browser = client_of(editor)
    page = browser.get("/").content.decode()
    assert f'href="{reverse("year:event", args=[own.pk])}"' in page
    assert "räknas den 15 oktober" in page
    for event in (own, count_day):
        browser.post(reverse("year:mark", args=[event.pk]), {"school_year": school_year_of(today)})
    page = browser.get("/").content.decode()
    assert "Planera dialoger" not in page
    assert "15 oktober" not in page
