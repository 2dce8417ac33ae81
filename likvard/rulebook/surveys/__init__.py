"""Questionnaires of one's own: who is asked, what about, in which languages. One file for each, texts per language.

A survey that is begun copies its questionnaire, so that a changed file never changes what somebody was asked.
`words.toml` has what the pages themselves say to whoever answers, in the same languages.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Texts = Mapping[str, str]  # language → text
Who = Literal["pupils", "staff", "guardians"]

WHO = ("pupils", "staff", "guardians")
# Every text stands in these; another language is offered when the questionnaire and the words have all of it.
ALWAYS = ("sv", "en")
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "he", "ckb"})
_WORDS_FILE = "words"


@dataclass(frozen=True, slots=True)
class Question:
    """`reversed`: the first option is the worst."""

    key: str
    text: Texts
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """`national` is the topic of Skolenkäten that asks about the same thing, in its own words; "" = none."""

    key: str
    name: Texts
    national: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """`key` is the file's name. `options` stand with the best first; `unknown` is the answer that counts in no mean.
    `year_groups` are those of Skolenkäten that the answers can be held against. `checksum` of the file."""

    key: str
    who: Who
    order: int
    name: Texts
    intro: Texts
    options: tuple[Texts, ...]
    unknown: Texts
    asks_sex: bool
    year_groups: tuple[str, ...]
    areas: tuple[Area, ...]
    checksum: str

    @property
    def languages(self) -> tuple[str, ...]:
        return languages_of(self.to_json())

    def to_json(self, areas: tuple[str, ...] | None = None) -> dict[str, Any]:
        """What a survey keeps of it; with `areas` only those."""
        return {
            "key": self.key,
            "who": self.who,
            "name": dict(self.name),
            "intro": dict(self.intro),
            "options": [dict(one) for one in self.options],
            "unknown": dict(self.unknown),
            "asks_sex": self.asks_sex,
            "year_groups": list(self.year_groups),
            "areas": [
                {
                    "key": area.key,
                    "name": dict(area.name),
                    "national": area.national,
                    "questions": [
                        {"key": one.key, "text": dict(one.text), "reversed": one.reversed} for one in area.questions
                    ],
                }
                for area in self.areas
                if areas is None or area.key in areas
            ],
            "checksum": self.checksum,
        }


def languages_of(questionnaire: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages in which every text of a kept questionnaire and every word of the pages stands, Swedish first."""
    held: set[str] = set(words())
    for texts in _texts(questionnaire):
        held &= set(texts)
    return tuple(sorted(held, key=lambda one: (one != "sv", one != "en", one)))


def _texts(questionnaire: Mapping[str, Any]) -> list[Texts]:
    found = [questionnaire["name"], questionnaire["intro"], *questionnaire["options"], questionnaire["unknown"]]
    for area in questionnaire["areas"]:
        found += [area["name"], *(one["text"] for one in area["questions"])]
    return found


def parse(content: bytes, key: str) -> Questionnaire:
    """One questionnaire from the bytes of its file. Raises `ValueError` that names the file and what is wrong in it."""
    values = tomllib.loads(content.decode("utf-8"))
    expected = {
        "who", "order", "asks_sex", "year_groups", "options", "unknown", "name", "intro", "area",
    }  # fmt: skip
    if set(values) != expected:
        raise ValueError(f"surveys/{key}.toml: has {sorted(values)}, not {sorted(expected)}")
    if values["who"] not in WHO:
        raise ValueError(f"surveys/{key}.toml: who is {values['who']!r}; it can be {', '.join(WHO)}")
    areas = tuple(
        Area(
            area["key"],
            area["name"],
            area.get("national", ""),
            tuple(
                Question(
                    one["key"], {k: v for k, v in one.items() if k not in ("key", "reversed")},
                    bool(one.get("reversed")),
                )
                for one in area["questions"]
            ),
        )
        for area in values["area"]
    )  # fmt: skip
    keys = [one.key for area in areas for one in area.questions]
    if len(set(keys)) != len(keys) or len({area.key for area in areas}) != len(areas):
        raise ValueError(f"surveys/{key}.toml: two questions or areas have the same key")
    if not 3 <= len(values["options"]) <= 4:
        raise ValueError(f"surveys/{key}.toml: has {len(values['options'])} options; an index needs 3 or 4")
    made = Questionnaire(
        key=key,
        who=values["who"],
        order=int(values["order"]),
        name=values["name"],
        intro=values["intro"],
        options=tuple(values["options"]),
        unknown=values["unknown"],
        asks_sex=bool(values["asks_sex"]),
        year_groups=tuple(values["year_groups"]),
        areas=areas,
        checksum=hashlib.sha256(content).hexdigest(),
    )
    for texts in _texts(made.to_json()):
        if missing := [one for one in ALWAYS if not texts.get(one, "").strip()]:
            raise ValueError(f"surveys/{key}.toml: {dict(texts)} has no text in {', '.join(missing)}")
    return made


@cache
def questionnaires() -> dict[str, Questionnaire]:
    """Every questionnaire by its key, pupils first, then staff and guardians."""
    found = [
        parse(file.read_bytes(), file.name.removesuffix(".toml"))
        for file in files(__package__).iterdir()
        if file.name.endswith(".toml") and file.name != f"{_WORDS_FILE}.toml"
    ]
    return {one.key: one for one in sorted(found, key=lambda q: q.order)}


@cache
def words() -> dict[str, dict[str, str]]:
    """What the pages say to whoever answers: language → key → text. Every language has every key."""
    read: dict[str, dict[str, str]] = tomllib.loads(
        files(__package__).joinpath(f"{_WORDS_FILE}.toml").read_text(encoding="utf-8")
    )
    for language, texts in read.items():
        if missing := set(read["sv"]) ^ set(texts):
            raise ValueError(f"surveys/words.toml: {language} and sv differ in {', '.join(sorted(missing))}")
    return read


def said(texts: Texts, language: str) -> str:
    """The text in that language, else in Swedish."""
    return texts.get(language) or texts["sv"]
