"""People on their way in: a keyed pseudonym for each identity number, and no row of a protected person.

A pseudonym is HMAC-SHA-256 over the number (twelve digits) with a key that belongs to the installation, so that the
same pupil is the same in every file, and nobody without the key can compute or try out who it is. The number, the
name and the contact details go no further than the reader that met them.

Protected persons (sekretessmarkering, skyddad folkbokföring; offentlighets- och sekretesslagen 2009:400 21 och
22 kap., folkbokföringslagen 1991:481) have no pseudonym in any table. SCB's files carry no marking, so what a
student register (SS 12000) or a list says of a person is remembered, by another keyed code, and holds for every
later file.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Sex = Literal["girls", "boys", ""]

_TEMPORARY = re.compile(r"(?P<day>(?:19|20)\d{6})TF(?P<last>\d\d)")
_TWELVE = re.compile(r"(?:19|20)\d{10}")
_PROTECTED_WORDS = re.compile(
    r"\b(?:skyddad(?:e|t)?|sekretess\w*|kvarskriv\w*|hemlig(?:t|a)?)\b|\bskyddade? (?:id|person|folkbok)\w*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """What a number itself says; `digits` never leaves this room."""

    digits: str
    sex: Sex
    birth_year: int | None

    def __repr__(self) -> str:
        return "Number(…)"


def read_number(text: str) -> Number | None:
    """Twelve digits (a coordination number too), with or without a hyphen, or a temporary number `20130101TF10`.
    Ten digits are read as born in the last hundred years only where a hyphen says so. `None` for anything else."""
    bare = re.sub(r"[\s\u00a0]", "", text.upper()).replace("\u2013", "-").replace("\u2212", "-")
    bare = re.sub(r"^((?:19|20)\d{6})-(\d{4}|TF\d\d)$", r"\1\2", bare)
    if m := _TEMPORARY.fullmatch(bare):
        if not _is_day(m["day"]):
            return None
        sex: Sex = "boys" if m["last"][0] == "1" else "girls" if m["last"][0] == "2" else ""
        return Number(bare, sex, int(m["day"][:4]))
    if not _TWELVE.fullmatch(bare) or not _is_day(bare[:8]) or not _check(bare[2:]):
        return None
    return Number(bare, "boys" if int(bare[10]) % 2 else "girls", int(bare[:4]))


def _is_day(text: str) -> bool:
    month, day = int(text[4:6]), int(text[6:8])
    return 1 <= month <= 12 and 1 <= (day - 60 if day > 60 else day) <= 31


def _check(ten: str) -> bool:
    total = 0
    for index, digit in enumerate(ten):
        doubled = int(digit) * (1 if index % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def says_protected(*texts: str) -> bool:
    """Whether a name or class field holds the words by which registers hide a person."""
    return any(_PROTECTED_WORDS.search(text) for text in texts)


@dataclass
class People:
    """The door. `key` at least 32 bytes, the installation's own. `protected` holds the codes (never numbers) of
    persons known to be protected; readers add to it and it is kept between imports. `to_remove` holds the
    pseudonyms of those who became protected during this import: earlier tables must lose their rows."""

    key: bytes
    protected: set[str] = field(default_factory=set)
    to_remove: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if len(self.key) < 32:
            raise ValueError("a key of at least 32 bytes is needed")

    def _code(self, purpose: str, text: str) -> str:
        digest = hmac.new(self.key, f"{purpose}:{text}".encode(), hashlib.sha256).digest()
        return base64.b32encode(digest[:16]).decode().rstrip("=").lower()

    def pseudonym(self, number: Number) -> str:
        """26 letters and digits; the same for the same person in every file of this installation."""
        return self._code("person", number.digits)

    def pseudonym_of_id(self, identity: str) -> str:
        """For a person whom a register knows only by its own id."""
        return self._code("id", identity.strip().lower())

    def protect(self, number: Number | None, identity: str = "") -> None:
        """Remembers a protected person by number, by a register's id, or both."""
        if number is not None:
            code = self._code("protected", number.digits)
            if code not in self.protected:
                self.protected.add(code)
                self.to_remove.add(self.pseudonym(number))
        if identity:
            code = self._code("protected-id", identity.strip().lower())
            if code not in self.protected:
                self.protected.add(code)
                self.to_remove.add(self.pseudonym_of_id(identity))

    def protect_numbers(self, numbers: Iterable[str]) -> int:
        """A list of identity numbers; how many of them could be read."""
        known = [one for one in map(read_number, numbers) if one]
        for one in known:
            self.protect(one)
        return len(known)

    def is_protected(self, number: Number | None, identity: str = "") -> bool:
        if number is not None and self._code("protected", number.digits) in self.protected:
            return True
        return bool(identity) and self._code("protected-id", identity.strip().lower()) in self.protected
