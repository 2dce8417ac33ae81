"""The scanner's client against a scanner of our own on the loopback, speaking as clamd does."""

import socket
import struct
import threading
from contextlib import contextmanager

import pytest

from likvard.documents import antivirus, originals
from likvard.documents.antivirus import Infected, Unchecked

MARK = b"a mark that our scanner takes for malicious"


@contextmanager
def a_scanner(server: socket.socket, answer=None):
    """Reads one stream to its end and answers; what it was sent is in the list it gives."""
    got: list[bytes] = []
    server.settimeout(10)
    server.listen(1)

    def serve():
        line, _ = server.accept()
        line.settimeout(10)
        with line, line.makefile("rb") as stream:
            got.append(stream.read(len(b"zINSTREAM\0")))
            content = b""
            while length := struct.unpack("!I", stream.read(4))[0]:
                content += stream.read(length)
            got.append(content)
            said = (
                answer if answer is not None else b"stream: Eget-Prov FOUND\0" if MARK in content else b"stream: OK\0"
            )
            line.sendall(said)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield got
    finally:
        thread.join(10)
        server.close()


@pytest.fixture
def server():
    one = socket.socket()
    one.bind(("127.0.0.1", 0))
    return one


@pytest.fixture
def at(settings, server):
    settings.CLAMAV = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    return server


def a_file(tmp_path, content=b"En vanlig plan."):
    path = tmp_path / "plan.txt"
    path.write_bytes(content)
    return path


def test_a_clean_file_passes_and_the_scanner_saw_all_of_it(at, tmp_path):
    content = b"0123456789" * 30_000  # more than one piece
    with a_scanner(at) as got:
        antivirus.check(a_file(tmp_path, content))
    assert got == [b"zINSTREAM\0", content]


def test_malicious_code_is_refused(at, tmp_path):
    with a_scanner(at), pytest.raises(Infected):
        antivirus.check(a_file(tmp_path, b"x" * 70_000 + MARK))


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: nonsense\0"])
def test_what_was_not_checked_is_not_let_in(at, tmp_path, answer):
    with a_scanner(at, answer), pytest.raises(Unchecked):
        antivirus.check(a_file(tmp_path))


def test_a_scanner_that_is_away(at, tmp_path):
    at.close()
    with pytest.raises(Unchecked):
        antivirus.check(a_file(tmp_path))


def test_over_a_local_socket(settings, tmp_path):
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(tmp_path / "clamd"))
    settings.CLAMAV = f"unix://{tmp_path / 'clamd'}"
    with a_scanner(server) as got:
        antivirus.check(a_file(tmp_path))
    assert got[1] == b"En vanlig plan."


def test_nothing_is_asked_when_no_scanner_is_set_up(settings, tmp_path):
    settings.CLAMAV = ""
    antivirus.check(a_file(tmp_path))


def test_an_infected_file_never_becomes_an_original(at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "originals"
    with a_scanner(at), pytest.raises(Infected):
        originals.store([b"text " + MARK])
    assert [p for p in originals.root().rglob("*") if p.is_file()] == []


@pytest.mark.parametrize("error", [Infected, Unchecked])
def test_both_say_what_to_do_in_both_languages(error):
    assert (len(error().message("sv")) > 40, len(error().message("en")) > 40) == (True, True)
