"""The year: when events occur, who sees them, who is asked, what stands in a calendar."""

from datetime import date, timedelta

import pytest

from likvard.access.queries import grants_of
from likvard.ledger.models import Event as LedgerEvent
from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.actions.year import (
    begin_years,
    change_event,
    mark_event,
    remove_event,
    take_up_national,
    unmark_event,
)
from likvard.quality.models import YearEvent, YearMark
from likvard.quality.queries.year.calendar import calendar_days
from likvard.quality.queries.year.occurrences import days_of, events_visible_to, occurrences_between, year_of
from likvard.quality.queries.year.todo import errands
from likvard.rulebook.permissions import Role
from likvard.rulebook.schoolyear import national_events
from tests.factories import NOW, TODAY, a_goal, a_unit, a_user, an_organiser
from tests.factories.analysisdays import some_days
from tests.factories.signals import an_incident
from tests.factories.surveys import a_survey
from tests.factories.year import an_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def almvik():
    return an_organiser(school_forms=["compulsory"])


def asked(user):
    return [(one.national, one.thing, one.day) for one in errands(user, grants_of(user, TODAY), today=TODAY)]


@pytest.mark.parametrize(
    ("repeats", "year", "starts"),
    [
        ("once", 2025, None), ("once", 2026, date(2026, 11, 18)), ("once", 2027, None),
        ("day", 2025, None), ("day", 2026, date(2026, 11, 18)), ("day", 2028, date(2028, 11, 18)),
        # Wednesday of week 47 in every year.
        ("week", 2025, None), ("week", 2026, date(2026, 11, 18)), ("week", 2027, date(2027, 11, 24)),
    ],
)  # fmt: skip
def test_when_an_own_event_occurs(almvik, repeats, year, starts):
    event = an_event(almvik, starts=date(2026, 11, 18), ends=date(2026, 11, 20), repeats=repeats)
    assert days_of(event, year) == (None if starts is None else (starts, starts + timedelta(days=2)))


def test_a_removed_event_has_been_and_comes_no_more(almvik):
    event = an_event(almvik, starts=date(2025, 11, 18), repeats="day")
    event = remove_event(event=event, removed_on=date(2026, 11, 19), version=1, by=None, at=NOW)
    assert [days_of(event, year) is not None for year in (2025, 2026, 2027)] == [True, True, False]


def test_a_national_event_takes_its_own_day_in_one_year_only(almvik):
    [event] = take_up_national(holder=almvik, keys=["staff"], by=None, at=NOW)
    rule = national_events()["staff"]
    moved = change_event(event=event, version=1, starts=date(2027, 3, 9), ends=date(2027, 3, 9), by=None, at=NOW)
    assert days_of(event, 2026) == rule.in_year(2026)
    assert days_of(moved, 2026) == (date(2027, 3, 9), date(2027, 3, 9))
    assert days_of(moved, 2027) == rule.in_year(2027)


def test_national_events_are_taken_up_once_and_told_once(almvik):
    first = take_up_national(holder=almvik, keys=["staff", "count_day", "staff"], by=None, at=NOW)
    assert {one.national for one in first} == {"staff", "count_day"}
    assert take_up_national(holder=almvik, keys=["count_day"], by=None, at=NOW) == ()
    told = LedgerEvent.objects.filter(action="national_events_taken_up")
    assert [one.after["events"] for one in told] == [["count_day", "staff"]]
    with pytest.raises(KeyError):
        take_up_national(holder=almvik, keys=["feast"], by=None, at=NOW)


@pytest.mark.parametrize(
    "fields", [{"ends": TODAY}, {"kind": "feast"}, {"title": "  "}], ids=["backwards", "unknown kind", "no name"]
)
def test_an_event_that_nobody_can_read_is_refused(almvik, fields):
    with pytest.raises(ValueError, match="an event has"):
        an_event(almvik, **fields)
    assert not YearEvent.objects.exists()


def test_another_organisers_unit_is_refused(almvik):
    stranger = a_unit(an_organiser("Granby kommun"))
    with pytest.raises(ValueError, match="another organisation"):
        an_event(almvik, unit=stranger)
    with pytest.raises(ValueError, match="another organisation"):
        mark_event(event=an_event(almvik), school_year=2026, unit=stranger, by=None, at=NOW)


