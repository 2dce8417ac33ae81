"""The words and figures of resources by need."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from .lv import number

register = template.Library()

NEEDS: dict[str, Promise] = {
    "expected": _("expected from the intake"),
    "weighted": _("intake with own weights"),
    "index": _("own index"),
    "indicator": _("a figure of the state of play"),
}


@register.filter
def need_word(code: str) -> str:
    return str(NEEDS[code])


@register.filter
def signed(value: float | None) -> str:
    """Kronor with their sign: `+1 200`, `−300`, `0`."""
    if value is None or value == "":
        return ""
    return ("+" if round(value) > 0 else "") + number(value)


@register.filter
def against_equal(row: dict[str, Any]) -> str:
    return signed(row["amount"] - row["equal"])


@register.filter
def against_today(row: dict[str, Any]) -> str:
    return "–" if row["before"] is None else signed(row["amount"] - row["before"])


@register.filter
def points(share: float) -> str:
    """A difference between two shares, in per cent units."""
    return gettext("%(n)s points") % {"n": number(share * 100, 1)}


@register.filter
def in_language(text: dict[str, str]) -> str:
    return text["en" if get_language() == "en" else "sv"]
