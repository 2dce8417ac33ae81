"""Backups: made while the site writes, refused when they are not whole, put back as it was, also after a crash."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import suppress
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection, transaction

from likvard.access.models import User
from likvard.documents import originals
from likvard.documents.models import Document
from likvard.ledger.actions import record
from likvard.ledger.queries import verify
from likvard.signals import vault
from likvard.web.backup import archive, contents, database, keys, making, restoring
from tests.database_file import a_database, keep_empty
from tests.factories import NOW, a_document, a_user, an_organiser


class Killed(BaseException):
    """What a power cut is to the process: nobody catches it."""


@pytest.fixture(scope="module")
def empty(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return keep_empty(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def folder(tmp_path, settings, monkeypatch) -> Path:
    """The data folder of an installation whose keys are its own."""
    for variable in keys.VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)
    folder = tmp_path / "data"
    folder.mkdir()
    settings.DATA_DIR, settings.MEDIA_ROOT = folder, folder / "originals"
    return folder


@pytest.fixture
def house(db, folder, empty):
    """An installation with an original, a published store, keys, and what no backup should hold."""
    with a_database(empty):
        fill(folder)
        yield folder


def fill(folder: Path) -> None:
    (folder / "secret-key").write_text("the secret of the site")
    vault.seal("Kim")  # makes the vault's key
    (folder / "pseudonym-key").write_text("ab" * 32)
    for name in (
        "datasets/published/store.duckdb",
        "packages/one.zip",
        "cache/x",
        "reckoned/y",
        "originals/incoming/z",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    organiser = an_organiser()
    user = a_user(email="anna@example.org", organisation=organiser)
    content = b"%PDF-1.7 an original"
    checksum = hashlib.sha256(content).hexdigest()
    path = originals.path_of(checksum)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    path.chmod(0o400)
    a_document(organiser, checksum=checksum)
    note(user)
    Session.objects.create(session_key="a" * 32, session_data="x", expire_date=NOW)


def note(user: User) -> None:
    with transaction.atomic():
        record(action="user_invited", subject_kind="user", subject_id=user.pk, by=None, at=NOW)


def files_of(folder: Path) -> dict[str, str]:
    """The content of every file that is no key and no database."""
    return {name: path.read_text() for name, path in contents.kept_files(folder, database.file_of())}


def rows() -> dict[str, list]:
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - {"django_session"}):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def backup(to: Path, **options) -> Path:
    making.make(to=to, at=NOW, **options)
    return to


def bring_back(path: Path, **options) -> restoring.Restored:
    with archive.opened(path) as opened:
        return restoring.restore(opened, at=NOW, **options)


def empty_folder(folder: Path) -> None:
    """The disk is lost."""
    connection.close()
    shutil.rmtree(folder)
    folder.mkdir()
    file = Path(connection.settings_dict["NAME"])
    for end in ("", "-wal", "-shm"):
        Path(f"{file}{end}").unlink(missing_ok=True)


def test_everything_comes_back_after_the_disk_is_lost(house, tmp_path):
    sealed, before, held = vault.seal("Kim Ek"), rows(), files_of(house)
    whole = backup(tmp_path / "b.zip", with_keys=True)
    empty_folder(house)
    done = bring_back(whole)
    assert (done.verdict.holds, done.verdict.events, done.same_end, done.missing, done.aside) == (
        True,
        1,
        True,
        (),
        None,
    )
    assert rows() == before
    assert files_of(house) == held
    assert vault.open_sealed(sealed) == "Kim Ek"
    assert {name: (house / name).stat().st_mode & 0o777 for name in ("vault-key", "secret-key")} == {
        "vault-key": 0o600, "secret-key": 0o600,
    }  # fmt: skip
    assert originals.path_of(Document.objects.get().checksum).stat().st_mode & 0o777 == 0o400
    assert not restoring.is_unfinished()


def test_a_backup_holds_what_it_should_and_nothing_else(house, tmp_path):
    manifest = making.make(to=tmp_path / "b.zip", at=NOW)
    original = Document.objects.get().checksum
    assert set(manifest.parts) == {
        "database/likvard.sqlite3",
        "files/datasets/published/store.duckdb",
        "files/packages/one.zip",
        f"files/originals/{original[:2]}/{original[2:4]}/{original}",
    }
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    assert manifest.keys_within is False
    # Nothing of it gives a key away, packed or not.
    with zipfile.ZipFile(tmp_path / "b.zip") as opened:
        said = b"".join(opened.read(name) for name in opened.namelist())
    for key in keys.in_use(house).values():
        assert key.encode() not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.zip", "data"]
    assert [path.name for path in house.glob(".backup*")] == []


def test_nobody_is_signed_in_by_a_backup(house, tmp_path):
    whole = backup(tmp_path / "b.zip", with_keys=True)
    empty_folder(house)
    bring_back(whole)
    assert Session.objects.count() == 0


def test_a_file_that_its_rows_name_is_there_though_it_is_taken_away_meanwhile(house, tmp_path, monkeypatch):
    original = originals.path_of(Document.objects.get().checksum)
    plain = database.snapshot

    def busy(*args):
        moment = plain(*args)
        original.unlink()
        (house / "originals" / "new").write_text("laid down after the moment")
        return moment

    monkeypatch.setattr(database, "snapshot", busy)
    whole = backup(tmp_path / "b.zip", with_keys=True)
    empty_folder(house)
    assert bring_back(whole).missing == ()
    assert (house / "originals" / "new").exists()


def test_an_original_that_was_lost_before_the_backup_is_told(house, tmp_path):
    checksum = Document.objects.get().checksum
    originals.path_of(checksum).unlink()
    whole = backup(tmp_path / "b.zip", with_keys=True)
    empty_folder(house)
    assert bring_back(whole).missing == (checksum,)


def test_the_site_writes_on_while_the_backup_is_made(house, tmp_path, monkeypatch):
    """A writer that has not committed is not waited for, and nothing of it is in the backup."""
    writer = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE access_user SET email = 'halfway@example.org'")
    whole = backup(tmp_path / "b.zip", with_keys=True)
    writer.execute("COMMIT")
    writer.close()
    empty_folder(house)
    bring_back(whole)
    assert User.objects.get().email == "anna@example.org"


def test_a_backup_is_never_written_over_another_nor_beside_what_it_keeps(house, tmp_path):
    whole = backup(tmp_path / "b.zip")
    content = whole.read_bytes()
    with pytest.raises(making.CannotMake, match="there already"):
        backup(whole)
    assert whole.read_bytes() == content
    with pytest.raises(making.CannotMake, match="lost together"):
        backup(house / "b.zip")
    with pytest.raises(making.CannotMake, match="is not there"):
        backup(tmp_path / "nowhere" / "b.zip")


@pytest.mark.parametrize("broken_at", ["snapshot", "gather"])
def test_a_backup_that_fails_leaves_nothing(house, tmp_path, monkeypatch, broken_at):
    def fail(*args):
        raise OSError("no room on the disk")

    monkeypatch.setattr({"snapshot": database, "gather": contents}[broken_at], broken_at, fail)
    with pytest.raises(CommandError, match="No backup was made: no room"):
        call_command("backup", str(tmp_path / "b.zip"))
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert [path.name for path in house.glob(".backup*")] == []


def changed(path: Path, to: Path, change) -> Path:
    """The same ZIP file with its parts changed by `change(name, content)`: new content, or None to leave it out."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return to


