"""What is written to the log: every address but its key."""

import logging

import pytest

from likvard.web.logmasking import WithoutSecrets

SECRET = "ca59b3cc00f11f5ea3f170f2c2bd229597bc9a00317322d08fb5c2d36b20b708"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (f"Not Found: /lank/{SECRET}/underlag/", "Not Found: /lank/***/underlag/"),
        (f'"GET /lank/{SECRET}/kontaktperson/ HTTP/1.1" 404', '"GET /lank/***/kontaktperson/ HTTP/1.1" 404'),
        (f"/kalender/{SECRET[:43]}", "/kalender/***"),
        ("/arenden/9b2d7c1e-51a4-4b57-8a2c-0d0c3d6a5f10/", "/arenden/9b2d7c1e-51a4-4b57-8a2c-0d0c3d6a5f10/"),
        ("Not Found: /granskningar/", "Not Found: /granskningar/"),
    ],
)
def test_keys_are_hidden_and_ids_are_not(said, written):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s", (said,), None)
    assert WithoutSecrets().filter(record)
    assert record.getMessage() == written


def test_every_handler_hides_them(settings):
    assert [h["filters"] for h in settings.LOGGING["handlers"].values()] == [["without_secrets"]]
