"""The case in sentences: what state it is in, what is lacking, what comes next. Pure: a `CasePage` in, words out."""

from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import get_language, gettext, ngettext, pgettext

from likvard.reviews.models import Case, Deadline, FindingState
from likvard.reviews.queries import CasePage, FindingRow
from likvard.rulebook.deadlines import days_left, relative
from likvard.web.casing import capital

NO_BREAK = "\N{NO-BREAK SPACE}"
_NEAR = 60  # days: beyond that a day says more than a number of days


def language() -> str:
    return "en" if (get_language() or "").startswith("en") else "sv"


def count_word(n: int, kind: str = "") -> str:
    """`två`, `fem`; figures from thirteen on. One agrees with what is counted."""
    if n == 1:
        return pgettext("number of deficiencies", "one") if kind == "deficiency" else pgettext("number", "one")
    words = {
        0: pgettext("number", "none"),
        2: pgettext("number", "two"),
        3: pgettext("number", "three"),
        4: pgettext("number", "four"),
        5: pgettext("number", "five"),
        6: pgettext("number", "six"),
        7: pgettext("number", "seven"),
        8: pgettext("number", "eight"),
        9: pgettext("number", "nine"),
        10: pgettext("number", "ten"),
        11: pgettext("number", "eleven"),
        12: pgettext("number", "twelve"),
    }
    return words.get(n, str(n))


def day_words(day: date, today: date) -> str:
    """`21 augusti`, with the year when it is not this one."""
    words = f"{day.day}{NO_BREAK}{MONTHS[day.month]}"
    return words if day.year == today.year else f"{words}{NO_BREAK}{day.year}"


def _near(day: date, today: date) -> str:
    return f", {relative(day, today).text(language())}" if abs(days_left(day, today)) <= _NEAR else ""


def deadline_sentence(deadline: Deadline, today: date) -> str:
    """`Redovisning senast 21 augusti, om 12 dagar.`"""
    values = {"day": day_words(deadline.day, today), "near": _near(deadline.day, today)}
    if days_left(deadline.day, today) < 0:
        late = {
            "contact_person": gettext("A contact person was to be named by %(day)s%(near)s."),
            "documents": gettext("Documents were to be sent in by %(day)s%(near)s."),
            "fact_check": gettext("Factual errors were to be reported by %(day)s%(near)s."),
            "response": gettext("The answer was due on %(day)s%(near)s."),
            "appeal": gettext("An appeal was possible until %(day)s%(near)s."),
        }
        return late.get(deadline.what, gettext("A last day has passed: %(day)s%(near)s.")) % values
    coming = {
        "contact_person": gettext("Name a contact person by %(day)s%(near)s."),
        "documents": gettext("Send in documents by %(day)s%(near)s."),
        "fact_check": gettext("Report factual errors by %(day)s%(near)s."),
        "response": gettext("The answer is due on %(day)s%(near)s."),
        "appeal": gettext("An appeal is possible until %(day)s%(near)s."),
    }
    return coming.get(deadline.what, gettext("Next last day is %(day)s%(near)s.")) % values


def _lacking(page: CasePage) -> str:
    """The one thing that most of the living findings lack, most urgent first; empty when nothing is missing."""
    audit = page.speaks_of == "development_area"
    total = len(page.live)
    for gap in ("state_doubtful", "no_measure", "no_owner", "measure_without_owner", "measure_without_day",
                "measure_without_sign", "no_evidence"):  # fmt: skip
        n = page.lacking(gap)
        if not n:
            continue
        values = {"n": count_word(n, page.speaks_of), "total": count_word(total, page.speaks_of)}
        if total == 1:
            values["n"] = values["total"]
        return capital(_lacking_words(gap, n, total, audit=audit) % values)
    return ""


def _lacking_words(gap: str, n: int, total: int, *, audit: bool) -> str:
    if gap == "state_doubtful":
        if audit:
            return ngettext(
                "%(n)s development area has a state that somebody must check.",
                "%(n)s development areas have a state that somebody must check.",
                n,
            )
        return ngettext(
            "%(n)s deficiency has a state that somebody must check.",
            "%(n)s deficiencies have a state that somebody must check.",
            n,
        )
    if gap == "no_measure":
        if audit:
            if total == 1:
                return gettext("The development area has no measure.")
            return ngettext(
                "%(n)s of %(total)s development areas has no measure.",
                "%(n)s of %(total)s development areas have no measure.",
                n,
            )
        if total == 1:
            return gettext("The deficiency has no measure.")
        return ngettext(
            "%(n)s of %(total)s deficiencies has no measure.", "%(n)s of %(total)s deficiencies have no measure.", n
        )
    if gap == "no_owner":
        if audit:
            if total == 1:
                return gettext("Nobody answers for the development area yet.")
            return ngettext(
                "Nobody answers for %(n)s of %(total)s development areas yet.",
                "Nobody answers for %(n)s of %(total)s development areas yet.",
                n,
            )
        if total == 1:
            return gettext("Nobody answers for the deficiency yet.")
        return ngettext(
            "Nobody answers for %(n)s of %(total)s deficiencies yet.",
            "Nobody answers for %(n)s of %(total)s deficiencies yet.",
            n,
        )
    if gap == "no_evidence":
        return gettext("There are measures that are done but nothing yet shows their effect.")
    return {
        "measure_without_owner": gettext("There are measures that nobody does yet."),
        "measure_without_day": gettext("There are measures without a last day."),
        "measure_without_sign": gettext("There are measures that nobody can yet see the effect of."),
    }[gap]


