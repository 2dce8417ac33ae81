"""The first account of an installation is made where it runs."""

from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from likvard.access.models import User
from likvard.access.queries import grants_of
from likvard.rulebook.permissions import Permission

pytestmark = pytest.mark.django_db


def made(*words: str) -> str:
    out = StringIO()
    call_command("first_person", *words, stdout=out)
    return urlsplit(out.getvalue().split()[0]).path


def test_the_first_person_looks_after_the_installation(client):
    link = made("it@example.org", "Ida Teknik")
    assert client.get(link).status_code == 200
    user = User.objects.get()
    assert (user.email, user.has_usable_password()) == ("it@example.org", False)
    assert grants_of(user, timezone.localdate()).may(Permission.USERS_MANAGE)
    # A link that was lost is given anew; the person is the same.
    assert client.get(made("IT@example.org", "Ida Teknik")).status_code == 200
    assert User.objects.count() == 1


def test_an_account_that_is_in_use_is_left_alone():
    made("it@example.org", "Ida Teknik")
    user = User.objects.get()
    user.set_password("fyra-ord-i-rad-nu")
    user.save()
    with pytest.raises(CommandError, match="has an account already"):
        made("it@example.org", "Ida Teknik")
    with pytest.raises(CommandError, match="no e-mail address"):
        made("it", "Ida Teknik")
