"""A TOML table that knows its place: what is wrong with a file is said by file, key and what to do."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from likvard.rulebook.words import Words
from likvard.terms.statutes import format_references, parse_references


class DefinitionError(ValueError):
    """A definition file cannot be used. `file` and `key` say where, the message says what is wrong."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}")
        self.file, self.key, self.problem = file, key, problem


class Table:
    """A TOML table that knows its place and lets no key pass unread."""

    def __init__(self, file: str, place: str, values: Any) -> None:
        if not isinstance(values, dict):
            raise DefinitionError(file, place, "must be a table")
        self.file, self.place, self.values = file, place, values

    def key(self, name: str) -> str:
        return f"{self.place}.{name}" if self.place else name

    def fail(self, name: str, problem: str) -> DefinitionError:
        return DefinitionError(self.file, self.key(name), problem)

    def known(self, required: Iterable[str], optional: Iterable[str] = ()) -> None:
        for name in required:
            if name not in self.values:
                raise self.fail(name, "is missing")
        for name in self.values:
            if name not in {*required, *optional}:
                raise self.fail(name, "is not a key that the rulebook knows")

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(name, "must be a text with words in it")
        return value

    def one_of(self, name: str, allowed: Iterable[str]) -> str:
        value = self.text(name)
        if value not in tuple(allowed):
            raise self.fail(name, f"is {value!r}; it can be {', '.join(allowed)}")
        return value

    def texts(self, name: str, allowed: Iterable[str] | None = None) -> tuple[str, ...]:
        value = self.values.get(name)
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.fail(name, "must be a list of texts")
        if len(set(value)) != len(value):
            raise self.fail(name, "names the same thing twice")
        if allowed is not None and (strange := [v for v in value if v not in tuple(allowed)]):
            raise self.fail(name, f"names {strange[0]!r}; it can be {', '.join(allowed)}")
        return tuple(value)

    def day(self, name: str) -> date:
        value = self.values.get(name)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.fail(name, "must be a day, written 2023-07-01 without quotes")
        return value

    def optional_day(self, name: str) -> date | None:
        return self.day(name) if name in self.values else None

    def whole_number(self, name: str) -> int:
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise self.fail(name, "must be a whole number of one or more")
        return value

    def table(self, name: str) -> "Table":
        return Table(self.file, self.key(name), self.values.get(name))

    def tables(self, name: str) -> list["Table"]:
        value = self.values.get(name)
        if not isinstance(value, list) or not value:
            raise self.fail(name, f"must be one or more tables, written [[{name}]]")
        return [Table(self.file, f"{self.key(name)}[{i}]", v) for i, v in enumerate(value)]

    def words(self, name: str) -> Words:
        table = self.table(name)
        table.known(("sv", "en"))
        return Words(table.text("sv"), table.text("en"))

    def own_words(self) -> Words:
        return Words(self.text("sv"), self.text("en"))


def sections(table: Table, name: str) -> tuple[str, ...]:
    """A list of sections, each printed alone: `4 kap. 3 § skollagen`."""
    texts = table.texts(name)
    for text in texts:
        if format_references(parse_references(text)) != [text]:
            raise table.fail(name, f"{text!r} is not one section, written as in 4 kap. 3 § skollagen")
    return texts
