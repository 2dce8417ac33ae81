"""A country small enough for every test."""

import pytest

from likvard.quality.queries.state import nation
from tests.quality import small_country


@pytest.fixture(scope="session")
def country_folder(tmp_path_factory):
    return small_country.write(tmp_path_factory.mktemp("country"))


@pytest.fixture(scope="session")
def made_of_country():
    """What is made of the invented country is the same for every test, and is made once."""
    return {}


@pytest.fixture
def country(country_folder, made_of_country, tmp_path, settings, monkeypatch):
    """The invented country instead of the shipped one; the test publishes what it imports beside it."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr("likvard.datasets.store.extract_folder", lambda: country_folder)
    monkeypatch.setattr(nation, "extract_folder", lambda: country_folder)
    made = dict(made_of_country)
    monkeypatch.setattr(nation, "_made", made)
    yield country_folder
    if "extract" in made:
        made_of_country["extract"] = made["extract"]