def with_manifest(path: Path, to: Path, **said) -> Path:
    """Well sealed, as somebody who means ill could make it."""
    with zipfile.ZipFile(path) as old:
        manifest = {**json.loads(old.read(archive.MANIFEST)), **said}
    content = json.dumps(manifest).encode()
    sealed = {archive.MANIFEST: content, archive.SEAL: hashlib.sha256(content).hexdigest().encode()}
    return changed(path, to, lambda name, old: sealed.get(name, old))


def faulty(kind: str, whole: Path, to: Path) -> Path:
    content = whole.read_bytes()
    part = "files/packages/one.zip"
    if kind == "cut short":
        to.write_bytes(content[:-200])
    elif kind == "half":
        to.write_bytes(content[: len(content) // 2])
    elif kind == "empty":
        to.write_bytes(b"")
    elif kind == "a bit turned":
        at = content.index(b"packages/one.zip", content.index(part.encode()) + len(part))
        to.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    elif kind == "a part changed":
        changed(whole, to, lambda name, old: old + b"!" if name == part else old)
    elif kind == "a part gone":
        changed(whole, to, lambda name, old: None if name == part else old)
    elif kind == "the manifest changed":
        changed(whole, to, lambda name, old: old.replace(b"sqlite", b"sqlit3") if name == archive.MANIFEST else old)
    elif kind == "somebody else's":
        with zipfile.ZipFile(to, "w") as other:
            other.writestr("readme.txt", "hello")
    elif kind == "a later form":
        with_manifest(whole, to, version=2)
    elif kind == "a later product":
        with_manifest(whole, to, migrations=["reviews.9999_from_the_future"])
    elif kind == "another database":
        with_manifest(whole, to, database="postgresql")
    elif kind == "out of its folder":
        with_manifest(whole, to, parts={"files/../../evil": {"size": 1, "sha256": "0"}})
    return to


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("cut short", "its end is missing"), ("half", "its end is missing"), ("empty", "its end is missing"),
        ("a bit turned", "cannot be read|checksum"), ("a part changed", "checksum is another"),
        ("a part gone", "does not hold the files"), ("the manifest changed", "not what was written"),
        ("somebody else's", "it has no manifest"), ("a later form", "newer Likvärd"),
        ("a later product", "newer Likvärd"), ("another database", "LIKVARD_DATABASE_URL"),
        ("out of its folder", "outside of a backup"),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_refused_and_nothing_changes(house, tmp_path, kind, said):
    whole = backup(tmp_path / "b.zip", with_keys=True)
    before, held = rows(), files_of(house)
    path = faulty(kind, whole, tmp_path / "faulty.zip")
    with pytest.raises(CommandError, match=f"(?s)Nothing was changed.*({said})"):
        call_command("restore", str(path), "--over")
    assert (rows(), files_of(house)) == (before, held)
    assert {path.name for path in house.glob("*restor*")} == set()


def test_an_installation_is_not_written_over_unless_it_is_said(house, tmp_path):
    whole = backup(tmp_path / "b.zip", with_keys=True)
    User.objects.update(email="later@example.org")
    (house / "packages" / "later.zip").write_text("made since")
    connection.close()
    with pytest.raises(CommandError, match=r"Nothing was changed. There is an installation.*--over"):
        call_command("restore", str(whole))
    assert User.objects.get().email == "later@example.org"
    connection.close()
    done = bring_back(whole, over=True)
    assert User.objects.get().email == "anna@example.org"
    assert not (house / "packages" / "later.zip").exists()
    # What stood here is not lost.
    assert (done.aside / "packages" / "later.zip").read_text() == "made since"
    (kept,) = done.aside.glob("*.sqlite3")
    assert sqlite3.connect(kept).execute("SELECT email FROM access_user").fetchall() == [("later@example.org",)]


def test_a_site_at_work_is_not_pulled_away(house, tmp_path):
    whole = backup(tmp_path / "b.zip", with_keys=True)
    other = sqlite3.connect(connection.settings_dict["NAME"])
    other.execute("SELECT 1 FROM access_user").fetchall()
    with pytest.raises(CommandError, match=r"Nothing was changed. The site is at work"):
        call_command("restore", str(whole), "--over")
    other.close()


@pytest.mark.parametrize("moves", [0, 3, 7, 9, 12, 13])
def test_a_restore_that_is_cut_off_is_seen_and_done_again(house, tmp_path, monkeypatch, client, moves):
    """Killed after so many files were moved: run again, everything is there; until then the site does not start."""
    before, held = rows(), files_of(house)
    whole = backup(tmp_path / "b.zip", with_keys=True)
    User.objects.update(email="later@example.org")
    connection.close()
    plain, left = Path.replace, [moves]

    def until_the_power_goes(self, target):
        if left[0] == 0:
            raise Killed
        left[0] -= 1
        return plain(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", until_the_power_goes)
        with suppress(Killed):
            bring_back(whole, over=True)
    if left[0] == 0:
        assert restoring.is_unfinished()
        assert client.get("/halsa").status_code == 503
        with pytest.raises(SystemCheckError, match="broken off"):
            call_command("check")
    connection.close()
    if restoring.is_unfinished():
        assert bring_back(whole).verdict.holds
    assert (rows(), files_of(house)) == (before, held)
    assert client.get("/halsa").status_code == 200


def test_keys_apart(house, tmp_path):
    sealed = vault.seal("Kim Ek")
    call_command("backup", str(tmp_path / "b.zip"), "--keys-to", str(tmp_path / "keys.json"), stdout=StringIO())
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600
    empty_folder(house)
    with pytest.raises(CommandError, match=r"(?s)Nothing was changed.*open the names in signals.*--keys-from"):
        call_command("restore", str(tmp_path / "b.zip"))
    assert list(house.iterdir()) == []
    out = StringIO()
    call_command("restore", str(tmp_path / "b.zip"), "--keys-from", str(tmp_path / "keys.json"), stdout=out)
    assert "The ledger is whole: 1 events" in out.getvalue()
    assert vault.open_sealed(sealed) == "Kim Ek"


def test_another_installations_keys_are_refused(house, tmp_path, monkeypatch):
    whole = backup(tmp_path / "b.zip")
    other = {**keys.in_files(house), "vault-key": "another"}
    keys.write(other, tmp_path / "other.json", "then")
    with pytest.raises(CommandError, match=r"Nothing was changed. The vault-key that you gave is another"):
        call_command("restore", str(whole), "--over", "--keys-from", str(tmp_path / "other.json"))
    (tmp_path / "no.json").write_text("{}")
    with pytest.raises(CommandError, match="no file of keys"):
        call_command("restore", str(whole), "--over", "--keys-from", str(tmp_path / "no.json"))
    monkeypatch.setenv("LIKVARD_VAULT_KEY", "another")
    with pytest.raises(CommandError, match="LIKVARD_VAULT_KEY is another key"):
        call_command("restore", str(whole), "--over")
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("restore", str(whole), "--without-keys", "--keys-from", "x")


def test_keys_from_the_environment_are_in_no_file(house, tmp_path, monkeypatch):
    monkeypatch.setenv("LIKVARD_VAULT_KEY", (house / "vault-key").read_text())
    (house / "vault-key").unlink()
    out = StringIO()
    call_command("backup", str(tmp_path / "b.zip"), "--with-keys", stdout=out)
    assert "in no file: LIKVARD_VAULT_KEY" in out.getvalue()
    with archive.opened(tmp_path / "b.zip") as opened:
        assert "keys/vault-key" not in opened.manifest.parts
    empty_folder(house)
    assert bring_back(tmp_path / "b.zip").verdict.holds


def test_a_backup_can_be_checked_where_there_is_no_installation(house, tmp_path):
    whole = backup(tmp_path / "b.zip")
    held, out = files_of(house), StringIO()
    call_command("restore", str(whole), "--check-only", stdout=out)
    assert out.getvalue().startswith("The backup is whole: 4 files")
    assert files_of(house) == held
    with pytest.raises(CommandError, match="end is missing"):
        call_command("restore", str(faulty("cut short", whole, tmp_path / "c.zip")), "--check-only")


def test_a_ledger_that_was_changed_is_told(house, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_event_no_update")
        cursor.execute("UPDATE ledger_event SET action = 'user_forgotten'")
    whole, out = backup(tmp_path / "b.zip", with_keys=True), StringIO()
    empty_folder(house)
    with pytest.raises(SystemExit) as left:
        call_command("restore", str(whole), stdout=out)
    assert left.value.code == 2
    assert "The ledger is NOT whole" in out.getvalue()


@pytest.mark.slow
def test_the_whole_drill_from_the_command_line(tmp_path):
    """As the one who runs it does: prepare, back up, lose the disk, restore, verify; a second process of its own."""
    program = [sys.executable, "-m", "likvard.cli", "site"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LIKVARD_", "PYTEST_"))}

    def run(data: Path, *words: str, code: int = 0) -> str:
        done = subprocess.run(
            [*program, *words], env={**kept, "LIKVARD_DATA_DIR": str(data)}, capture_output=True, text=True
        )
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    run(tmp_path / "first", "migrate", "--verbosity", "0")
    run(tmp_path / "first", "backup", str(tmp_path / "b.zip"), "--keys-to", str(tmp_path / "keys"))
    assert "Nothing was changed" in run(tmp_path / "second", "restore", str(tmp_path / "b.zip"), code=1)
    said = run(tmp_path / "second", "restore", str(tmp_path / "b.zip"), "--keys-from", str(tmp_path / "keys"))
    assert "The ledger is whole: 0 events" in said
    assert (tmp_path / "second" / "secret-key").read_text() == (tmp_path / "first" / "secret-key").read_text()


# ── PostgreSQL


@pytest.fixture
def served(transactional_db, folder):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    fill(folder)
    return folder


def test_postgresql_comes_back_as_it_was(served, tmp_path):
    before, held = rows(), files_of(served)
    whole = backup(tmp_path / "b.zip", with_keys=True)
    User.objects.update(email="later@example.org")
    note(User.objects.get())
    an_organiser("En senare huvudman")
    with pytest.raises(restoring.CannotRestore):
        bring_back(whole)
    done = bring_back(whole, over=True)
    assert (done.verdict.holds, done.verdict.events, done.same_end, done.missing) == (True, 1, True, ())
    assert (rows(), files_of(served)) == (before, held)
    # The guards stand again, and new rows get numbers of their own.
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_event SET action = 'x'")
    note(User.objects.get())
    assert verify().holds


def test_postgresql_is_left_alone_when_a_part_fails(served, tmp_path, monkeypatch):
    whole = backup(tmp_path / "b.zip", with_keys=True)
    an_organiser("En senare huvudman")
    before, held = rows(), files_of(served)
    plain = database._set_counters

    def fail(*args):
        plain(*args)
        raise Killed

    monkeypatch.setattr(database, "_set_counters", fail)
    with pytest.raises(Killed):
        bring_back(whole, over=True)
    assert (rows(), files_of(served)) == (before, held)
