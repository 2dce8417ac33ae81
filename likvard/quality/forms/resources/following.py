"""What units were given, and the measures that the money paid for."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.quality.models import Measure

from .numbers import KronorField


class PaymentsForm(forms.Form):
    """Two fields for each unit; `units` are `(code, name, paid, note)`. `paid` gives those that are filled in."""

    def __init__(self, *args: Any, units: Sequence[tuple[str, str, int | None, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [code for code, *_rest in units]
        for code, name, paid, note in units:
            self.fields[f"paid-{code}"] = KronorField(
                label=_("%(unit)s, kronor") % {"unit": name}, initial=paid, required=False
            )
            self.fields[f"note-{code}"] = forms.CharField(
                label=_("%(unit)s, why it was not what was decided") % {"unit": name}, initial=note, max_length=300,
                required=False,
            )  # fmt: skip

    @property
    def paid(self) -> dict[str, tuple[int, str]]:
        given = self.cleaned_data
        return {
            code: (given[f"paid-{code}"], given.get(f"note-{code}", ""))
            for code in self.codes
            if given.get(f"paid-{code}") is not None
        }


class MeasureField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Measure) -> str:
        return obj.what if len(obj.what) <= 120 else f"{obj.what[:119]}…"


class TieForm(forms.Form):
    measure = MeasureField(label=_("Measure"), queryset=Measure.objects.none(), empty_label=_("Choose"))
    amount = KronorField(
        label=_("How much of the unit's money, kronor"), help_text=_("Leave empty if you do not know."), required=False
    )

    def __init__(self, *args: Any, measures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = measures
