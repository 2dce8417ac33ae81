"""Kronor and percentages as people write them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.intake.marks import number
from likvard.terms.amounts import parse_amount

MOST = 10**12


def read_kronor(text: str) -> int | None:
    """`12 500 000`, `12,5 miljoner kronor`, `900 kr` in whole kronor; None for anything else."""
    bare = text.strip()
    for word in ("kronor", "kr", "SEK", ":-"):
        if bare.lower().endswith(word.lower()):
            value = number(bare[: -len(word)].strip())
            break
    else:
        value = number(bare)
    if value is None:
        amount = parse_amount(text)
        return amount if amount is not None and amount <= MOST else None
    return round(value) if 0 <= value <= MOST and value == round(value) else None


class KronorField(forms.CharField):
    """Gives whole kronor, or None when it may be empty."""

    def __init__(self, *, at_least: int = 0, **kwargs: Any) -> None:
        self.at_least = at_least
        super().__init__(**{"widget": forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs})

    def clean(self, value: Any) -> int | None:  # type: ignore[override]
        text = super().clean(value)
        if text == "":
            return None
        amount = read_kronor(text)
        if amount is None:
            raise forms.ValidationError(_("Write an amount in whole kronor, such as 12 500 000."))
        if amount < self.at_least:
            raise forms.ValidationError(_("The amount must be above 0."))
        return amount

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", "\N{NO-BREAK SPACE}") if isinstance(value, int) else value


class NumberField(forms.CharField):
    """A number with decimals, between two limits; gives it divided by `per` (100 for per cent)."""

    def __init__(self, *, low: float, high: float, per: float = 1.0, **kwargs: Any) -> None:
        self.low, self.high, self.per = low, high, per
        super().__init__(**{"widget": forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs})

    def clean(self, value: Any) -> float | None:  # type: ignore[override]
        text = super().clean(value)
        if text == "":
            return None
        found = number(text.removesuffix("%"))
        if found is None or not self.low <= found <= self.high:
            raise forms.ValidationError(
                _("Write a number from %(low)s to %(high)s."), params={"low": f"{self.low:g}", "high": f"{self.high:g}"}
            )
        return found / self.per

    def prepare_value(self, value: Any) -> Any:
        return f"{value * self.per:g}".replace(".", ",") if isinstance(value, float) else value