def test_two_who_change_the_same_event_are_told(almvik):
    event = an_event(almvik)
    change_event(event=event, version=1, title="Dialog", by=None, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        change_event(event=event, version=1, title="Samtal", by=None, at=NOW)


def test_who_sees_which_events(almvik):
    mine, other = a_unit(almvik, "Björkskolan"), a_unit(almvik, "Granskolan")
    titles = {"Hela": None, "Björk": mine, "Gran": other}
    for title, unit in titles.items():
        an_event(almvik, title, unit=unit)
    an_event(an_organiser("Granby kommun"), "Granby")
    people = {
        "director": a_user(Role.DIRECTOR, almvik), "board": a_user(Role.BOARD_READER, almvik),
        "principal": a_user(Role.PRINCIPAL, almvik, [mine]), "staff": a_user(Role.STAFF, almvik, [mine]),
        "reviewer": a_user(Role.REVIEWER, almvik),
    }  # fmt: skip
    seen = {name: {one.title for one in events_visible_to(grants_of(user, TODAY))} for name, user in people.items()}
    assert seen == {
        "director": {"Hela", "Björk", "Gran"}, "board": {"Hela", "Björk", "Gran"},
        "principal": {"Hela", "Björk"}, "staff": set(), "reviewer": set(),
    }  # fmt: skip


def test_the_year_has_what_concerns_the_organiser(almvik, django_assert_max_num_queries):
    an_event(almvik, starts=date(2026, 10, 15))
    take_up_national(holder=almvik, keys=["count_day"], by=None, at=NOW)
    left_out = take_up_national(holder=almvik, keys=["equity_grant"], by=None, at=NOW)[0]
    change_event(event=left_out, version=1, left_out=True, by=None, at=NOW)
    mine = grants_of(a_user(Role.DIRECTOR, almvik), TODAY)
    with django_assert_max_num_queries(3):
        found = year_of(mine, almvik, 2026)
    keys = [one.national.key if one.national else one.event.title for one in found]
    assert {"count_day", "Kvartalssamtal", "equity_grant", "year9_grades"} <= set(keys)
    assert "leaving_results" not in keys  # no upper secondary school
    assert [one.left_out for one in found if one.national and one.national.key == "equity_grant"] == [True]
    assert [one.starts for one in found] == sorted(one.starts for one in found)


def test_an_owner_is_asked_from_two_weeks_before_until_it_is_done(almvik):
    editor, director = a_user(Role.EDITOR, almvik), a_user(Role.DIRECTOR, almvik)
    near = an_event(almvik, "Nära", owner=editor, starts=TODAY + timedelta(days=14))
    an_event(almvik, "Långt borta", owner=editor, starts=TODAY + timedelta(days=15))
    an_event(almvik, "Försenad", owner=editor, starts=TODAY - timedelta(days=40))
    an_event(almvik, "Glömd", owner=editor, starts=TODAY - timedelta(days=80))
    an_event(almvik, "Ingens")
    assert asked(editor) == [
        ("", "Försenad", TODAY - timedelta(days=40)), ("", "Nära", TODAY + timedelta(days=14))
    ]  # fmt: skip
    assert asked(director) == []
    mark_event(event=near, school_year=2026, by=editor, at=NOW)
    assert [thing for _, thing, _ in asked(editor)] == ["Försenad"]
    unmark_event(event=near, school_year=2026, by=editor, at=NOW)
    assert [thing for _, thing, _ in asked(editor)] == ["Försenad", "Nära"]


def test_a_role_is_asked_each_principal_for_the_own_units(almvik):
    mine, other = a_unit(almvik, "Björkskolan"), a_unit(almvik, "Granskolan")
    one, two = a_user(Role.PRINCIPAL, almvik, [mine]), a_user(Role.PRINCIPAL, almvik, [other])
    board = a_user(Role.BOARD_READER, almvik)
    plan = an_event(almvik, "Plan", role="principal")
    an_event(almvik, "Nämnden läser", role="board_reader")
    an_event(almvik, "Nämnden har läst", role="board_reader", starts=TODAY - timedelta(days=3))
    mark_event(event=plan, school_year=2026, unit=mine, by=one, at=NOW)
    assert [[thing for _, thing, _ in asked(user)] for user in (one, two, board)] == [[], ["Plan"], ["Nämnden läser"]]


def test_done_twice_is_done_once(almvik):
    event = an_event(almvik)
    first = mark_event(event=event, school_year=2026, by=None, at=NOW)
    assert mark_event(event=event, school_year=2026, by=None, at=NOW) == first
    assert YearMark.objects.count() == 1


def test_what_stands_in_the_calendar(almvik):
    mine, other = a_unit(almvik, "Björkskolan"), a_unit(almvik, "Granskolan")
    an_event(almvik, "Dialog")
    an_event(almvik, "Deras", unit=other)
    take_up_national(holder=almvik, keys=["count_day"], by=None, at=NOW)
    a_goal(almvik, "Målet", unit=mine, due_on=TODAY + timedelta(days=3))
    a_goal(almvik, "Deras mål", unit=other, due_on=TODAY + timedelta(days=3))
    a_survey(almvik, [mine], title="Enkäten", opens_on=TODAY, last_day=TODAY + timedelta(days=9))
    some_days(almvik, [mine], title="Analysdagar", day=TODAY, answer_by=TODAY + timedelta(days=8))
    an_incident(mine)
    principal = a_user(Role.PRINCIPAL, almvik, [mine])
    days = calendar_days(principal, grants_of(principal, TODAY), since=TODAY, today=TODAY)
    told = sorted((one.kind, one.national or one.thing, one.where, one.count) for one in days)
    signals = [one for one in told if one[0] == "signals"]
    assert [one for one in told if one[0] != "signals"] == [
        ("analysis_day", "Analysdagar", "", 0), ("event", "Dialog", "", 0), ("event", "count_day", "", 0),
        ("goal", "Målet", "Björkskolan", 0), ("survey_closes", "Enkäten", "", 0), ("survey_opens", "Enkäten", "", 0),
        ("unit_reports", "Analysdagar", "", 0),
    ]  # fmt: skip
    assert signals
    assert all((thing, where, count) == ("", "Björkskolan", 1) for _, thing, where, count in signals)
    assert len({one.uid for one in days}) == len(days)
    reviewer = a_user(Role.REVIEWER, almvik)
    assert calendar_days(reviewer, grants_of(reviewer, TODAY), since=TODAY, today=TODAY) == ()


def test_nothing_left_out_stands_in_the_calendar(almvik):
    [event] = take_up_national(holder=almvik, keys=["count_day"], by=None, at=NOW)
    change_event(event=event, version=1, left_out=True, by=None, at=NOW)
    mine = grants_of(a_user(Role.EDITOR, almvik), TODAY)
    assert occurrences_between(mine, date(2026, 7, 1), date(2028, 6, 30)) == ()


def test_national_events_stand_in_the_year_from_the_start(almvik):
    """Of whoever has people at work with quality; a new school form brings its own, what was left out stays so."""
    idle, reviewing = an_organiser("Ås"), an_organiser("Granskarna", kind="authority")
    a_user(Role.BOARD_READER, idle)
    a_user(Role.EDITOR, reviewing)
    editor = a_user(Role.EDITOR, almvik)
    known = national_events()
    mine = {key for key, one in known.items() if one.is_for(forms=["compulsory"], kind=almvik.kind)}
    assert begin_years(at=NOW) == len(mine)
    assert {event.national for event in YearEvent.objects.filter(holder=almvik)} == mine
    assert not YearEvent.objects.exclude(holder=almvik).exists()
    assert {one.national for one in errands(editor, grants_of(editor, TODAY), today=TODAY)} <= mine
    first, second = YearEvent.objects.filter(holder=almvik).order_by("national")[:2]
    change_event(event=first, version=1, left_out=True, by=editor, at=NOW)
    remove_event(event=second, removed_on=TODAY, version=1, by=editor, at=NOW)
    assert begin_years(at=NOW) == 0
    a_unit(almvik, "Gymnasiet", school_forms=["upper_secondary"])
    more = {key for key, one in known.items() if one.is_for(forms=["compulsory", "upper_secondary"], kind=almvik.kind)}
    assert begin_years(at=NOW) == len(more - mine) > 0
    assert LedgerEvent.objects.filter(action="national_events_taken_up").count() == 2


def test_nobody_is_asked_for_what_was_over_before_it_stood_in_the_year(almvik):
    editor = a_user(Role.EDITOR, almvik)
    begin_years(at=NOW)
    assert all(day >= TODAY for _, _, day in asked(editor))
    YearEvent.objects.update(created_at=NOW - timedelta(days=90))
    assert any(day < TODAY for _, _, day in asked(editor))
