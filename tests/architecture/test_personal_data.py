"""Nobody adds a column without saying what it can tell about a person."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
DECLARED = tomllib.loads((ROOT / "docs" / "personal_data.toml").read_text(encoding="utf-8"))
MODELS = {
    f"{app.label}.{model.__name__}": model
    for app in apps.get_app_configs()
    if app.name.startswith("likvard.")
    for model in app.get_models()
}


def test_every_table_is_declared():
    assert set(DECLARED) == set(MODELS)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_every_column_is_declared_once(name):
    columns = [f.name for f in MODELS[name]._meta.get_fields() if not f.auto_created or f.concrete]
    declared = [column for columns in DECLARED.get(name, {}).values() for column in columns]
    assert sorted(declared) == sorted(columns)


def test_the_ledger_keeps_no_words():
    """What can never be altered must hold nothing that may have to be disposed of."""
    assert DECLARED["ledger.Event"].get("words", []) == []
