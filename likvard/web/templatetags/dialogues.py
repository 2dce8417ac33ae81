"""The words of dialogues: how an effect is said."""

from django import template

from likvard.web.labels import label

register = template.Library()


@register.filter
def effect_said(code: str) -> str:
    return label("effect", code)
