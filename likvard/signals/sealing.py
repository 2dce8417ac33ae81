"""A column that the database cannot read."""

from typing import Any

from django.db import models

from .vault import open_sealed, seal


class Sealed:
    """Sealed words as they come from the database. Printed they say nothing; `open()` is the only way to them."""

    __slots__ = ("_token",)

    def __init__(self, token: bytes) -> None:
        self._token = token

    def open(self) -> str:
        return open_sealed(self._token)

    @property
    def token(self) -> bytes:
        return self._token

    def __bool__(self) -> bool:
        return bool(self._token)

    def __str__(self) -> str:
        return "•••"

    __repr__ = __str__


class SealedTextField(models.BinaryField):
    """Takes plain words or what was read; stores only what the vault made of them; gives `Sealed`."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed:
        return Sealed(bytes(value or b""))

    def get_prep_value(self, value: Any) -> bytes:
        if isinstance(value, str):
            return seal(value)
        return value.token if isinstance(value, Sealed) else bytes(value or b"")
