"""What the templates say that Django has no word for: icons, Swedish days and numbers, the page's frame."""

from datetime import date, datetime
from functools import cache

from django import template
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext, pgettext

from likvard.web import navigation

register = template.Library()

NO_BREAK = "\N{NO-BREAK SPACE}"


@cache  # a page has a hundred of these, and where the sheet lies never changes while the site runs
def _sheet() -> str:
    return static("web/icons.svg")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing from our own sheet. With a `label` it speaks for itself, without one it is decoration."""
    address = f"{_sheet()}#{name}"
    if label:
        return format_html(
            '<svg class="lv-icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address
        )
    return format_html('<svg class="lv-icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', address)


@register.simple_tag
def tag(state: str, word: str = "") -> SafeString:
    """A state as colour, icon and word (else the state's own word): overdue, soon, waiting, done, doubtful, neutral."""
    return format_html(
        '<span class="lv-tag" data-state="{}">{}{}</span>', state, icon(state), word or state_word(state)
    )


@register.simple_tag(takes_context=True)
def ways(context: RequestContext) -> list[navigation.Way]:
    return navigation.ways(context["request"])


@register.filter
def day(value: date | datetime | None) -> str:
    """`21 augusti 2023`, never broken over two lines; in English `21 August 2023`. Empty for no day."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return date_format(value, "j F Y", use_l10n=False).replace(" ", NO_BREAK)


@register.filter
def moment(value: datetime | None) -> str:
    """Day and minute in Swedish local time: `21 augusti 2023 kl. 14.05`."""
    if value is None or value == "":
        return ""
    local = timezone.localtime(value)
    clock = f"kl.{NO_BREAK}{local:%H.%M}" if get_language() == "sv" else f"{local:%H:%M}"
    return f"{day(local)}{NO_BREAK}{clock}"


@register.filter
def from_today(value: date | None, today: date | None = None) -> str:
    """How far off a day is, in words: `i dag`, `om 12 dagar`, `för 3 dagar sedan`; empty past 60 days."""
    if value is None or value == "":
        return ""
    days = (value - (today or timezone.localdate())).days
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    if days == -1:
        return gettext("yesterday")
    if abs(days) > 60:
        return ""
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


@register.filter
def number(value: float | None, decimals: int = 0) -> str:
    """A number as it is set in running text: `8 209` and `3,5` in Swedish, `8,209` and `3.5` in English."""
    if value is None or value == "":
        return ""
    english = f"{value:,.{decimals}f}"
    if get_language() != "sv":
        return english
    return english.replace(",", NO_BREAK).replace(".", ",").replace("-", "\N{MINUS SIGN}")


@register.filter
def size(value: int) -> str:
    """A file's size in words: `640 kB`, `3,2 MB`."""
    if value < 1_000_000:
        return f"{number(max(1, round(value / 1000)))}{NO_BREAK}kB"
    return f"{number(value / 1_000_000, 1)}{NO_BREAK}MB"


@register.filter
def state_word(state: str) -> str:
    """The word that stands beside a state's icon and colour when the page gives no better one."""
    return {
        "overdue": pgettext("state", "Overdue"),
        "soon": pgettext("state", "Soon"),
        "waiting": pgettext("state", "Waiting"),
        "done": pgettext("state", "Done"),
        "doubtful": pgettext("state", "Doubtful"),
    }.get(state, state)


@register.simple_tag
def mark_address() -> str:
    return f"{_sheet()}#mark"


@register.simple_tag(takes_context=True)
def menu_ways(context: RequestContext) -> list[navigation.Way]:
    return navigation.menu_ways(context["request"])


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The field's own input in the design system's clothes, told which help and which error belong to it."""
    attributes = {"class": "ds-input"}
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    if field.errors:
        described.append(f"{field.auto_id}_error")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    worn = dict(field.field.widget.attrs)
    if str(worn.get("placeholder", "")) == str(field.label):
        worn["placeholder"] = False  # the label says it already, and stays when something is written
    return field.as_widget(attrs={**attributes, **worn})


@register.filter
def ticked(choice: BoundWidget) -> SafeString:
    """One box or button of a group, in the design system's clothes."""
    choice.data["attrs"]["class"] = "ds-input"
    return choice.tag()


@register.simple_tag(takes_context=True)
def organisations(context: RequestContext) -> navigation.Organisations:
    return navigation.organisations(context["request"])


@register.filter
def clock(value: datetime) -> str:
    """The minute in Swedish local time: `14.05`, in English `14:05`."""
    return f"{timezone.localtime(value):%H.%M}" if get_language() == "sv" else f"{timezone.localtime(value):%H:%M}"


@register.simple_tag(takes_context=True)
def search_address(context: RequestContext) -> str:
    """Where the search of the header leads; empty for somebody who has nothing to search."""
    request = context["request"]
    return (navigation.address("documents:search") or "") if navigation.may_search(request) else ""


@register.filter
def percent(share: float | None, decimals: int = 0) -> str:
    """A share of 0 to 1 as it stands in a table: `47 %`, never broken over two lines."""
    return "" if share is None or share == "" else f"{number(share * 100, decimals)}{NO_BREAK}%"


@register.filter
def hundredths(share: float | None) -> str:
    """A share of 0 to 1 as a place on an axis of 100, with a point in every language."""
    return "0" if share is None or share == "" else f"{share * 100:.2f}"
