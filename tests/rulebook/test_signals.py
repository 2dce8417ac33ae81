"""The chains of signals: whole as data, and walked in every order."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.rulebook.signals import REASONS, NoSuchStep, OutOfOrder, StepMustWait, parse, processes

NOON = datetime(2026, 11, 16, 11, tzinfo=UTC)  # a Monday
MET = dict.fromkeys(REASONS, True)
KINDS = sorted(processes())


def test_there_are_three_kinds():
    assert KINDS == ["absence", "complaint", "incident"]
    assert {k: [s.key for s in p.stamps] for k, p in processes().items()} == {
        "absence": ["flagged", "inquiry_begun", "to_organiser", "concluded", "closed"],
        "complaint": ["received", "confirmed", "inquiry_begun", "answered", "closed"],
        "incident": [
            "known", "reported", "to_organiser", "inquiry_begun", "measures_decided", "followed_up", "closed",
        ],
    }  # fmt: skip


def test_each_limit_names_its_statute():
    assert [limit.key for p in processes().values() for limit in p.limits if "kap." not in limit.statute] == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.replace(b'after = ["reported"]', b'after = ["repoted"]'), "unknown moment repoted"),
        (lambda t: t.replace(b'requires = ["measures_done"]', b'requires = ["luck"]'), "requires luck"),
        (lambda t: t.replace(b'act = "close"', b'act = "shut"'), "limit close leads to no step"),
        (lambda t: t.replace(b"[retention]", b"[keeping]"), "not"),
        (lambda t: t.replace(b'stamp = "followed_up"', b'clears = ["closed"]'), "no step sets followed_up"),
    ],
)
def test_a_file_that_is_wrong_says_what(change, says):
    from importlib.resources import files  # noqa: PLC0415 - only this test reads the file

    content = (files("likvard.rulebook.signals") / "incident.toml").read_bytes()
    with pytest.raises(ValueError, match=says):
        parse(change(content), "incident")


@given(st.sampled_from(KINDS), st.lists(st.integers(0, 20), max_size=40), st.booleans())
def test_every_walk_keeps_its_order_and_can_end(kind, choices, straight):
    """Whatever steps are taken in whatever order, moments never run backwards and the end can still be reached."""
    process = processes()[kind]
    moments = dict.fromkeys(process.begins, NOON)
    now = NOON
    for choice in choices:
        now += timedelta(hours=1)
        if steps := process.open_steps(moments):
            step = steps[choice % len(steps)]
            before = dict(moments)
            moments = process.take(step.name, moments, MET, at=now, now=now)
            assert set(process.begins) <= moments.keys()
            assert all(moments[key] == before[key] for key in moments.keys() & before.keys())
    for _ in range(20):
        if process.is_closed(moments):
            break
        now += timedelta(hours=1)
        ahead = [s for s in process.open_steps(moments) if s.stamp]
        moments = process.take(ahead[0].name, moments, MET, at=now, now=now)
    assert process.is_closed(moments)
    assert process.state(moments) == "closed"


def test_a_step_waits_for_what_it_requires():
    process = processes()["incident"]
    moments = dict.fromkeys(["known", "reported", "to_organiser", "inquiry_begun"], NOON)
    with pytest.raises(StepMustWait) as told:
        process.take("decide_measures", moments, dict.fromkeys(REASONS, False), at=NOON, now=NOON)
    assert told.value.reasons == (REASONS["inquiry_written"], REASONS["measure_when_established"])


@pytest.mark.parametrize(
    ("name", "at", "error"),
    [
        ("report_to_organiser", NOON - timedelta(minutes=1), OutOfOrder),
        ("report_to_organiser", NOON + timedelta(hours=3), OutOfOrder),
        ("close", NOON, NoSuchStep),
        ("no_such", NOON, NoSuchStep),
    ],
)
def test_what_the_chain_refuses(name, at, error):
    moments = {"known": NOON, "reported": NOON}
    with pytest.raises(error):
        processes()["incident"].take(name, moments, MET, at=at, now=NOON + timedelta(hours=2))


ALARMS = [
    # moments, today, finding, planned day → (limit, last day, late by)
    ({"known": 0}, date(2026, 11, 16), "", None, [("report", 17, -1), ("to_organiser", 18, -2), ("inquiry", 19, -3)]),
    ({"known": 0, "reported": 0}, date(2026, 11, 20), "", None, [("to_organiser", 18, 2), ("inquiry", 19, 1)]),
    (
        {"known": 0, "reported": 0, "to_organiser": 0, "inquiry_begun": 0, "measures_decided": 0},
        date(2026, 11, 17), "established", date(2026, 11, 20), [("follow_up", 20, -3)],
    ),
    (
        {"known": 0, "reported": 0, "to_organiser": 0, "inquiry_begun": 0, "measures_decided": 0},
        date(2026, 11, 17), "not_established", None, [],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("moments", "today", "finding", "planned", "expected"), ALARMS)
def test_alarms(moments, today, finding, planned, expected):
    held = {key: NOON + timedelta(days=days) for key, days in moments.items()}
    found = processes()["incident"].alarms(held, today, finding=finding, planned=planned)
    assert [(a.limit.key, a.last_day.day, a.late_by) for a in found] == expected


def test_a_weekend_and_a_holiday_are_no_working_days():
    """Known on the Friday before Christmas Eve 2026 (a Thursday): two working days later is the 22nd."""
    limit = next(one for one in processes()["incident"].limits if one.key == "to_organiser")
    assert limit.last_day(datetime(2026, 12, 18, 22, 30, tzinfo=UTC)) == date(2026, 12, 22)
    assert limit.last_day(datetime(2026, 12, 23, 23, 30, tzinfo=UTC)) == date(2026, 12, 29)  # the 24th in Sweden


@pytest.mark.parametrize(
    ("until", "today", "expected"),
    [(None, 18, None), (None, 19, False), (18, 25, True), (19, 25, False)],
)
def test_kept_in_time(until, today, expected):
    process = processes()["incident"]
    limit = next(one for one in process.limits if one.key == "to_organiser")
    moments = {"known": NOON, "reported": NOON}
    if until:
        moments["to_organiser"] = datetime(2026, 11, until, 22, 0, tzinfo=UTC)
    assert process.in_time(limit, moments, date(2026, 11, today)) is expected
