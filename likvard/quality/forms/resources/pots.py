"""The pot of a year and the units that share it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .numbers import KronorField

FEWEST_UNITS = 2


class UnitsForm(forms.Form):
    """`units` are `(code, words)`."""

    codes = forms.MultipleChoiceField(
        label=_("Units that share the pot"),
        help_text=_("At least two. Choose units that do the same work: the amount per pupil is compared between them."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = units

    def clean_codes(self) -> list[str]:
        codes: list[str] = self.cleaned_data["codes"]
        if len(codes) < FEWEST_UNITS:
            raise forms.ValidationError(_("Choose at least two units."))
        return codes


class PotForm(UnitsForm):
    title = forms.CharField(
        label=_("What it is for"),
        help_text=_("For example “Compulsory school” or “Leisure-time centres”."),
        max_length=120,
    )
    year = forms.IntegerField(label=_("Budget year"), min_value=2000, max_value=2100)
    pot = KronorField(
        label=_("The whole pot, kronor"),
        help_text=_("Everything that is to be divided, not only the part that goes by need."),
        at_least=1,
    )

    field_order = ("title", "year", "pot", "codes")


class ChangePotForm(forms.Form):
    title = PotForm.base_fields["title"]
    year = PotForm.base_fields["year"]
    pot = PotForm.base_fields["pot"]
    version = forms.IntegerField(widget=forms.HiddenInput)
