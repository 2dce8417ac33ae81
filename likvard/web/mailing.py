"""How e-mails leave: all those of a run over one connection, named by the host of the site."""

import smtplib
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

Row = TypeVar("Row")


def host() -> str:
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def over_one_connection(message_of: Callable[[Row], EmailMessage]) -> Callable[[Row], None]:
    """Sends the e-mail of a row. The connection is opened at the first. Raises `SMTPException` and `OSError`."""
    connection = get_connection()

    def deliver(row: Row) -> None:
        message = message_of(row)
        message.connection = connection
        try:
            message.send()
        except smtplib.SMTPServerDisconnected:
            connection.close()  # the server tired of waiting; the next e-mail opens a new one
            raise
        except ValueError as error:  # an address that no mail can go to
            raise OSError(str(error)) from error

    return deliver
