"""The calendar: a file that calendars understand, at an address that nobody guesses and that can be closed."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from likvard.access.models import Membership
from likvard.organisations.models import Organisation
from likvard.quality.actions.dialogues import cancel_dialogue, move_dialogue
from likvard.reviews.actions import calendar as actions
from likvard.reviews.actions import deadlines
from likvard.reviews.models import CalendarFeed, CaseUnit, Period
from likvard.rulebook.permissions import Role
from tests.factories import NOW, a_case, a_deadline, a_unit, a_user, an_organiser
from tests.factories.dialogues import a_dialogue, a_party, a_series

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def editor(holder):
    return a_user(Role.EDITOR, holder)


def address_of(user):
    return f"/kalender/{actions.open_feed(user=user, by=user, at=NOW)}.ics"


def events(client, address):
    response = client.get(address)
    assert response.status_code == 200
    calendar = Calendar.from_ical(response.content)
    assert calendar.errors == []
    return {str(e["SUMMARY"]): e for e in calendar.walk("VEVENT")}


def test_the_file_says_what_a_calendar_needs(client, editor, holder):
    case = a_case(holder, title="Tillsyn; av Björkskolan, \\ Almvik", case_number="SI 2025:1")
    row = a_deadline(case, date(2026, 12, 1), note="Först\nsedan")
    Period.objects.create(case=case, starts=date(2026, 11, 23), ends=date(2026, 11, 24), what="visit")
    Period.objects.create(case=case, starts=date(2026, 11, 30), ends=date(2026, 12, 13), what="interviews")
    response = client.get(address_of(editor))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert (response["X-Robots-Tag"], response["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    text = response.content
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert b"\n" not in text.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(text)
    assert (str(calendar["VERSION"]), "Likvard" in str(calendar["PRODID"])) == ("2.0", True)
    found = list(calendar.walk("VEVENT"))
    assert len({str(e["UID"]) for e in found}) == 3
    last_day = next(e for e in found if str(e["UID"]).startswith(f"deadline-{row.id}@"))
    assert (last_day["DTSTART"].dt, last_day["DTEND"].dt) == (date(2026, 12, 1), date(2026, 12, 2))
    assert last_day["DTSTART"].params["VALUE"] == "DATE"
    assert (str(last_day["STATUS"]), last_day["SEQUENCE"]) == ("CONFIRMED", 0)
    assert "Tillsyn; av Björkskolan, \\ Almvik" in str(last_day["SUMMARY"])
    assert last_day["DTSTAMP"].dt == NOW.astimezone(ZoneInfo("UTC"))
    visit, weeks = (e for e in sorted(found, key=lambda e: e["DTSTART"].dt) if "period" in str(e["UID"]))
    assert (visit["DTEND"].dt, str(visit["STATUS"])) == (date(2026, 11, 25), "CONFIRMED")
    assert (weeks["DTEND"].dt, str(weeks["STATUS"])) == (date(2026, 12, 14), "TENTATIVE")


def test_a_moved_day_keeps_its_name_and_counts_up(client, editor, holder):
    row = a_deadline(a_case(holder), date(2026, 12, 1))
    address = address_of(editor)
    [before] = events(client, address).values()
    deadlines.move_deadline(
        deadline=row, to_day=date(2027, 2, 1), reason="Anstånd", version=1, by=editor, at=NOW + timedelta(days=1)
    )
    [after] = events(client, address).values()
    assert str(after["UID"]) == str(before["UID"])
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == date(2027, 2, 1)
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt


def test_the_same_file_is_not_sent_twice(client, editor, holder):
    a_deadline(a_case(holder), date(2026, 12, 1))
    address = address_of(editor)
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    a_deadline(a_case(holder), date(2026, 12, 2))
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_the_secret_is_long_and_not_stored(editor):
    secret = actions.open_feed(user=editor, by=editor, at=NOW)
    assert len(secret) >= 43  # 32 bytes
    [feed] = CalendarFeed.objects.all()
    assert secret not in str(vars(feed))
    assert feed.secret_sha256 == actions.digest_of(secret)


def test_a_new_address_closes_the_old_one(client, editor):
    old, new = address_of(editor), address_of(editor)
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    actions.close_feeds(user=editor, by=editor, at=NOW)
    assert client.get(new).status_code == 404


@pytest.mark.parametrize("secret", ["x", "0" * 64, "a" * 5000, "%C3%A5", ".."])
def test_no_other_address_answers(client, editor, secret):
    address_of(editor)
    assert client.get(f"/kalender/{secret}.ics").status_code == 404


def test_it_shows_only_what_the_person_may_see(client, holder):
    own, other = a_unit(holder, "Björkskolan"), a_unit(holder, "Ekskolan")
    principal = a_user(Role.PRINCIPAL, holder, units=[own])
    elsewhere = a_case(an_organiser("Bergviks kommun"), title="Bergvik")
    a_deadline(elsewhere, date(2026, 12, 1), owner=principal)
    for unit in (own, other):
        case = a_case(holder, title=f"Tillsyn av {unit.name}")
        CaseUnit.objects.create(case=case, printed_name=unit.name, school_unit=unit)
        a_deadline(case, date(2026, 12, 1), owner=principal)
        Period.objects.create(case=case, starts=date(2026, 11, 23), ends=date(2026, 11, 24), what="visit")
    assert sorted(s.split("– ")[1] for s in events(client, address_of(principal))) == [
        "Tillsyn av Björkskolan",
        "Tillsyn av Björkskolan",
    ]


def test_nothing_leaks_when_the_role_or_the_person_is_gone(client, editor, holder):
    a_deadline(a_case(holder), date(2026, 12, 1))
    address = address_of(editor)
    assert len(events(client, address)) == 1
    Membership.objects.filter(user=editor).update(valid_to=date(2020, 1, 2))
    assert events(client, address) == {}
    editor.is_active = False
    editor.save()
    assert client.get(address).status_code == 404


def test_the_address_is_shown_once(client_of, editor):
    browser = client_of(editor)
    page = browser.post("/kalender/ny/").content.decode()
    assert "/kalender/" in page
    assert ".ics" in page
    assert ".ics" not in browser.get("/kalender/").content.decode()
    assert browser.post("/kalender/stang/").status_code == 302
    assert not CalendarFeed.objects.filter(revoked_at__isnull=True).exists()


@pytest.mark.parametrize("day", [date(2026, 12, 31), date(2028, 2, 29), date(2027, 3, 28), date(2026, 10, 25)])
def test_year_ends_leap_days_and_clock_changes_are_one_day_long(client, editor, holder, day):
    a_deadline(a_case(holder), day)
    [event] = events(client, address_of(editor)).values()
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
    assert not isinstance(event["DTSTART"].dt, datetime)


def test_dialogues_stand_in_the_calendars_of_both_sides_and_of_nobody_else(client, holder):
    own, other = a_unit(holder, "Björkskolan"), a_unit(holder, "Ekskolan")
    actor = an_organiser("Friskolan AB", kind=Organisation.Kind.INDEPENDENT)
    units, actors = a_series(holder, title="Kvalitetsdialog"), a_series(holder, title="Samtal", template="independent")
    dialogues = {
        "own": a_dialogue(a_party(units, own), place="Förvaltningen"),
        "other": a_dialogue(a_party(units, other)),
        "actor": a_dialogue(a_party(actors, organisation=actor)),
        "old": a_dialogue(a_party(units, a_unit(holder, "Gamla skolan")), date(2020, 1, 1)),
    }
    seen = {
        "director": (a_user(Role.DIRECTOR, holder), {"own", "other", "actor"}),
        "principal": (a_user(Role.PRINCIPAL, holder, units=[own]), {"own"}),
        "actor": (a_user(Role.DIRECTOR, actor), {"actor"}),
        "reader": (a_user(Role.BOARD_READER, holder), set()),
        "stranger": (a_user(Role.DIRECTOR, an_organiser("Bergviks kommun")), set()),
    }
    names = {f"dialogue-{one.id}": name for name, one in dialogues.items()}
    for who, (user, wanted) in seen.items():
        found = Calendar.from_ical(client.get(address_of(user)).content).walk("VEVENT")
        assert {names[str(e["UID"]).split("@")[0]] for e in found} == wanted, who
    [event] = events(client, address_of(seen["principal"][0])).values()
    assert (event["DTSTART"].dt, event["DTEND"].dt, str(event["LOCATION"])) == (
        date(2026, 12, 1), date(2026, 12, 2), "Förvaltningen",
    )  # fmt: skip
    assert str(event["SUMMARY"]) == f"Kvalitetsdialog – {holder.name}"
    assert str(event["URL"]).endswith(f"/samtal/samtal/{dialogues['own'].id}/")


def test_a_dialogue_that_is_moved_or_cancelled_says_so(client, holder):
    director = a_user(Role.DIRECTOR, holder, language="sv")
    row = a_dialogue(a_party(a_series(holder, title="Kvalitetsdialog"), a_unit(holder, "Björkskolan")))
    address = address_of(director)
    told = []
    for step in (None, "move", "cancel"):
        if step == "move":
            move_dialogue(dialogue=row, day=date(2026, 12, 8), place="", version=row.version, by=director, at=NOW)
        elif step == "cancel":
            row.refresh_from_db()
            cancel_dialogue(dialogue=row, reason="Sjukdom", version=row.version, by=director, at=NOW)
        [event] = events(client, address).values()
        told.append((event["SEQUENCE"], event["DTSTART"].dt, str(event["STATUS"]), str(event["SUMMARY"])))
    name = "Kvalitetsdialog – Björkskolan"
    assert told == [
        (0, date(2026, 12, 1), "CONFIRMED", name),
        (1, date(2026, 12, 8), "CONFIRMED", name),
        (2, date(2026, 12, 8), "CANCELLED", f"Inställt: {name}"),
    ]
