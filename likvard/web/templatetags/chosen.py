"""What a form about the register shows as chosen: what was sent, else what is certain."""

from collections.abc import Mapping
from typing import Any

from django import template

from likvard.web.casematching import Choice

register = template.Library()


@register.filter
def chosen(choice: Choice, given: Mapping[str, Any]) -> str:
    return given.get(choice.input, choice.preset)
