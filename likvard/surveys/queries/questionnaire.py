"""Reading a kept questionnaire: its questions, options and groups, and the places that answers are counted in."""

from collections.abc import Mapping
from typing import Any

GROUPS = ("girl", "boy", "unsaid")


def question_keys(questionnaire: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(one["key"] for area in questionnaire["areas"] for one in area["questions"])


def options_of(questionnaire: Mapping[str, Any]) -> int:
    """How many options, without "don't know", whose place is the number after the last."""
    return len(questionnaire["options"])


def groups_of(questionnaire: Mapping[str, Any]) -> tuple[str, ...]:
    return GROUPS if questionnaire["asks_sex"] else ("",)


def empty_counts(questionnaire: Mapping[str, Any]) -> dict[str, Any]:
    """Every place that an answer can be counted in, at 0."""
    places = options_of(questionnaire) + 1
    return {
        group: {"people": 0, "answers": {key: [0] * places for key in question_keys(questionnaire)}}
        for group in groups_of(questionnaire)
    }


def wording(questionnaire: Mapping[str, Any], area: str) -> tuple[object, ...]:
    """What must be the same for two surveys' figures to be comparable: the Swedish words, the options, their order."""
    found = next((one for one in questionnaire["areas"] if one["key"] == area), None)
    if found is None:
        return ()
    return (
        tuple(one["sv"] for one in questionnaire["options"]),
        tuple((one["text"]["sv"], one["reversed"]) for one in found["questions"]),
    )
