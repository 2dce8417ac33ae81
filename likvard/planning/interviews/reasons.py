"""Why an interview got no time, in plain Swedish and English, and how the nearest time was found."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from likvard.terms.swedish_days import is_working_day

from .checking import broken_alone, broken_together
from .days import clock, days_of, is_closed, may_hold, starts_in_hours
from .values import Need, Placed, Task, Unplaced

# What keeps an interview from a time: each is a clause after "because" ("eftersom").
RULES: Mapping[str, Mapping[str, str]] = {
    "outside_weeks": {"sv": "veckan inte hör till de veckor som är bestämda",
                      "en": "the week is not one of those decided"},
    "day_off": {"sv": "dagen är helg eller helgdag", "en": "the day is a weekend or a public holiday"},
    "closed": {"sv": "det är lov eller stängt", "en": "there is a school break"},
    "outside_hours": {"sv": "tiden ligger utanför arbetstiden", "en": "it is outside working hours"},
    "lunch": {"sv": "tiden går in i lunchen", "en": "it runs into lunch"},
    "not_hers": {"sv": "utredaren inte kan hålla just den intervjun",
                 "en": "the investigator cannot hold that interview"},
    "investigator_busy": {"sv": "utredaren är upptagen", "en": "the investigator is busy"},
    "participant_busy": {"sv": "de som ska intervjuas är upptagna", "en": "those interviewed are busy"},
    "investigator_twice": {"sv": "utredaren har en annan intervju då",
                           "en": "the investigator has another interview then"},
    "person_twice": {"sv": "de som ska intervjuas har en annan intervju då",
                     "en": "those interviewed have another interview then"},
    "order": {"sv": "ordningen mellan intervjuerna bryts", "en": "the order of the interviews is broken"},
    "other_investigator": {"sv": "deltagaren redan möter en annan utredare",
                           "en": "the participant already meets another investigator"},
    "two_visits": {"sv": "utredaren redan gör ett besök på en annan plats den dagen",
                   "en": "the investigator already visits another place that day"},
    "visit_day": {"sv": "dagen redan går åt till ett besök eller till samtal som inte kan förenas med det",
                  "en": "the day already goes to a visit, or to calls that cannot be combined with one"},
    "travel": {"sv": "utredaren är på resa", "en": "the investigator is travelling"},
    "day_full": {"sv": "utredarens dag blir för lång", "en": "the investigator's day becomes too long"},
    "length": {"sv": "intervjun får en annan längd än den ska ha", "en": "the interview gets another length"},
    "placed_twice": {"sv": "intervjun har två tider", "en": "the interview has two times"},
}  # fmt: skip

REASONS: Mapping[str, Mapping[str, str]] = {
    "no_weeks": {"sv": "Inga veckor är angivna. Ange i vilka veckor intervjun kan hållas.",
                 "en": "No weeks are given. Say in which weeks the interview can be held."},
    "no_days": {"sv": "Veckorna har ingen arbetsdag som är öppen: allt är helgdag, lov eller stängt. Lägg till veckor.",
                "en": "The weeks have no open working day: all are holidays or breaks. Add weeks."},
    "too_long": {"sv": "Intervjun är längre än vad som får plats mellan arbetsdagens början, lunchen och dagens slut. "
                       "Korta den eller ändra arbetstiden.",
                 "en": "The interview is longer than fits between the start of the day, lunch and the end of the day. "
                       "Make it shorter or change the working hours."},
    "day_full": {"sv": "Intervjun är längre än de minuter som en utredare får hålla på en dag. Korta den eller höj "
                       "gränsen.",
                 "en": "The interview is longer than the minutes an investigator may hold in a day. Make it shorter or "
                       "raise the limit."},
    "no_investigator": {"sv": "Ingen utredare kan hålla intervjun. Välj en annan eller lägg till någon.",
                        "en": "No investigator can hold the interview. Choose another or add one."},
    "participant_busy": {"sv": "De som ska intervjuas är upptagna alla tider i de valda veckorna. Fråga om andra "
                               "veckor eller tider.",
                         "en": "Those interviewed are busy at all times in the chosen weeks. Ask about other weeks "
                               "or times."},
    "investigator_busy": {"sv": "Utredaren är upptagen alla tider som de intervjuade kan. Byt utredare eller lägg till "
                                "veckor.",
                          "en": "The investigator is busy whenever those interviewed can. Change investigator or add "
                                "weeks."},
    "held_back": {"sv": "Ingen tid är fri. Närmast är {when}, men den går inte eftersom {rules}.",
                  "en": "No time is free. The nearest is {when}, but it cannot be because {rules}."},
    "not_found": {"sv": "Planeringen hann inte hitta någon tid, men {when} är fri. Lägg in den för hand "
                        "eller planera om.",
                  "en": "The planner did not get to a time, but {when} is free. Set it by hand or plan again."},
}  # fmt: skip


def words(unplaced: Unplaced, language: str) -> str:
    """The reason as one or two sentences. `language` is "sv" or "en"."""
    joined = (" och " if language == "sv" else " and ").join(RULES[rule][language] for rule in unplaced.rules)
    when = _written(unplaced.nearest, language) if unplaced.nearest else ""
    return REASONS[unplaced.reason][language].format(when=when, rules=joined)


def _written(moment: datetime, language: str) -> str:
    if language == "sv":
        return f"{moment.day}/{moment.month} kl. {moment:%H.%M}"
    return f"{moment:%Y-%m-%d %H:%M}"


def why_not(task: Task, need: Need, placed: Sequence[Placed]) -> Unplaced:
    """What holds `need` back beside the plan `placed`: first what makes it impossible by itself, then the time that
    breaks the fewest rules."""
    rules, holders = task.rules, may_hold(task, need)
    if not need.weeks:
        return Unplaced(need.key, "no_weeks")
    days = [d for week in sorted(set(need.weeks)) for d in days_of(week)]
    opened = [d for d in days if is_working_day(d) and not is_closed(rules.closed, need.participant, d)]
    if not opened:
        return Unplaced(need.key, "no_days")
    if not (starts := starts_in_hours(need, rules)):
        return Unplaced(need.key, "too_long")
    if need.minutes > rules.day_minutes:
        return Unplaced(need.key, "day_full")
    if not holders:
        return Unplaced(need.key, "no_investigator")
    tried: list[tuple[int, Placed, tuple[str, ...], tuple[str, ...]]] = []
    always = {"participant_busy", "investigator_busy"}
    for day in opened:
        for start in starts:
            for who in holders:
                begins = clock(day, start)
                one = Placed(need.key, who, begins, begins + need.length)
                alone = broken_alone(task, need, one)
                always &= set(alone)
                told, beside = _beside(task, need, one, placed)
                broken = tuple(dict.fromkeys([*alone, *told]))
                tried.append((len(broken), one, broken, beside))
    for sole in ("participant_busy", "investigator_busy"):
        if sole in always:
            return Unplaced(need.key, sole)
    count, one, broken, beside = min(tried, key=lambda t: (t[0], t[1].starts))
    return Unplaced(need.key, "held_back" if count else "not_found", broken, one.starts, one.investigator, beside)


def _beside(task: Task, need: Need, one: Placed, placed: Sequence[Placed]) -> tuple[list[str], tuple[str, ...]]:
    """The rules that a time breaks together with the plan, and the interviews it breaks them with."""
    needs = {n.key: n for n in task.needs}
    told: list[str] = []
    beside: list[str] = []
    minutes = need.minutes
    for other in placed:
        if broken := broken_together(task, need, one, needs[other.need], other):
            told += broken
            beside.append(other.need)
        if other.investigator == one.investigator and other.starts.date() == one.starts.date():
            minutes += needs[other.need].minutes
    if minutes > task.rules.day_minutes:
        told.append("day_full")
    return told, tuple(beside)
