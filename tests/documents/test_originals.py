"""Originals: stored whole under their checksum, or not at all."""

import hashlib
import os
import stat
from datetime import timedelta

import pytest
from django.conf import settings

from likvard.documents import originals
from likvard.reading.errors import Empty, TooLarge, WrongType
from tests.factories import NOW


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def everything():
    return sorted(str(p.relative_to(originals.root())) for p in originals.root().rglob("*") if p.is_file())


def test_content_lies_under_its_checksum_unaltered():
    stored = originals.store([b"Beslut ", "om Kärrskolan".encode()])
    content = "Beslut om Kärrskolan".encode()
    assert stored.checksum == hashlib.sha256(content).hexdigest()
    assert (stored.size, stored.media_type) == (len(content), "text/plain")
    path = originals.path_of(stored.checksum)
    assert path.read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert everything() == [f"{stored.checksum[:2]}/{stored.checksum[2:4]}/{stored.checksum}"]


def test_the_same_content_twice_is_one_file():
    assert originals.store([b"one"]) == originals.store([b"o", b"ne"])
    assert len(everything()) == 1


@pytest.mark.parametrize(("content", "error"), [([], Empty), ([b""], Empty), ([b"MZ\x90\x00" * 20], WrongType)])
def test_what_cannot_be_a_document_leaves_nothing(content, error):
    with pytest.raises(error):
        originals.store(content)
    assert everything() == []


def test_a_file_that_is_too_large_is_cut_off_and_leaves_nothing(settings):
    settings.MAX_DOCUMENT_BYTES = 1_000_000
    sent = []

    def endless():
        while True:
            sent.append(1)
            yield b"x" * 300_000

    with pytest.raises(TooLarge):
        originals.store(endless())
    assert (everything(), len(sent)) == ([], 4)


def test_a_sender_that_breaks_off_leaves_nothing():
    def broken():
        yield b"half"
        raise OSError("connection lost")

    with pytest.raises(OSError, match="connection lost"):
        originals.store(broken())
    assert everything() == []


def test_a_process_killed_in_the_middle_leaves_no_original():
    """What is on the disk when the process dies at the worst moment: a nameless piece, cleared away later."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:

        def dying():
            yield b"half of a decision"
            os.write(writer, b"x")
            os._exit(9)

        originals.store(dying())
    os.close(writer)
    assert os.read(reader, 1) == b"x"
    assert os.waitpid(child, 0)[1] != 0
    os.close(reader)
    (left,) = everything()
    assert left.startswith("incoming/")
    long_ago = NOW - timedelta(days=2)
    os.utime(originals.root() / left, (long_ago.timestamp(), long_ago.timestamp()))
    assert originals.clear_incoming(before=NOW - timedelta(days=1)) == 1
    assert everything() == []


@pytest.mark.parametrize("checksum", ["../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "/x"])
def test_only_a_checksum_names_a_path(checksum):
    with pytest.raises(ValueError, match="sha256"):
        originals.path_of(checksum)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("beslut.pdf", "beslut.pdf"),
        ("C:\\Users\\eva\\beslut.pdf", "beslut.pdf"),
        ("../../etc/passwd", "passwd"),
        ("be\u202eslut\x00\n.pdf", "beslut.pdf"),
        ("a\u030a.txt", "å.txt"),
        ("..", "dokument"),
        ("", "dokument"),
        ("x" * 300 + ".pdf", "x" * 190 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given, kept):
    assert originals.clean_name(given) == kept


def test_settings_limit_is_the_readers():
    assert settings.MAX_DOCUMENT_BYTES == 50_000_000
