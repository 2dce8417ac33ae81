"""Reports, complaints, steps and what belongs to them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from likvard.access.models import User
from likvard.organisations.models import SchoolUnit
from likvard.rulebook.signals import Process, Step, processes
from likvard.rulebook.words import Words
from likvard.signals.actions import NewPerson
from likvard.signals.actions.reading import REASONS

LONGEST = 10_000  # characters of one text
MOST_PEOPLE = 20
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
# Browsers keep nothing of what is written about people.
PRIVATE = {"autocomplete": "off", "spellcheck": "false"}


def coded(table: Mapping[str, Words], empty: Any = None) -> list[tuple[str, Any]]:
    """Choices in the user's language, after an empty one when that is allowed."""
    found: list[tuple[str, Any]] = [("", empty)] if empty is not None else []
    return found + [(code, words.text(get_language() or "sv")) for code, words in table.items()]


class MomentField(forms.DateTimeField):
    """A minute that a person gives. The present minute is the present moment, so that nothing comes before what has
    just happened."""

    def __init__(self, *, now: datetime, **kwargs: Any) -> None:
        self.now = now
        widget = forms.DateTimeInput(
            attrs={"type": "datetime-local", "max": f"{timezone.localtime(now):%Y-%m-%dT%H:%M}"},
            format="%Y-%m-%dT%H:%M",
        )
        super().__init__(initial=timezone.localtime(now), widget=widget, **kwargs)

    def clean(self, value: Any) -> datetime | None:
        given = super().clean(value)
        if given is None:
            return None
        if given.replace(second=0, microsecond=0) == self.now.replace(second=0, microsecond=0):
            return self.now
        if given > self.now:
            raise forms.ValidationError(_("That time has not come yet."))
        return given


def text_area(label: Any, rows: int = 5, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows, **PRIVATE}), **kwargs
    )


def names_in(text: str) -> list[str]:
    """One name a line, or parted by commas."""
    return [" ".join(name.split()) for name in text.replace(",", "\n").splitlines() if name.strip()]


