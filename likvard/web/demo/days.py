"""The days of the demo's story, all counted from the day on which it is loaded, so that it never grows old."""

from dataclasses import dataclass
from datetime import date, timedelta

from likvard.terms.dates import format_date, format_date_range
from likvard.terms.terms_and_years import term_of
from likvard.terms.weeks import format_weeks


def weekday_from(day: date) -> date:
    """`day`, or the Monday after when it falls on a weekend."""
    return day + timedelta(days=max(0, 8 - day.isoweekday()) if day.isoweekday() > 5 else 0)


def visit_from(day: date, *, later: bool = False) -> tuple[date, date]:
    """A Tuesday and a Wednesday near `day`, moved into term time when schools are closed: the term before, or with
    `later` the term after."""
    if (6, 6) <= (day.month, day.day) <= (8, 20):
        day = date(day.year, 8, 20) if later else date(day.year, 6, 5)
    elif (day.month, day.day) >= (12, 18):
        day = date(day.year + 1, 1, 16) if later else date(day.year, 12, 12)
    elif (day.month, day.day) <= (1, 12):
        day = date(day.year, 1, 16) if later else date(day.year - 1, 12, 12)
    tuesday = day - timedelta(days=(day.isoweekday() - 2) % 7)
    return tuesday, tuesday + timedelta(days=1)


def weeks_from(day: date, count: int) -> tuple[date, date]:
    """`count` whole weeks, Monday to Sunday, the first one holding `day`, or the first after the holidays."""
    if (6, 1) <= (day.month, day.day) <= (8, 24):
        day = date(day.year, 8, 25)
    elif day.month == 12 and day.day >= 7:
        day = date(day.year + 1, 1, 18)
    elif day.month == 1 and day.day < 18:
        day = date(day.year, 1, 18)
    monday = day - timedelta(days=day.isoweekday() - 1)
    return monday, monday + timedelta(days=7 * count - 1)


@dataclass(frozen=True, slots=True)
class Written:
    """A day that prints itself as documents do: `21 augusti 2026`, and `.iso` in tables."""

    day: date

    def __str__(self) -> str:
        return format_date(self.day)

    @property
    def iso(self) -> str:
        return self.day.isoformat()


@dataclass(frozen=True, slots=True)
class StoryDays:
    """Every day of the story by name; `base` is the day on which the demo is loaded."""

    base: date

    def _day(self, days: int) -> date:
        return weekday_from(self.base + timedelta(days=days))

    # The thematic audit that has just been announced.
    @property
    def letter(self) -> date:
        return self._day(-9)

    @property
    def letter_contact(self) -> date:
        return self._day(5)

    @property
    def letter_documents(self) -> date:
        return self._day(19)

    @property
    def letter_interviews(self) -> tuple[date, date]:
        return weeks_from(self.base + timedelta(days=42), 2)

    @property
    def letter_fact_check(self) -> date:
        return weekday_from(self.letter_interviews[1] + timedelta(days=26))

    # The audit of the organiser: the answer is being written.
    @property
    def audit_interviews(self) -> tuple[date, date]:
        return visit_from(self.base - timedelta(days=160))

    @property
    def audit_decided(self) -> date:
        return self._day(-112)

    @property
    def audit_due(self) -> date:
        return self._day(12)

    # The audit of Björkbackens skola: ended by the authority, not at an end for the school.
    @property
    def school_visit(self) -> tuple[date, date]:
        return visit_from(self.base - timedelta(days=560))

    @property
    def school_decided(self) -> date:
        return self._day(-512)

    @property
    def school_due(self) -> date:
        return self._day(-330)

    @property
    def school_received(self) -> date:
        return self._day(-334)

    @property
    def school_followed_up(self) -> date:
        return self._day(-250)

    @property
    def evidence(self) -> date:
        return self._day(-60)

    # The supervision of Strandängsskolan 7–9: something remains, with a new last day.
    @property
    def supervision_visit(self) -> tuple[date, date]:
        return visit_from(self.base - timedelta(days=300))

    @property
    def supervision_decided(self) -> date:
        return self._day(-258)

    @property
    def supervision_due(self) -> date:
        return self._day(-140)

    @property
    def supervision_received(self) -> date:
        return self._day(-143)

    @property
    def supervision_revisit(self) -> tuple[date, date]:
        about = self.base - timedelta(days=70)
        later = visit_from(about, later=True)
        return later if later[1] < self.supervision_followed_up else visit_from(about)

    @property
    def supervision_followed_up(self) -> date:
        return self._day(-16)

    @property
    def supervision_new_due(self) -> date:
        return self._day(54)

    # The memorandum on quality dialogues.
    @property
    def memo(self) -> date:
        return self._day(-34)

    @property
    def memo_assignment(self) -> date:
        return self._day(-640)

    @property
    def memo_dialogues(self) -> tuple[date, date]:
        return weeks_from(self.base + timedelta(days=28), 2)

    # The independent school in the same municipality.
    @property
    def independent_visit(self) -> tuple[date, date]:
        return visit_from(self.base - timedelta(days=105))

    @property
    def independent_decided(self) -> date:
        return self._day(-65)

    @property
    def independent_due(self) -> date:
        return self._day(47)

    def words(self) -> dict[str, object]:
        """What the document templates may name, ready for `str.format`."""

        def case(prefix: str, registered: date, number: int) -> str:
            return f"{prefix} {registered.year}:{number}"

        written = {
            name: Written(getattr(self, name))
            for name in (
                "letter_contact",
                "letter_documents",
                "letter_fact_check",
                "audit_due",
                "school_decided",
                "school_due",
                "school_received",
                "supervision_decided",
                "supervision_due",
                "supervision_received",
                "supervision_new_due",
                "memo_assignment",
                "independent_due",
            )
        }
        spans = {
            name: format_date_range(*getattr(self, name))
            for name in (
                "audit_interviews",
                "school_visit",
                "supervision_visit",
                "supervision_revisit",
                "independent_visit",
            )
        }
        return {
            **written,
            **spans,
            "evidence_day": Written(self.evidence),
            "letter_term": str(term_of(self.letter_interviews[0])),
            "letter_interview_weeks": format_weeks(*self.letter_interviews),
            "memo_weeks": format_weeks(*self.memo_dialogues),
            "letter_case": case("SI", self.letter, 9041),
            "audit_case": case("SI", self.audit_interviews[0], 4127),
            "school_case": case("SI", self.school_visit[0], 2260),
            "supervision_case": case("SI", self.supervision_visit[0], 7718),
            "independent_case": case("SI", self.independent_visit[0], 6305),
            "memo_case": f"BUN {self.memo.year}/0212",
        }
