"""The answer: its introduction, what it says of one finding, and that it has been sent."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.reviews.actions.conflicts import fingerprint
from likvard.reviews.models import AnswerItem
from likvard.reviews.queries.answers import ITEM_TEXTS

EFFECTS = (
    (AnswerItem.Effect.EFFECT, _("Yes, and the evidence shows it")),
    (AnswerItem.Effect.ACTIVITY_ONLY, _("The measures are done, but no effect is shown")),
    (AnswerItem.Effect.TOO_EARLY, _("It is too early to say")),
)


def seen_marks(row: Any, names: tuple[str, ...]) -> dict[str, str]:
    """What the page carries along, to know whether somebody else has written meanwhile."""
    return {name: fingerprint(getattr(row, name)) for name in names}


class _Text(forms.CharField):
    """A free text as it was typed, with one kind of line end and no blank lines around it."""

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(required=False, max_length=20_000, strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n").strip()


class IntroductionForm(forms.Form):
    introduction = _Text(
        label=_("Introduction"),
        help_text=_("How you have worked with the decision, in a few sentences."),
        rows=5,
    )
    seen_introduction = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    @property
    def seen(self) -> str:
        return self.cleaned_data["seen_introduction"]


class ItemForm(forms.Form):
    """What the answer says of one finding."""

    measures = _Text(label=_("The measures in your own words"))
    done_when = forms.CharField(label=_("When they are done"), max_length=200, required=False)
    by_whom = forms.CharField(label=_("Who is responsible"), max_length=200, required=False)
    effect = forms.ChoiceField(
        label=_("Have the measures had effect?"), choices=EFFECTS, required=False, widget=forms.RadioSelect
    )
    result = _Text(
        label=_("Result"),
        help_text=_("What is different now, for whom, and how you know."),
    )
    remains = _Text(
        label=_("What remains"),
        help_text=_("What is left to do and when; write so plainly if nothing remains."),
        rows=3,
    )

    def __init__(self, *args: Any, has_measures: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ITEM_TEXTS:
            self.fields[f"seen_{name}"] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
        if has_measures:
            self.fields["measures"].help_text = _("If the table needs it: what you chose to do, and why.")
        else:
            self.fields["measures"].help_text = _("What you have done. Registered measures make a table here instead.")

    @property
    def texts(self) -> dict[str, str]:
        """Those that were sent; a page that does not show a field leaves it as it is."""
        return {name: self.cleaned_data[name] for name in ITEM_TEXTS if self.add_prefix(name) in self.data}

    @property
    def seen(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"seen_{name}"] for name in ITEM_TEXTS}


class SendAnswerForm(forms.Form):
    """The answer has left the organiser."""

    sent_on = forms.DateField(label=_("Sent on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    gaps_known = forms.BooleanField(label=_("Send although something is missing"), required=False)

    def __init__(self, *args: Any, today: date, has_gaps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if not has_gaps:
            del self.fields["gaps_known"]

    def clean_sent_on(self) -> date:
        sent_on = self.cleaned_data["sent_on"]
        if sent_on > self.today:
            raise forms.ValidationError(_("That day has not come yet."))
        return sent_on

    def clean_gaps_known(self) -> bool:
        known = self.cleaned_data["gaps_known"]
        if not known:
            raise forms.ValidationError(_("Fill in what is missing, or tick that you send it anyway."))
        return known