def _living(page: CasePage) -> str:
    """What lives on in a closed case."""
    n, total = len(page.live), len(page.rows)
    values = {"n": count_word(n, page.speaks_of), "total": count_word(total, page.speaks_of)}
    if page.speaks_of == "development_area":
        if total == 1:
            return gettext("the development area is not fixed")
        return (
            ngettext(
                "%(n)s of %(total)s development areas is not fixed",
                "%(n)s of %(total)s development areas are not fixed",
                n,
            )
            % values
        )
    if total == 1:
        return gettext("the deficiency is not fixed")
    return (
        ngettext("%(n)s of %(total)s deficiencies is not fixed", "%(n)s of %(total)s deficiencies are not fixed", n)
        % values
    )


def _closed(page: CasePage, today: date) -> str:
    case = page.case
    values = {"day": day_words(case.closed_on, today), "rest": _living(page) if page.live else ""}
    if page.live:
        return gettext("The case was closed on %(day)s, but %(rest)s.") % values
    if page.rows:
        if page.speaks_of == "development_area":
            return gettext("The case was closed on %(day)s and every development area is settled.") % values
        return gettext("The case was closed on %(day)s and every deficiency is settled.") % values
    return gettext("The case was closed on %(day)s.") % values


def lead(page: CasePage, today: date) -> str:
    """One or two sentences: the state of the thing, then the next last day."""
    case = page.case
    after = f" {deadline_sentence(page.next_deadline, today)}" if page.next_deadline else ""
    if case.state == Case.State.CLOSED:
        return _closed(page, today)
    if case.state == Case.State.REGISTERED:
        values = {"day": day_words(case.opened_on, today)}
        return gettext("Known from the register since %(day)s. Add the document when it comes.") % values + after
    if case.state == Case.State.ANNOUNCED:
        return gettext("The review has been announced; there is no decision yet.") + after
    if case.state == Case.State.ANSWERED:
        sent = page.answer_sent_on or next((e.day for e in reversed(page.timeline) if e.what == "received"), None)
        if sent:
            words = gettext("The answer went in on %(day)s. The authority's follow-up is awaited.")
            return words % {"day": day_words(sent, today)} + after
        return gettext("The answer has gone in. The authority's follow-up is awaited.") + after
    if not page.rows:
        return gettext("There is a decision, but no finding has been written down.") + after
    return (_lacking(page) or _all_there(page)) + after


def _all_there(page: CasePage) -> str:
    if page.speaks_of == "development_area":
        if page.live:
            return gettext("Every development area has an owner, a measure and a day.")
        return gettext("Every development area is settled.")
    if page.live:
        return gettext("Every deficiency has an owner, a measure and a day.")
    return gettext("Every deficiency is settled.")


GAP_ORDER = (
    "state_doubtful", "no_owner", "no_measure", "measure_without_owner", "measure_without_day",
    "measure_without_sign", "no_evidence",
)  # fmt: skip


def gap_word(code: str) -> str:
    """What a finding lacks, as short as on a label."""
    return {
        "state_doubtful": gettext("State to be checked"),
        "no_owner": gettext("Nobody answers for it"),
        "no_measure": gettext("No measure"),
        "measure_without_owner": gettext("A measure has nobody"),
        "measure_without_day": gettext("A measure has no day"),
        "measure_without_sign": gettext("How will you see it?"),
        "no_evidence": gettext("No evidence"),
    }[code]


def state_words(page_or_kind: str) -> dict[str, str]:
    """The states of a finding in the language of its kind."""
    shared = {"open": pgettext("finding", "Open"), "closed": pgettext("finding", "Closed")}
    if page_or_kind == "deficiency":
        return shared | {
            "remedied": pgettext("deficiency", "Remedied"),
            "partly_remaining": pgettext("deficiency", "Remains in part"),
            "remaining": pgettext("deficiency", "Remains"),
        }
    return shared | {
        "in_line": pgettext("development area", "In line with the judgement"),
        "further_needed": pgettext("development area", "More is needed"),
    }


TONES = {
    FindingState.OPEN: "waiting",
    FindingState.IN_LINE: "done",
    FindingState.FURTHER_NEEDED: "soon",
    FindingState.REMEDIED: "done",
    FindingState.PARTLY_REMAINING: "soon",
    FindingState.REMAINING: "overdue",
    FindingState.CLOSED: "done",
}


def finding_tag(row: FindingRow) -> tuple[str, str]:
    """(tone, word) of a finding's state."""
    finding = row.finding
    if finding.state_doubtful:
        return "doubtful", gettext("State to be checked")
    if finding.state == FindingState.CLOSED:
        return {
            "not_reached": ("neutral", gettext("Closed without effect")),
            "no_longer_applies": ("neutral", gettext("No longer applies")),
        }.get(finding.closing_outcome, ("done", gettext("Closed, effect shown")))
    return TONES[finding.state], state_words(finding.kind)[finding.state]


def finding_name(kind: str, number: int) -> str:
    if kind == "deficiency":
        return gettext("Deficiency %(number)d") % {"number": number}
    return gettext("Development area %(number)d") % {"number": number}


def board_heading(kind: str) -> str:
    return gettext("Deficiencies") if kind == "deficiency" else gettext("Development areas")
