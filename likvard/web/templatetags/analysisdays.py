"""Words of analysis days: what became of a goal, what the rule on words reads out of an answer."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def goal_became(goal: Mapping[str, Any]) -> str:
    """What became of a goal that stands in a package."""
    word = {
        "active": gettext("not ended yet"),
        "reached": gettext("reached"),
        "not_reached": gettext("not reached"),
        "dropped": gettext("dropped"),
    }[goal["state"]]
    return f"{word}: {goal['outcome']}" if goal["outcome"] else word


@register.filter
def reading_said(reading: str) -> str:
    """What the rule on words found. A hint, so it says what it saw and not what the answer is worth."""
    return {
        "names_cause": gettext("names a cause"),
        "says_unknown": gettext("says that the cause is not known yet"),
        "restates": gettext("seems to restate the figures"),
        "no_cause_found": gettext("no cause found by the rule"),
        "empty": gettext("no answer"),
    }[reading]


@register.filter
def reading_state(reading: str) -> str:
    return {"names_cause": "done", "says_unknown": "waiting", "empty": "neutral"}.get(reading, "doubtful")
