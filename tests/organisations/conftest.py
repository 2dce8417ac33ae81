"""The register that ships with the product, loaded once for the module that asks for it and rolled back after it."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from likvard.organisations.actions import import_register
from likvard.organisations.bundled import bundled_register


@pytest.fixture(scope="module")
def _loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        register, log = bundled_register()
        import_register(register=register, log=log, by=None, at=datetime(2026, 11, 18, 8, 30, tzinfo=UTC))
        yield register
        transaction.set_rollback(True)


@pytest.fixture
def whole_register(_loaded, db):
    """All 1 132 organisers and 7 484 units of about 2020."""
    return _loaded
