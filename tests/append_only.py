"""The database refuses to empty the ledger or to remove an issued decision, a decided allocation or an issued
inventory, also after a test that commits: the guards step aside for that moment."""

from importlib import import_module

import pytest


@pytest.fixture(autouse=True, scope="session")
def _what_stays_can_be_emptied_between_tests(django_test_environment):
    from django.apps import apps  # noqa: PLC0415 - Django's settings must be read first
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import TransactionTestCase  # noqa: PLC0415

    from tests.migrated import undo  # noqa: PLC0415 - pytest reads that part after this one

    ledger = import_module("likvard.ledger.migrations.0002_append_only")
    decisions = import_module("likvard.reviews.migrations.0008_issued_decisions_stay")
    allocations = import_module("likvard.quality.migrations.0009_decided_allocations_stay")
    inventories = import_module("likvard.reviews.migrations.0016_issued_inventories_stay")
    plain = TransactionTestCase._fixture_teardown

    def teardown(self):
        in_memory = connection.vendor == "sqlite" and connection.is_in_memory_db()
        if in_memory and not connection.in_atomic_block and undo(connection.connection):
            ContentType.objects.clear_cache()
            return
        with connection.schema_editor(atomic=False) as editor:
            ledger.unguard(apps, editor)
            decisions.backward(apps, editor)
            allocations.backward(apps, editor)
            inventories.backward(apps, editor)
        plain(self)
        with connection.schema_editor(atomic=False) as editor:
            decisions.forward(apps, editor)
            allocations.forward(apps, editor)
            inventories.forward(apps, editor)
            ledger.guard(apps, editor)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = plain
