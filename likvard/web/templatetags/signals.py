"""Words of signals: what their codes are called, how long something took, and counts that are not numbers."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from likvard.rulebook.signals import Process
from likvard.rulebook.words import Words
from likvard.signals.forms.cases import REASON_WORDS
from likvard.signals.models import Signal
from likvard.signals.queries.chain import Standing
from likvard.signals.queries.counts import Count
from likvard.web.templatetags.lv import number

register = template.Library()


@register.filter
def said(words: Words) -> str:
    return words.text(get_language() or "sv")


@register.filter
def coded(code: str, table: Mapping[str, Words]) -> str:
    """The word of a code in one of a process's tables; empty for no code."""
    return said(table[code]) if code in table else code


@register.filter
def sort_words(signal: Signal) -> str:
    return coded(signal.sort, signal.process.sorts)


@register.filter
def state_words(standing: Standing) -> str:
    """The last moment that has come."""
    return next(said(stamp.words) for stamp in standing.process.stamps if stamp.key == standing.state)


@register.filter
def part_words(code: str, process: Process) -> str:
    return coded(code, process.parts)


@register.filter
def reason_words(code: str) -> str:
    return str(REASON_WORDS.get(code, code))


@register.filter
def span(hours: float | None) -> str:
    """How long after the first moment: hours up to two days, then days."""
    if hours is None:
        return ""
    if hours < 1:
        return gettext("within the hour")
    if hours < 48:
        whole = round(hours)
        return ngettext("after %(n)d hour", "after %(n)d hours", whole) % {"n": whole}
    days = round(hours / 24)
    return ngettext("after %(n)d day", "after %(n)d days", days) % {"n": days}


@register.filter
def shown(count: Count) -> SafeString | str:
    """A number, "withheld" or "none": three different answers."""
    if count.state == "value":
        return number(count.value)
    if count.state == "none":
        return format_html('<span class="lv-quiet">{}</span>', gettext("none"))
    return format_html('<abbr class="lv-quiet" title="{}">..</abbr>', gettext("withheld: too few to be shown"))


@register.filter
def late_words(days: int) -> str:
    if days == 0:
        return gettext("today is the last day")
    if days > 0:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", days) % {"n": days}
    return ngettext("%(n)d day left", "%(n)d days left", -days) % {"n": -days}