class ReportForm(forms.Form):
    """The report of degrading treatment: what a teacher can fill in on a phone in a corridor."""

    unit = forms.ModelChoiceField(
        label=_("School unit"), queryset=SchoolUnit.objects.none(), empty_label=_("Choose a unit")
    )
    what = text_area(
        _("What happened"),
        5,
        help_text=_("Write what you have seen or been told. It is read only by those who handle the report."),
    )
    exposed = forms.CharField(
        label=_("Who was exposed"),
        help_text=_("One name a line. Names are kept apart and sealed."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **PRIVATE}),
    )
    protected = forms.BooleanField(
        label=_("Somebody exposed has protected personal data"),
        required=False,
        help_text=_(
            "Then the names are hidden even from those who handle the report, until they open them one by one."
        ),
    )
    accused = forms.CharField(
        label=_("Who is pointed out"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, **PRIVATE}),
    )
    accused_part = forms.ChoiceField(
        label=_("Those pointed out are"),
        choices=(("accused_pupil", _("pupils")), ("accused_staff", _("staff"))),
        initial="accused_pupil",
        widget=forms.RadioSelect,
    )
    sort = forms.ChoiceField(label=_("What it concerns"), widget=forms.RadioSelect, initial="degrading")
    place = forms.ChoiceField(label=_("Where"), required=False)
    stage = forms.ChoiceField(label=_("Which pupils"), required=False)
    about_principal = forms.BooleanField(
        label=_("The report is about the principal"),
        help_text=_("Then it goes straight to the organiser, and the principal cannot read it."),
        required=False,
    )

    def __init__(self, *args: Any, units: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        process = processes()["incident"]
        self.fields["unit"].queryset = units
        if len(units) == 1:
            self.fields["unit"].initial = units[0]
            self.fields["unit"].empty_label = None
        self.fields["known_at"] = MomentField(now=now, label=_("When did you get to know of it"))
        self.fields["sort"].choices = coded(process.sorts)
        self.fields["place"].choices = coded(process.places, _("Do not know"))
        self.fields["stage"].choices = coded(process.stages, _("Do not know"))
        self.order_fields(
            ["unit", "what", "exposed", "protected", "accused", "accused_part", "known_at", "sort", "place", "stage"]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for field in ("exposed", "accused"):
            if len(names_in(cleaned.get(field, ""))) > MOST_PEOPLE:
                self.add_error(field, _("Write at most twenty names; the others can be added afterwards."))
        return cleaned

    @property
    def people(self) -> list[NewPerson]:
        cleaned = self.cleaned_data
        return [
            *(NewPerson("exposed", name, protected=cleaned["protected"]) for name in names_in(cleaned["exposed"])),
            *(NewPerson(cleaned["accused_part"], name) for name in names_in(cleaned["accused"])),
        ]


class ComplaintForm(forms.Form):
    """A complaint, written by whoever complains or by somebody who was told it."""

    unit = forms.ModelChoiceField(
        label=_("School unit"), queryset=SchoolUnit.objects.none(), required=False, empty_label=_("No special unit")
    )
    sort = forms.ChoiceField(label=_("What it concerns"))
    what = text_area(_("What you are not satisfied with"), 6)
    name = forms.CharField(
        label=_("Your name"), max_length=150, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    reach = forms.CharField(
        label=_("How we reach you"),
        help_text=_("E-mail or phone. Without it we cannot send you an answer."),
        max_length=200,
        required=False,
    )
    protected = forms.BooleanField(label=_("I or my child has protected personal data"), required=False)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["sort"].choices = coded(processes()["complaint"].sorts, _("Choose"))

    @property
    def people(self) -> list[NewPerson]:
        cleaned = self.cleaned_data
        if not cleaned["name"] and not cleaned["reach"]:
            return []
        return [NewPerson("complainant", cleaned["name"], cleaned["reach"], cleaned["protected"])]


class ToldComplaintForm(ComplaintForm):
    """A complaint that came by letter, e-mail, phone or in person."""

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].label = _("The complaint")
        self.fields["name"].label = _("Who complains")
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["reach"].label = _("How that person is reached")
        self.fields["reach"].help_text = _("E-mail or phone, for the confirmation and the answer.")
        self.fields["protected"].label = _("The person has protected personal data")
        self.fields["received_at"] = MomentField(now=now, label=_("When it came in"))


TEXT_LABELS = {
    "conclusion": _("What the inquiry has come to"),
    "follow_up": _("What you see now"),
    "grounds": _("Why"),
    "answer": _("The answer"),
}


class StepForm(forms.Form):
    """What one step of a chain asks for; the chain's own file says what that is."""

    def __init__(self, *args: Any, process: Process, step: Step, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step = step
        for ask in step.asks:
            if ask == "at":
                self.fields["at"] = MomentField(now=now, label=_("When"))
            elif ask == "finding":
                self.fields["finding"] = forms.ChoiceField(
                    label=_("What was found"), choices=coded(process.findings), widget=forms.RadioSelect
                )
            elif ask == "follow_up_on":
                self.fields["follow_up_on"] = forms.DateField(
                    label=_("Follow up on"), widget=DAY, required=False,
                    help_text=_("Leave empty when the usual time holds."),
                )  # fmt: skip
                self.today = timezone.localtime(now).date()
            else:
                self.fields[ask] = text_area(TEXT_LABELS[ask], 5)
        if "at" in self.fields:
            self.order_fields([*(f for f in self.fields if f != "at"), "at"])

    def clean_follow_up_on(self) -> date | None:
        day = self.cleaned_data["follow_up_on"]
        if day and day < self.today:
            raise forms.ValidationError(_("That day has passed already."))
        return day

    @property
    def texts(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in TEXT_LABELS if key in self.cleaned_data}


class EntryForm(forms.Form):
    text = text_area(
        _("Write in the inquiry"), 4, help_text=_("What is written stays as it is; write again to add or correct.")
    )


class MeasureForm(forms.Form):
    what = text_area(_("Measure"), 2)
    responsible = forms.ModelChoiceField(
        label=_("Responsible"), queryset=User.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    until = forms.DateField(label=_("Last day"), widget=DAY, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = people


class PersonForm(forms.Form):
    part = forms.ChoiceField(label=_("Part in it"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs=PRIVATE))
    details = forms.CharField(
        label=_("Details"), help_text=_("For example class or how to reach the person."), max_length=500,
        required=False, widget=forms.TextInput(attrs=PRIVATE),
    )  # fmt: skip
    protected = forms.BooleanField(label=_("Has protected personal data"), required=False)

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].choices = coded(process.parts)
        if len(process.parts) == 1:
            self.fields["part"].initial = next(iter(process.parts))

    @property
    def person(self) -> NewPerson:
        return NewPerson(**self.cleaned_data)


REASON_WORDS = {
    "inquiry": _("The inquiry needs to know who it is"),
    "contact": _("The person or a guardian is to be reached"),
    "safety": _("Somebody's safety demands it"),
    "authority": _("An authority has asked, and has the right to know"),
}


class RevealForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why do you need to know"),
        choices=[(code, REASON_WORDS[code]) for code in REASONS],
        widget=forms.RadioSelect,
    )


class NameCasePersonForm(forms.Form):
    user = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), empty_label=_("Choose a person"))

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by("name", "email")
