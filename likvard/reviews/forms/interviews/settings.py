"""What is needed of interviews, the weeks, and the rules of travel and breaks."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from likvard.access.models import User
from likvard.planning.interviews.days import days_of, week_of
from likvard.reviews.models import InterviewSettings, Participant
from likvard.reviews.queries.interviews import DEFAULT_ORDER
from likvard.terms.dates import find_dates

from .fields import day_field, time_field

MOST_WEEKS = 53


class SettingsForm(forms.Form):
    """How interviews are planned in the round."""

    first_day = day_field(label=_("First day"), help_text=_("Whole weeks are used, from Monday to Friday."))
    last_day = day_field(label=_("Last day"))
    breaks = forms.CharField(
        label=_("School breaks and other closed days"),
        help_text=_("One on each line, for example 2027-02-22 – 2027-02-28. Public holidays are known already."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2_000,
    )
    day_starts = time_field(label=_("The working day begins"))
    day_ends = time_field(label=_("The working day ends"))
    pause = forms.IntegerField(label=_("Minutes between interviews"), min_value=0, max_value=120)
    day_minutes = forms.IntegerField(label=_("Minutes of interviews in a day, at most"), min_value=15, max_value=600)
    travel_days = forms.IntegerField(
        label=_("Days of travel before each visit"),
        min_value=0,
        max_value=2,
        help_text=_("0 when you get there the same day."),
    )
    keep_order = forms.BooleanField(
        label=_("Pupils and teachers before the principal, the principal before the school director and the presidium"),
        required=False,
    )
    same_investigator = forms.BooleanField(label=_("One investigator meets a participant throughout"), required=False)
    investigators = forms.ModelMultipleChoiceField(
        label=_("Who can hold interviews"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["investigators"].queryset = staff
        self.fields["investigators"].label_from_instance = lambda user: user.name

    def clean_breaks(self) -> list[dict[str, str]]:
        return breaks_in(self.cleaned_data["breaks"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, last = data.get("first_day"), data.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        elif first and last and (last - first).days > 7 * MOST_WEEKS:
            self.add_error("last_day", _("That is more than a year."))
        if data.get("day_starts") and data.get("day_ends") and data["day_ends"] <= data["day_starts"]:
            self.add_error("day_ends", _("The day ends before it begins."))
        return data

    def weeks(self) -> list[str]:
        first, last = self.cleaned_data["first_day"], self.cleaned_data["last_day"]
        count = (last - first).days + 1
        return sorted({week_of(first + timedelta(days=n)) for n in range(count)})

    def rules(self, before: dict[str, Any]) -> dict[str, Any]:
        """What is stored; what participants have of their own stays."""
        data = self.cleaned_data
        own = [closed for closed in before.get("closed", ()) if closed.get("participant")]
        return before | {
            "day_starts": data["day_starts"].isoformat("minutes"),
            "day_ends": data["day_ends"].isoformat("minutes"),
            "pause": data["pause"],
            "day_minutes": data["day_minutes"],
            "order": [list(pair) for pair in DEFAULT_ORDER] if data["keep_order"] else [],
            "same_investigator": data["same_investigator"],
            "investigators": sorted(str(u.pk) for u in data["investigators"]),
            "closed": [*data["breaks"], *own],
            "travel_days": data["travel_days"],
        }


class ParticipantRulesForm(forms.Form):
    """What holds for one participant alone: how far away it lies, and its own breaks."""

    travel_days = forms.IntegerField(
        label=_("Days of travel before a visit here"), min_value=0, max_value=2, required=False,
        help_text=_("Empty = as for the round as a whole."),
    )  # fmt: skip
    breaks = forms.CharField(
        label=_("Breaks and closed days here"),
        help_text=_("One on each line, for example 2027-02-22 – 2027-02-28. Beside those of the round."),
        widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2_000,
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_breaks(self) -> list[dict[str, str]]:
        return breaks_in(self.cleaned_data["breaks"])

    def rules(self, before: dict[str, Any], participant: Participant) -> dict[str, Any]:
        key, days = str(participant.pk), self.cleaned_data["travel_days"]
        travel = {pk: n for pk, n in before.get("own_travel", {}).items() if pk != key}
        closed = [one for one in before.get("closed", ()) if one.get("participant") != key]
        return before | {
            "own_travel": travel if days is None else travel | {key: days},
            "closed": [*closed, *({**one, "participant": key} for one in self.cleaned_data["breaks"])],
        }


def participant_initial(settings: InterviewSettings, participant: Participant) -> dict[str, Any]:
    key = str(participant.pk)
    return {
        "travel_days": settings.rules.get("own_travel", {}).get(key),
        "breaks": breaks_as_text(settings.rules, key),
        "version": settings.version,
    }


def breaks_in(text: str) -> list[dict[str, str]]:
    """A first and a last day from each line. Raises `ValidationError` for a line without a day."""
    found = []
    for line in text.splitlines():
        if not line.strip():
            continue
        days = [f.value for f in find_dates(line)]
        if not days or max(days) < min(days):
            raise forms.ValidationError(_("No day can be read on the line: %(line)s"), params={"line": line.strip()})
        found.append({"first": min(days).isoformat(), "last": max(days).isoformat()})
    return found


def breaks_as_text(rules: dict[str, Any], participant: str) -> str:
    """The closed days of one participant ("" = of the round), one span a line."""
    rows = (one for one in rules.get("closed", ()) if one.get("participant", "") == participant)
    return "\n".join(f"{one['first']} – {one['last']}" for one in rows)


def settings_initial(settings: InterviewSettings, staff: Any) -> dict[str, Any]:
    """What the form shows of what is stored."""
    stored = settings.rules
    weeks = settings.weeks
    return {
        "first_day": days_of(weeks[0])[0] if weeks else None,
        "last_day": days_of(weeks[-1])[4] if weeks else None,
        "breaks": breaks_as_text(stored, ""),
        "day_starts": stored.get("day_starts", "08:30"),
        "day_ends": stored.get("day_ends", "16:30"),
        "pause": stored.get("pause", 15),
        "day_minutes": stored.get("day_minutes", 300),
        "travel_days": stored.get("travel_days", 0),
        "keep_order": bool(stored.get("order", DEFAULT_ORDER)),
        "same_investigator": stored.get("same_investigator", True),
        "investigators": stored.get("investigators") or [u.pk for u in staff],
        "version": settings.version,
    }
