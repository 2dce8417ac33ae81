"""Lists of hundreds of choices, written without a template for each of them.

Django renders every option of a list and every box of a group with a template of its own, and each of its attributes
with one more: a form where a municipality chooses among its schools took 300 ms, nearly all of it there. What is
written is the same (tests/web/test_widgets.py compares it with Django's own).
"""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

SELECT = "django/forms/widgets/select.html"
OPTION = "django/forms/widgets/select_option.html"
BOXES = frozenset(f"django/forms/widgets/{kind}_option.html" for kind in ("input", "checkbox", "radio"))


class Renderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        widget = context.get("widget")
        if isinstance(widget, Mapping):
            if template_name == SELECT and _is_plain(widget):
                return _select(widget)
            if template_name in BOXES and not widget.get("wrap_label"):
                return _box(widget)
        return super().render(template_name, context, request)


def _is_plain(widget: Mapping[str, Any]) -> bool:
    return all(option["template_name"] == OPTION for _, options, _ in widget["optgroups"] for option in options)


def _select(widget: Mapping[str, Any]) -> SafeString:
    lines = [f'<select name="{_said(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            lines.append(f'  <optgroup label="{_said(group)}">')
        lines += [
            f'  <option value="{_text(one["value"])}"{_attributes(one["attrs"])}>{_said(one["label"])}</option>'
            for one in options
        ]
        if group:
            lines.append("  </optgroup>")
    lines.append("</select>")
    return mark_safe("\n".join(lines))  # noqa: S308 - each piece is escaped where it is put in


def _box(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    head = f'<input type="{_said(widget["type"])}" name="{_said(widget["name"])}"{value}'
    return mark_safe(f"{head}{_attributes(widget['attrs'])}>")  # noqa: S308 - as above


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_text(value)}"'
        for name, value in attributes.items()
        if value is not False
    )


def _said(value: object) -> str:
    """As `{{ value }}` writes it."""
    return conditional_escape(localize(value))


def _text(value: object) -> str:
    """As `{{ value|stringformat:'s' }}` writes it."""
    return conditional_escape(value if isinstance(value, SafeString) else str(value))
