"""Texts of a kept questionnaire in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import get_language

from likvard.rulebook.surveys import languages_of, said, words

register = template.Library()


@register.filter
def in_language(texts: Mapping[str, str]) -> str:
    return said(texts, get_language() or "sv")


@register.filter
def languages(questionnaire: Mapping[str, Any]) -> str:
    """The languages it can be answered in, each by its own name."""
    return ", ".join(words()[one]["language"] for one in languages_of(questionnaire))
