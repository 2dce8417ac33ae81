"""Words of signals: what their codes are called, how long something took, and counts that are not numbers."""

from collections.abc import Mapping

from django import template
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.queries.state.places import Place
from likvard.rulebook.permissions import Permission
from likvard.rulebook.signals import Process
from likvard.rulebook.words import Words
from likvard.signals.forms.cases import REASON_WORDS
from likvard.signals.models import Signal
from likvard.signals.queries.chain import Standing
from likvard.signals.queries.counts import Count, counts
from likvard.terms.terms_and_years import school_year_of
from likvard.web.guards import grants
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


@register.inclusion_tag("signals/_place.html", takes_context=True)
def signals_of_place(context: RequestContext, place: Place) -> dict[str, object]:
    """Signals of a place of the state of play, as counts, for those who follow its organiser's quality work: a unit's
    row, or the whole organiser. Nothing for a municipality, which is nobody's own."""
    held = grants(context["request"]).with_permission(Permission.QUALITY_READ)
    ids = {grant.organisation for grant in held if grant.organisation}
    unit = None
    if place.kind == "unit":
        codes = [code for code, _name in place.units]
        units = SchoolUnit.objects.filter(school_unit_code__in=codes, organisation_id__in=ids)
        unit = units.select_related("organisation").order_by("id").first()
        holder = unit.organisation if unit else None
    else:
        holder = Organisation.objects.filter(pk=place.organisation, pk__in=ids).first() if place.organisation else None
    if holder is None:
        return {"rows": []}
    today = timezone.localdate()
    year = school_year_of(today)
    rows = []
    for kind in counts(holder, year=year.start, today=today).kinds:
        told = kind if unit is None else kind.of(unit.pk)
        if told is not None and told.total.state != "none":
            rows.append({"kind": kind, "counts": told})
    return {"rows": rows, "year": str(year)}
