"""Words of the overall report."""

from django.utils.translation import gettext_lazy

from .findings import Versioned, text_field


class OverallTextForm(Versioned):
    summary = text_field(
        rows=8, label=gettext_lazy("Summary"), help_text=gettext_lazy("What the review found, the main point first.")
    )
    method = text_field(rows=8, label=gettext_lazy("Method"))
    method_changed = text_field(
        rows=3,
        label=gettext_lazy("What is different from earlier rounds"),
        help_text=gettext_lazy("It is printed beside the result, for years are then not comparable."),
    )
