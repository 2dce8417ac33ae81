"""Files in pieces: in order, each once, and the disk alone says how far it has come."""

import os
import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from likvard.documents import pieces
from likvard.documents.pieces import OutOfStep
from tests.factories import NOW


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "originals"


def a_name() -> str:
    return uuid.uuid4().hex


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=8), st.data())
def test_whatever_is_sent_again_the_file_is_what_was_sent(parts, data):
    name, whole, offset = a_name(), b"".join(parts), 0
    for part in parts:
        for _ in range(data.draw(st.integers(1, 2))):
            assert pieces.add(name, offset=offset, data=part, limit=len(whole)) == offset + len(part)
        offset += len(part)
    assert (b"".join(pieces.chunks(name)), pieces.received(name)) == (whole, len(whole))


@pytest.mark.parametrize("offset", [-1, 1, 4, 10**12])
def test_out_of_step_tells_where_to_go_on(offset):
    name = a_name()
    pieces.add(name, offset=0, data=b"abc", limit=99)
    with pytest.raises(OutOfStep) as told:
        pieces.add(name, offset=offset, data=b"xyz", limit=99)
    assert (told.value.at, b"".join(pieces.chunks(name))) == (3, b"abc")


def test_a_file_never_grows_beyond_its_limit():
    name = a_name()
    with pytest.raises(ValueError, match="larger"):
        pieces.add(name, offset=0, data=b"abcd", limit=3)
    assert pieces.received(name) == 0


@pytest.mark.parametrize("name", ["", "../x", "0" * 31, "0" * 33, "A" * 32, "/etc/passwd", "0" * 32 + "\n"])
def test_names_that_are_none(name):
    with pytest.raises(ValueError, match="name"):
        pieces.path_of(name)


def test_what_is_old_is_known_by_its_last_piece():
    name = a_name()
    pieces.add(name, offset=0, data=b"x", limit=9)
    os.utime(pieces.path_of(name), (NOW.timestamp(), NOW.timestamp()))
    assert pieces.untouched_since(name, NOW + timedelta(seconds=1))
    assert not pieces.untouched_since(name, NOW)
    pieces.drop(name)
    assert (pieces.received(name), pieces.untouched_since(name, NOW)) == (0, True)
