"""Traps: each makes a habit that hides mistakes fail loudly.

- no network: a test may only talk to this machine;
- no unknown template variable: a misspelt name is an error, not an empty string;
- no order that nobody asked for: querysets without an order come out backwards;
- no sleeping: a test that waits is a test that sometimes fails.
"""

import socket
import sys
import time

import pytest

_connect = socket.socket.connect
LOOPBACK = ("127.0.0.1", "::1", "localhost", "")


def _only_here(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
        raise RuntimeError(f"a test tried to reach {address[0]}: tests use no network")
    return _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    socket.socket.connect = _only_here
    yield
    socket.socket.connect = _connect


@pytest.fixture(autouse=True)
def _no_sleep(request, monkeypatch):
    if request.node.get_closest_marker("journey"):
        return  # the browser's driver waits in its own way

    plain = time.sleep

    def refuse(seconds):
        if sys._getframe(1).f_globals.get("__name__") == "subprocess":
            return plain(seconds)  # how the standard library waits for a program with a time limit
        raise RuntimeError("a test slept: wait for the thing itself instead")

    monkeypatch.setattr(time, "sleep", refuse)


class UnknownVariable(str):
    """What Django puts where a template names a variable that does not exist."""

    def __contains__(self, item):
        return item == "%s"

    def __mod__(self, name):
        raise AssertionError(f"the template names {name!r}, which nobody gave it")


@pytest.fixture(autouse=True)
def _unknown_template_variables_fail(request):
    if not {"db", "transactional_db", "client", "live_server"} & set(request.fixturenames):
        yield
        return
    from django.template import engines  # noqa: PLC0415 - Django's settings must be read first

    engine = engines["django"].engine
    before, engine.string_if_invalid = engine.string_if_invalid, UnknownVariable("%s")
    yield
    engine.string_if_invalid = before


@pytest.fixture(autouse=True)
def _unordered_querysets_come_backwards(request, monkeypatch):
    if not {"db", "transactional_db", "client", "live_server"} & set(request.fixturenames):
        return
    from django.db.models.query import ModelIterable  # noqa: PLC0415 - Django's settings must be read first

    plain = ModelIterable.__iter__

    def backwards(self):
        queryset = self.queryset
        if queryset.ordered or queryset.query.is_sliced:
            yield from plain(self)
        else:
            yield from reversed(list(plain(self)))

    monkeypatch.setattr(ModelIterable, "__iter__", backwards)
