"""Interviews: how they are planned, each one of them, and the answers of those who are to be interviewed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import get_default_timezone, localtime, make_aware
from django.utils.translation import gettext_lazy as _

from likvard.access.models import User
from likvard.planning.interviews.days import days_of, week_of
from likvard.reviews.models import Interview, InterviewSettings, InterviewSlot, Participant
from likvard.reviews.queries.interviews import DEFAULT_ORDER, ROLES
from likvard.terms.dates import find_dates

MOST_WEEKS = 53
MOST_PEOPLE = 20


def _day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def _time(**kwargs: Any) -> forms.TimeField:
    return forms.TimeField(widget=forms.TimeInput(attrs={"type": "time", "step": 300}, format="%H:%M"), **kwargs)


def _moment(day: date, clock: time) -> datetime:
    """The moment of a wall-clock time in Sweden. Raises `ValidationError` for an hour that the clock skips."""
    moment = make_aware(datetime.combine(day, clock), get_default_timezone())
    # By way of UTC, or the hour that the clock skips would be believed.
    if localtime(moment.astimezone(UTC), get_default_timezone()).time() != clock:
        raise forms.ValidationError(_("The clock skips that hour when summer time begins."))
    return moment.astimezone(UTC)


class SettingsForm(forms.Form):
    """How interviews are planned in the round."""

    first_day = _day(label=_("First day"), help_text=_("Whole weeks are used, from Monday to Friday."))
    last_day = _day(label=_("Last day"))
    breaks = forms.CharField(
        label=_("School breaks and other closed days"),
        help_text=_("One on each line, for example 2027-02-22 – 2027-02-28. Public holidays are known already."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2_000,
    )
    day_starts = _time(label=_("The working day begins"))
    day_ends = _time(label=_("The working day ends"))
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


class PeopleField(forms.CharField):
    """One person on each line: a name, and an e-mail address after a comma when there is one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(max_length=4_000, **kwargs)

    def clean(self, value: Any) -> list[tuple[str, str]]:
        found = []
        address = forms.EmailField(required=False, max_length=254)
        for line in super().clean(value).splitlines():
            name, _comma, email = line.partition(",")
            if not name.strip() and not email.strip():
                continue
            found.append((name.strip()[:150], address.clean(email.strip())))
        if len(found) > MOST_PEOPLE:
            raise forms.ValidationError(_("At most %(n)d people in an interview."), params={"n": MOST_PEOPLE})
        return found


