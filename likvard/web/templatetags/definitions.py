"""What the editor of review kinds says of a change."""

from django import template
from django.utils.translation import pgettext

register = template.Library()


@register.filter
def change_word(code: str) -> str:
    return {
        "added": pgettext("change", "new"),
        "removed": pgettext("change", "taken away"),
        "changed": pgettext("change", "changed"),
    }[code]


@register.filter
def at(table: dict[str, str], key: str) -> str:
    """The table's word for a key that the template holds."""
    return table.get(key, key)
