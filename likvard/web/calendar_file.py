"""Calendar entries as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from icalendar import Calendar, Event, vText

from likvard.access.models import User
from likvard.access.queries import Grants
from likvard.quality.models import Dialogue
from likvard.quality.queries.visibility import sides_of
from likvard.quality.queries.year.calendar import CalendarDay
from likvard.reviews.models import InterviewSlot
from likvard.reviews.queries.calendar import Entry
from likvard.rulebook.schoolyear import national_events
from likvard.web.invitation_file import described, in_zone, timezone_of, uid_of, what_of
from likvard.web.labels import label


def calendar_file(
    entries: Iterable[Entry],
    *,
    language: str,
    base_url: str,
    host: str,
    meetings: Iterable[InterviewSlot] = (),
    reader: User | None = None,
    dialogues: Iterable[Dialogue] = (),
    grants: Grants | None = None,
    days: Iterable[CalendarDay] = (),
) -> bytes:
    """The bytes of the .ics file; the same entries give the same bytes. `meetings` are interviews of `reader`,
    `dialogues` those in which she speaks for a side by her `grants`, and `days` those of the quality work."""
    with override(language):
        calendar = Calendar()
        calendar.add("prodid", f"-//Likvard//Likvard//{language.upper()}")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", vText("Likvärd"))
        calendar.add("x-wr-timezone", vText("Europe/Stockholm"))
        calendar.add("refresh-interval", timedelta(hours=4), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", timedelta(hours=4))
        for entry in entries:
            calendar.add_component(_event(entry, base_url=base_url, host=host))
        for dialogue in dialogues:
            calendar.add_component(_dialogue(dialogue, base_url=base_url, host=host, grants=grants))
        for one in days:
            calendar.add_component(_of_quality(one, language=language, base_url=base_url, host=host))
        meetings = tuple(meetings)
        if meetings:
            calendar.add_component(timezone_of())
        for slot in meetings:
            calendar.add_component(_meeting(slot, base_url=base_url, host=host, reader=reader))
        return calendar.to_ical()


def _event(entry: Entry, *, base_url: str, host: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{host}")
    event.add("dtstamp", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", entry.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts)
    event.add("dtend", entry.ends + timedelta(days=1))  # the day after the last: RFC 5545, 3.6.1
    event.add("summary", _summary(entry))
    event.add("description", _description(entry, base_url))
    event.add("status", "TENTATIVE" if entry.tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT")  # a last day does not make the person busy
    event.add("class", "CONFIDENTIAL")
    address = _address(entry, base_url)
    if address:
        event.add("url", address)
    return event


def _summary(entry: Entry) -> str:
    what = label(entry.kind, entry.what)
    what = what[:1].upper() + what[1:]
    if entry.kind == "deadline":
        words = _("Done: %(what)s") if entry.met else _("Last day: %(what)s")
        return words % {"what": what} + f" – {entry.case_title}"
    return f"{what} – {entry.case_title}"


def _description(entry: Entry, base_url: str) -> str:
    lines = [entry.case_title]
    if entry.case_number:
        lines.append(_("Case number: %(number)s") % {"number": entry.case_number})
    if entry.note:
        lines.append(entry.note)
    lines.append(_address(entry, base_url))
    return "\n".join(line for line in lines if line)


def _address(entry: Entry, base_url: str) -> str:
    try:
        return base_url + reverse("reviews:case", args=[entry.case])
    except NoReverseMatch:
        return ""


def _dialogue(dialogue: Dialogue, *, base_url: str, host: str, grants: Grants | None) -> Event:
    """A dialogue has a day and no hour: it stands over the day without making the person busy."""
    series, day = dialogue.party.series, dialogue.held_on or dialogue.day
    leads = grants is None or "holder" in sides_of(grants, dialogue.party)
    summary = f"{series.title} – {dialogue.party.name if leads else series.holder.name}"
    cancelled = dialogue.state == Dialogue.State.CANCELLED
    address = base_url + reverse("dialogues:dialogue", args=[dialogue.id])
    event = Event()
    event.add("uid", f"dialogue-{dialogue.id}@{host}")
    event.add("dtstamp", dialogue.created_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", dialogue.version - 1)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", _("Cancelled: %(what)s") % {"what": summary} if cancelled else summary)
    event.add("description", "\n".join([dialogue.party.name, series.title, address]))
    if dialogue.place:
        event.add("location", dialogue.place)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "CONFIDENTIAL")
    event.add("url", address)
    return event


# The page of a day of the quality work.
PAGES = {
    "event": "year:event", "goal": "goals:goal", "measure": "goals:measure", "survey_opens": "surveys:survey",
    "survey_closes": "surveys:survey", "analysis_day": "analysisdays:days", "unit_reports": "analysisdays:days",
}  # fmt: skip


def _of_quality(one: CalendarDay, *, language: str, base_url: str, host: str) -> Event:
    """An all-day event of the quality work. What a signal is about is not told: only how many, and where."""
    words = {
        "goal": _("To be reached: %(what)s"),
        "measure": _("Last day: %(what)s"),
        "survey_opens": _("The survey opens: %(what)s"),
        "survey_closes": _("The survey closes: %(what)s"),
        "analysis_day": _("Analysis day: %(what)s"),
        "unit_reports": _("Unit reports due: %(what)s"),
    }
    if one.kind == "signals":
        summary = ngettext(
            "Signals: %(count)d last day", "Signals: %(count)d last days", one.count
        ) % {"count": one.count}  # fmt: skip
    elif one.national:
        rule = national_events().get(one.national)
        summary = rule.words.text(language) if rule else one.national
    else:
        summary = words.get(one.kind, "%(what)s") % {"what": one.thing}
    address = _page_of(one, base_url)
    event = Event()
    event.add("uid", f"{one.uid}@{host}")
    event.add("dtstamp", one.changed_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", one.sequence)
    event.add("dtstart", one.starts)
    event.add("dtend", one.ends + timedelta(days=1))
    event.add("summary", f"{summary} – {one.where}" if one.where else summary)
    event.add("description", "\n".join(line for line in (one.where, address) if line))
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "CONFIDENTIAL")
    if address:
        event.add("url", address)
    return event


def _page_of(one: CalendarDay, base_url: str) -> str:
    try:
        if one.kind == "signals":
            return base_url + reverse("signals:index")
        return base_url + reverse(PAGES[one.kind], args=[one.subject])
    except NoReverseMatch:
        return ""


def _meeting(slot: InterviewSlot, *, base_url: str, host: str, reader: User | None) -> Event:
    """An interview in the feed of whoever holds it or answers for the interviewed: the same entry as the invitation."""
    interview, participant = slot.interview, slot.interview.participant
    event = Event()
    event.add("uid", uid_of(interview, host))
    changed = slot.answered_at or slot.offered_at or slot.created_at
    event.add("dtstamp", changed.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", changed.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", max(interview.sequence, slot.version - 1))
    event.add("dtstart", in_zone(slot.starts))
    event.add("dtend", in_zone(slot.ends))
    holds = reader is not None and reader.pk == slot.investigator_id
    summary = what_of(interview)
    event.add("summary", f"{summary} – {participant.organiser.name}" if holds else summary)
    event.add("description", described(interview))
    if interview.place:
        event.add("location", interview.place)
    event.add("status", "CONFIRMED" if slot.state == InterviewSlot.State.ACCEPTED else "TENTATIVE")
    event.add("transp", "OPAQUE")
    event.add("class", "CONFIDENTIAL")
    if holds:
        event.add("url", base_url + reverse("interviews:interview", args=[participant.round_id, interview.pk]))
    elif participant.case and participant.case.counterpart_id:
        event.add("url", base_url + reverse("participation:times", args=[participant.case.counterpart_id]))
    return event
