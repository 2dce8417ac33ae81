"""Models of dialogue to begin from: whom, how often, why, and the agenda with its questions. Content in Swedish.

A series copies what it takes from here, so that a changed file never changes a series that has been decided.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from likvard.rulebook.words import Words

Party = Literal["independent", "own_unit"]


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    heading: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DialogueModel:
    """`key` is the file's name; `party` says whether it is held with own units or with independent actors."""

    key: str
    name: Words
    party: Party
    times_a_year: int
    led_by: str
    purposes: tuple[str, ...]
    topics: tuple[Topic, ...]


def parse(content: bytes, key: str) -> DialogueModel:
    """One model from the bytes of its file. Raises `ValueError` that names the file and what is wrong in it."""
    values = tomllib.loads(content.decode("utf-8"))
    expected = {"party", "times_a_year", "led_by", "purposes", "name", "topic"}
    if set(values) != expected:
        raise ValueError(f"dialogues/{key}.toml: has {sorted(values)}, not {sorted(expected)}")
    if values["party"] not in ("independent", "own_unit"):
        raise ValueError(f"dialogues/{key}.toml: party is {values['party']!r}; it can be independent, own_unit")
    topics = tuple(Topic(t["key"], t["heading"], tuple(t["questions"])) for t in values["topic"])
    if len({t.key for t in topics}) != len(topics):
        raise ValueError(f"dialogues/{key}.toml: two topics have the same key")
    return DialogueModel(
        key=key,
        name=Words(values["name"]["sv"], values["name"]["en"]),
        party=values["party"],
        times_a_year=int(values["times_a_year"]),
        led_by=values["led_by"],
        purposes=tuple(values["purposes"]),
        topics=topics,
    )


@cache
def dialogue_models() -> dict[str, DialogueModel]:
    """Every model by its key, in the order of their names."""
    found = [
        parse(file.read_bytes(), file.name.removesuffix(".toml"))
        for file in files(__package__).iterdir()
        if file.name.endswith(".toml")
    ]
    return {model.key: model for model in sorted(found, key=lambda m: m.name.sv)}