class InterviewForm(forms.Form):
    """One interview: with whom, how, how long."""

    role = forms.ChoiceField(label=_("With whom"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480)
    mode = forms.ChoiceField(label=_("How"))
    investigator = forms.ModelChoiceField(
        label=_("Investigator"), queryset=User.objects.none(), required=False,
        empty_label=_("the participant's, or whom the plan chooses"),
    )  # fmt: skip
    place = forms.CharField(label=_("Place, number or link"), max_length=200, required=False)
    people = PeopleField(
        label=_("Who takes part"),
        help_text=_("One on each line: name, e-mail address. Pupils are not named."),
        required=False,
    )
    note = forms.CharField(
        label=_("What the interview is about"),
        widget=forms.Textarea(attrs={"rows": 2}), max_length=2_000, required=False,
        help_text=_("Those who are interviewed read it."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, staff: Any, roles: Any, modes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles
        self.fields["mode"].choices = modes
        self.fields["investigator"].queryset = staff
        self.fields["investigator"].label_from_instance = lambda user: user.name

    @property
    def changes(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}


def interview_initial(one: Interview) -> dict[str, Any]:
    people = "\n".join(f"{p.name}, {p.email}" if p.email else p.name for p in one.people.all())
    return {
        "role": one.role, "minutes": one.minutes, "mode": one.mode, "investigator": one.investigator_id,
        "place": one.place, "people": people, "note": one.note, "version": one.version,
    }  # fmt: skip


class AddInterviewForm(InterviewForm):
    """One more interview, at a participant or one of its units."""

    where = forms.ChoiceField(label=_("Where"))
    field_order = ("where", "role", "minutes", "mode")

    def __init__(self, *args: Any, participants: Iterable[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[Participant, Any]] = {}
        choices = []
        for one in participants:
            self.places[str(one.pk)] = (one, None)
            choices.append((str(one.pk), one.organiser.name))
            for unit in one.units.all():
                if not unit.replaced_reason:
                    key = f"{one.pk}:{unit.school_unit_id}"
                    self.places[key] = (one, unit.school_unit)
                    choices.append((key, f"{one.organiser.name}: {unit.school_unit.name}"))
        self.fields["where"].choices = choices


class PlaceForm(forms.Form):
    """A time set by hand."""

    investigator = forms.ModelChoiceField(label=_("Investigator"), queryset=User.objects.none())
    day = _day(label=_("Day"))
    clock = _time(label=_("Time"))

    def __init__(self, *args: Any, staff: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["investigator"].queryset = staff
        self.fields["investigator"].label_from_instance = lambda user: user.name

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("day") and data.get("clock"):
            data["starts"] = _moment(data["day"], data["clock"])
        return data


class BusyForm(forms.Form):
    """When somebody cannot."""

    who = forms.ChoiceField(label=_("Who"))
    role = forms.ChoiceField(
        label=_("Which of them"), required=False, help_text=_("For a participant or one of its units.")
    )
    day = _day(label=_("Day"))
    until_day = _day(label=_("To and including"), required=False, help_text=_("Only when it is more than one day."))
    starts = _time(label=_("From"), required=False)
    ends = _time(label=_("To"), required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(
        self, *args: Any, staff: Any, participants: Iterable[Participant], roles: Iterable[Any] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {f"u:{u.pk}": u for u in staff}
        self.places: dict[str, tuple[Participant, Any]] = {}
        names = []
        for one in participants:
            self.places[f"p:{one.pk}"] = (one, None)
            names.append((f"p:{one.pk}", one.organiser.name))
            for unit in one.units.all():
                if not unit.replaced_reason:
                    self.places[f"p:{one.pk}:{unit.school_unit_id}"] = (one, unit.school_unit)
                    words = f"{one.organiser.name}: {unit.school_unit.name}"
                    names.append((f"p:{one.pk}:{unit.school_unit_id}", words))
        self.fields["who"].choices = [*((k, u.name) for k, u in self.people.items()), *names]
        self.fields["role"].choices = [("", _("everybody there")), *roles]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("day"):
            last = data.get("until_day") or data["day"]
            starts = _moment(data["day"], data.get("starts") or time(0))
            ends = _moment(last, data["ends"]) if data.get("ends") else _moment(last + timedelta(days=1), time(0))
            if ends <= starts:
                self.add_error("ends" if data.get("ends") else "until_day", _("It ends before it begins."))
            data["span"] = (starts, ends)
        if data.get("role") and data.get("who") in self.people:
            self.add_error("role", _("An investigator is one person: leave this as it is."))
        return data

    @property
    def somebody(self) -> dict[str, Any]:
        key = self.cleaned_data["who"]
        participant, unit = self.places.get(key, (None, None))
        return {
            "user": self.people.get(key), "participant": participant, "school_unit": unit,
            "role": self.cleaned_data["role"],
        }  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500)


class AnswerTimeForm(forms.Form):
    """The interviewed answer an offered time."""

    answer = forms.ChoiceField(
        label=_("Does the time suit?"),
        choices=(
            ("accept", _("Yes, it suits")),
            ("counter", _("No, we propose another time")),
            ("decline", _("No, and we have no other to propose")),
        ),
        widget=forms.RadioSelect,
    )
    day = _day(label=_("Day you propose"), required=False)
    clock = _time(label=_("Time you propose"), required=False)
    note = forms.CharField(
        label=_("Anything else"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1_000, required=False
    )
    name = forms.CharField(label=_("Your name"), max_length=150)

    def __init__(self, *args: Any, by_link: bool, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        if not by_link:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("answer") == "counter":
            for field in ("day", "clock"):
                if not data.get(field) and field not in self.errors:
                    self.add_error(field, _("Say which time you propose."))
            if data.get("day") and data.get("clock"):
                data["starts"] = _moment(data["day"], data["clock"])
                if data["starts"] <= self.now:
                    self.add_error("day", _("That time has passed. Choose one ahead."))
        return data


def slot_initial(slot: InterviewSlot) -> dict[str, Any]:
    """What the answer form begins with: the answer given before, if any."""
    answer = {"accepted": "accept", "counter_proposed": "counter"}.get(slot.state)
    initial: dict[str, Any] = {"note": slot.note, "name": slot.answered_name}
    if answer:
        initial["answer"] = answer
    if slot.counter_starts:
        local = localtime(slot.counter_starts, get_default_timezone())
        initial |= {"day": local.date(), "clock": local.time()}
    return initial


__all__ = [
    "ROLES", "AddInterviewForm", "AnswerTimeForm", "BusyForm", "InterviewForm", "ParticipantRulesForm",
    "PlaceForm", "ReasonForm", "SettingsForm", "interview_initial", "participant_initial", "settings_initial",
    "slot_initial",
]  # fmt: skip
