"""Choosing what to compare with, and answering whether a measure had effect."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.quality.models import Dialogue, Effect, PinnedFigure

from .analyses import DialogueField, FigureField, words
from .mandates import DAY

ANSWERS = (
    (Effect.Answer.EFFECT, _("We see a change for the pupils")),
    (Effect.Answer.NO_EFFECT, _("We see no change for the pupils")),
    (Effect.Answer.ACTIVITY_ONLY, _("It is carried out, but no effect is shown")),
    (Effect.Answer.TOO_EARLY, _("It is too early to say")),
)


class IndicatorForm(forms.Form):
    """First half: what is compared, from which year on. A choice's value is the key of a series."""

    indicator = forms.ChoiceField(label=_("What is to be compared"))
    start_year = forms.TypedChoiceField(
        label=_("First school year that can show it"),
        help_text=_("Figures from that year on count as after, earlier ones as before."),
        coerce=int,
    )

    def __init__(self, *args: Any, indicators: Sequence[tuple[str, str]], years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = indicators
        self.fields["start_year"].choices = [(year, f"{year}/{(year + 1) % 100:02d}") for year in years]


class ComparisonForm(forms.Form):
    """Second half: with which units."""

    units = forms.MultipleChoiceField(label=_("Units to compare with"), widget=forms.CheckboxSelectMultiple)
    why = words(_("Why these"), 2)

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = units

    def clean_units(self) -> list[str]:
        chosen = self.cleaned_data["units"]
        if len(chosen) < 2:
            raise forms.ValidationError(_("Choose two units at least."))
        return chosen


class EffectForm(forms.Form):
    answer = forms.ChoiceField(label=_("Has it had effect?"), choices=ANSWERS, widget=forms.RadioSelect)
    seen = words(_("What is different now, for whom"), 3)
    use_result = forms.BooleanField(label=_("Keep the comparison above with the answer"), required=False)
    figure = FigureField(
        label=_("A pinned figure that shows it"), queryset=PinnedFigure.objects.none(), required=False,
        empty_label=_("None"),
    )  # fmt: skip
    dialogue = DialogueField(
        label=_("A dialogue where it was talked about"), queryset=Dialogue.objects.none(), required=False,
        empty_label=_("None"),
    )  # fmt: skip
    observation = words(
        _("What you have observed"), 2, required=False,
        help_text=_("Lesson visits, talks with pupils, work samples: when, how many, what. No names."),
    )  # fmt: skip
    look_again_on = forms.DateField(
        label=_("When to look again"), help_text=_("Needed when it is too early to say."), widget=DAY, required=False
    )
    on = forms.DateField(label=_("Day"), widget=DAY)

    def __init__(self, *args: Any, figures: Any, dialogues: Any, has_result: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["figure"].queryset = figures
        self.fields["dialogue"].queryset = dialogues
        for name, wanted in (
            ("figure", figures.exists()),
            ("dialogue", dialogues.exists()),
            ("use_result", has_result),
        ):
            if not wanted:
                del self.fields[name]

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        shown = any(cleaned.get(name) for name in ("use_result", "figure", "dialogue", "observation"))
        if cleaned.get("answer") in (Effect.Answer.EFFECT, Effect.Answer.NO_EFFECT) and not shown:
            self.add_error(
                "observation",
                _("Say what shows it: a comparison, a figure, a dialogue or an observation. Else no effect is shown."),
            )
        if cleaned.get("answer") == Effect.Answer.TOO_EARLY:
            again = cleaned.get("look_again_on")
            if not again:
                self.add_error("look_again_on", _("Say when you will look again."))
            elif again <= self.today:
                self.add_error("look_again_on", _("That day has already come. Look now, or choose a later day."))
        return cleaned
