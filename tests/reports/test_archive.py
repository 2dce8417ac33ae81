"""Archive packages: what is altered, missing or smuggled in is found."""

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.cli.archive import verify_archive
from likvard.reports.archive import MANIFEST, Entry, Fault, in_words, verify, write

AT = datetime(2026, 11, 18, 8, 30, tzinfo=UTC)
FILES = {"data/round.json": b"{}", "papers/1/beslut.pdf": b"%PDF" * 1000, "papers/2/tom.txt": b""}


def a_package(files=FILES) -> io.BytesIO:
    target = io.BytesIO()
    write(target, (Entry(path, content, "något") for path, content in files.items()), about={"n": 1}, made_at=AT)
    return target


def repacked(change) -> io.BytesIO:
    """The same package with its entries passed through `change` (dict of path → bytes)."""
    with zipfile.ZipFile(a_package()) as package:
        entries = {name: package.read(name) for name in package.namelist()}
    change(entries)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return target


def test_a_package_that_was_just_made_is_sound_and_made_the_same_twice():
    assert verify(a_package()) == ()
    assert a_package().getvalue() == a_package().getvalue()
    with zipfile.ZipFile(a_package()) as package:
        manifest = json.loads(package.read(MANIFEST))
    assert [row["path"] for row in manifest["files"]] == list(FILES)
    assert manifest["files"][1]["bytes"] == 4000


def test_a_file_object_is_read_to_its_end():
    target = io.BytesIO()
    write(target, [Entry("stor.bin", io.BytesIO(b"x" * 3_000_000), "stor")], about={}, made_at=AT)
    assert verify(target) == ()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda e: e.update({"data/round.json": b"{} "}), Fault("altered", "data/round.json")),
        (lambda e: e.pop("papers/1/beslut.pdf"), Fault("missing", "papers/1/beslut.pdf")),
        (lambda e: e.update({"nytt.txt": b"x"}), Fault("extra", "nytt.txt")),
        (lambda e: e.pop(MANIFEST), Fault("no_manifest")),
        (lambda e: e.update({MANIFEST: b"[]"}), Fault("no_manifest")),
    ],
)
def test_what_was_done_to_it_is_found(change, fault):
    assert verify(repacked(change)) == (fault,)
    assert in_words(fault, "sv")
    assert in_words(fault, "en")


def test_a_name_that_climbs_out_is_found():
    assert Fault("unsafe", "../ut.txt") in verify(repacked(lambda e: e.update({"../ut.txt": b"x"})))


def test_what_is_no_package():
    assert verify(io.BytesIO(b"hej")) == (Fault("not_a_package"),)


@pytest.mark.parametrize("path", ["", "/rot", "../upp", "a/../../b", MANIFEST, "a\\b"])
def test_a_path_that_is_not_plain_is_refused(path):
    with pytest.raises(ValueError, match="cannot be a file"):
        write(io.BytesIO(), [Entry(path, b"", "")], about={}, made_at=AT)


@settings(deadline=None, max_examples=25)
@given(st.dictionaries(st.integers(0, 99).map("data/{}.txt".format), st.binary(max_size=50), max_size=6))
def test_whatever_goes_in_comes_out_sound(files):
    assert verify(a_package(files)) == ()


def test_the_command_says_what_it_found(tmp_path):
    sound, altered = tmp_path / "hel.zip", tmp_path / "ändrad.zip"
    sound.write_bytes(a_package().getvalue())
    altered.write_bytes(repacked(lambda e: e.update({"data/round.json": b"nej"})).getvalue())
    run = CliRunner().invoke
    assert (run(verify_archive, [str(sound)]).output, run(verify_archive, [str(sound)]).exit_code) == (
        "Alla 3 filer finns och är oförändrade.\n",
        0,
    )
    result = run(verify_archive, [str(altered), "--language", "en"])
    assert (result.exit_code, "data/round.json has been altered" in result.output) == (1, True)
