"""The words of codes in templates: `{% word "protocol_state" row.state %}`."""

from django import template

from likvard.web.labels import label

register = template.Library()


@register.simple_tag
def word(table: str, code: str) -> str:
    """The word for a code of one of the tables in `web.labels`."""
    return label(table, code)
