"""The day on which the tests happen: a Wednesday in term time, half past nine in Stockholm."""

from datetime import UTC, date, datetime

NOW = datetime(2026, 11, 18, 8, 30, tzinfo=UTC)
TODAY = date(2026, 11, 18)
