"""The vault's key exchanged: everything opens as before, by the new key alone; what fails changes nothing."""

import json

import pytest
from django.core.management import CommandError, call_command

from likvard.ledger.models import Event
from likvard.signals import actions
from likvard.signals.models import Entry, Identity
from likvard.signals.queries.sealed import SEALED, sealed_by_older
from likvard.signals.vault import VaultIsShut, keys_held, open_sealed
from tests.factories import NOW, a_unit, an_organiser
from tests.factories.signals import an_incident, closed_incident

pytestmark = pytest.mark.django_db
OLD, NEW = "A" * 42 + "E=", "B" * 42 + "A="


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.delenv("LIKVARD_VAULT_KEY", raising=False)
    return tmp_path


@pytest.fixture
def signals(folder):
    unit = a_unit(an_organiser())
    return [an_incident(unit), closed_incident(unit)]


def _tokens() -> list[bytes]:
    return [one.token for model, field in SEALED for one in model.objects.order_by("pk").values_list(field, flat=True)]


def _words() -> list[str]:
    return [open_sealed(token) for token in _tokens()]


def test_everything_opens_as_before_by_the_new_key_alone(signals, folder):
    words, before, old = _words(), _tokens(), (folder / "vault-key").read_text()
    assert any(words)
    call_command("reseal_signals", "--new-key")
    assert (_words(), keys_held()) == (words, 2)
    assert not set(_tokens()) & set(before)
    assert sealed_by_older() == 0
    call_command("reseal_signals", "--forget-old")
    assert (_words(), keys_held()) == (words, 1)
    assert (folder / "vault-key.before").read_text() == old
    assert old not in (folder / "vault-key").read_text()
    assert [(folder / name).stat().st_mode & 0o777 for name in ("vault-key", "vault-key.before")] == [0o600] * 2
    assert sorted(path.name for path in folder.glob("vault-key*")) == ["vault-key", "vault-key.before"]


def test_the_ledger_counts_and_names_nobody(signals):
    call_command("reseal_signals", "--new-key")
    event = Event.objects.latest("number")
    assert event.action == "vault_resealed"
    assert event.after == {
        "people": Identity.objects.count(), "texts": Entry.objects.count(), "measures": 1, "keys": 2,
    }  # fmt: skip
    assert not any(word and word in json.dumps(event.after, ensure_ascii=False) for word in _words())


def test_one_that_no_key_opens_leaves_all_as_they_were(signals):
    broken = Entry.objects.order_by("pk").last()
    Entry.objects.filter(pk=broken.pk).update(text=b"sealed by a key that is lost")
    before, events = _tokens(), Event.objects.count()
    with pytest.raises(VaultIsShut):
        actions.reseal_all(by=None, at=NOW)
    with pytest.raises(CommandError, match="Nothing has been changed"):
        call_command("reseal_signals", "--new-key")
    assert (_tokens(), Event.objects.count()) == (before, events)


def test_keys_are_not_forgotten_while_something_needs_them(signals, monkeypatch):
    call_command("reseal_signals", "--new-key")
    monkeypatch.setattr("likvard.signals.management.commands.reseal_signals.sealed_by_older", lambda: 1)
    with pytest.raises(CommandError, match="Run this once more"):
        call_command("reseal_signals", "--forget-old")
    assert keys_held() == 2


def test_keys_of_the_environment_are_left_to_those_who_run_the_site(monkeypatch):
    monkeypatch.setenv("LIKVARD_VAULT_KEY", OLD)
    an_incident(a_unit(an_organiser()))
    words = _words()
    for option in ("--new-key", "--forget-old"):
        with pytest.raises(CommandError, match="LIKVARD_VAULT_KEY"):
            call_command("reseal_signals", option)
    monkeypatch.setenv("LIKVARD_VAULT_KEY", f"{NEW},{OLD}")
    call_command("reseal_signals")
    monkeypatch.setenv("LIKVARD_VAULT_KEY", NEW)
    assert _words() == words


def test_an_interrupted_exchange_is_taken_up_again(signals, monkeypatch):
    words = _words()
    with monkeypatch.context() as broken:
        broken.setattr("likvard.signals.actions.resealing.record", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            call_command("reseal_signals", "--new-key")
    assert (_words(), keys_held()) == (words, 2)
    call_command("reseal_signals", "--forget-old")
    assert (_words(), keys_held()) == (words, 1)
