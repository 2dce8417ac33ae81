"""What every test stands on: a fixed day, real objects, and traps for habits that hide mistakes."""

import os
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

# Tests keep their files apart from anyone's data. The environment is for programs that tests start; pytest-django has
# read the settings already, before this file, so those that name folders are set here.
DATA = Path(os.environ.setdefault("LIKVARD_DATA_DIR", tempfile.mkdtemp(prefix="likvard-tests-"))).resolve()
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Processes that share the tests have a database each: what is swept away for one must not be another's file.
    DATA /= worker
    os.environ["LIKVARD_DATA_DIR"] = str(DATA)
os.environ.setdefault("LIKVARD_SECRET_KEY", "only-for-tests")
settings.DATA_DIR = DATA
settings.MEDIA_ROOT = DATA / "originals"
settings.STATIC_ROOT = DATA / "static"
settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
settings.CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "reckoned": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

pytest_plugins = ["tests.traps", "tests.append_only", "tests.migrated"]

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and data that is not part of the product; tests that need it skip without it."""
    folder = Path(os.environ.get("LIKVARD_SHARED", ROOT.parent / "shared"))
    if not (folder / "reading").is_dir():
        pytest.skip("the shared material is not here (LIKVARD_SHARED names its folder)")
    return folder


@pytest.fixture
def client_of(client):
    """A browser signed in as the given person: `client_of(user).get(...)`."""
    from django.test import Client  # noqa: PLC0415 - Django's settings must be read first

    def signed_in(user):
        browser = Client()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return signed_in


@pytest.fixture(autouse=True)
def no_guesses_are_remembered():
    """Wrong addresses are counted in the cache; one test's guesses must not close the door of another's."""
    from django.core.cache import cache  # noqa: PLC0415 - Django's settings must be read first

    cache.clear()


@pytest.fixture(autouse=True)
def in_swedish():
    """A page asked for in English leaves its language behind it in the thread."""
    from django.utils import translation  # noqa: PLC0415 - Django's settings must be read first

    translation.activate(settings.LANGUAGE_CODE)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Files in a table of cases are named by their place: packed bytes may carry the time they were packed at, and two
    processes that share the tests must know each of them by the same name."""
    return argname if isinstance(val, bytes) else None
