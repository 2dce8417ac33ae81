"""Protocols: begun, written statement by statement, handed over, checked, answered, made final."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.reviews.actions.conflicts import fingerprint
from likvard.reviews.models import Interview, Participant, Statement

TEXTS = ("text", "criterion_key", "speaker_role")
LONGEST = 5_000  # characters of one statement; what is longer is several


class OneText(forms.CharField):
    """A free text as it was typed, with one kind of line end and no blank lines around it."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n").strip()


class BeginProtocolForm(forms.Form):
    participant = forms.ModelChoiceField(label=_("Participant"), queryset=Participant.objects.none())
    title = forms.CharField(label=_("Name of the protocol"), max_length=200)

    def __init__(self, *args: Any, participants: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["participant"].queryset = participants
        self.fields["participant"].label_from_instance = lambda one: one.organiser.name


class AddStatementForm(forms.Form):
    """Where the next statement begins; its words are written in its own place."""

    interview = forms.ModelChoiceField(
        label=_("Interview"), queryset=Interview.objects.none(), required=False, empty_label=_("none in particular")
    )

    def __init__(self, *args: Any, interviews: Any, words: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interview"].queryset = interviews
        self.fields["interview"].label_from_instance = words


class StatementForm(forms.Form):
    """One statement as it is written; it saves itself."""

    text = OneText(label=_("What was said"), required=False)
    criterion_key = forms.ChoiceField(label=_("Criterion"), required=False)
    speaker_role = forms.ChoiceField(label=_("Who said it"), required=False)
    seen_text = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    seen_criterion_key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    seen_speaker_role = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(
        self, *args: Any, criteria: Sequence[tuple[str, str]], roles: Sequence[tuple[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion_key"].choices = [("", _("none yet")), *criteria]
        self.fields["speaker_role"].choices = [("", _("not said")), *roles]

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in TEXTS if self.add_prefix(name) in self.data}

    @property
    def seen(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"seen_{name}"] for name in TEXTS}


def seen_of(statement: Statement) -> dict[str, str]:
    """What the page carries along, to know whether somebody else has written meanwhile."""
    return {f"seen_{name}": fingerprint(getattr(statement, name)) for name in TEXTS}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500)


class SendForCheckForm(forms.Form):
    until = forms.DateField(
        label=_("Last day"),
        help_text=_("The day itself is included. Three weeks is usual."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["until"].initial = today + timedelta(days=21)

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if until <= self.today:
            raise forms.ValidationError(_("The last day must lie ahead."))
        return until


class ProposeForm(forms.Form):
    """The organiser's other wording of one statement."""

    text = OneText(label=_("The wording you propose"))
    grounds = OneText(label=_("Why"), rows=2, required=False, max_length=2_000)


class AnswerCheckForm(forms.Form):
    """Who answers the fact-check through a link."""

    name = forms.CharField(label=_("Your name"), max_length=150)


class AnswerCorrectionForm(forms.Form):
    verdict = forms.ChoiceField(
        label=_("Your answer"),
        choices=(("accepted", _("Accept")), ("rejected", _("Do not accept"))),
        widget=forms.RadioSelect,
    )
    text = OneText(
        label=_("Wording that will stand"),
        help_text=_("If you accept. Change it here when only a part of the proposal is right."),
        required=False,
    )
    reason = OneText(label=_("Reason"), rows=2, max_length=2_000, help_text=_("The organiser reads it."))
