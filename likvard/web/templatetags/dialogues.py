"""The words of dialogues: how an effect is said, what a part of the sheet is called."""

from django import template
from django.utils.translation import gettext as _

from likvard.web.labels import label

register = template.Library()


@register.filter
def effect_said(code: str) -> str:
    return label("effect", code)


@register.filter
def sheet_heading(code: str) -> str:
    return {"findings": _("What reviews have found, and is not remedied")}.get(code, code)
