"""How far a signal has come: its moments, what it lacks, which steps and alarms it has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Prefetch, QuerySet

from likvard.rulebook.signals import Alarm, Process, Step
from likvard.signals.models import Entry, Moment, Signal

# Findings by which nothing needs putting right.
NOTHING_TO_MEND = frozenset({"not_established", "not_upheld", "no_support_needed"})


def moments_of(signal: Signal) -> dict[str, datetime]:
    return {moment.key: moment.at for moment in signal.moments.all()}


def with_moments(signals: QuerySet[Signal]) -> QuerySet[Signal]:
    return signals.prefetch_related(Prefetch("moments", queryset=Moment.objects.order_by("at", "id")))


def facts_of(signal: Signal, *, finding: str | None = None) -> dict[str, bool]:
    """What the steps' requirements ask for; `finding` is the one that is just being noted."""
    found = signal.finding if finding is None else finding
    measures = signal.measures.order_by("added_at", "id")
    # What did not help needs a measure anew.
    tried = signal.entries.filter(part=Entry.Part.FOLLOW_UP).aggregate(last=Max("at"))["last"]
    new = measures.filter(added_at__gt=tried) if tried else measures
    return {
        "inquiry_written": signal.entries.filter(part=Entry.Part.INQUIRY).exists(),
        "measure_when_established": found in NOTHING_TO_MEND or new.exists(),
        "measures_done": not measures.filter(done_on=None).exists(),
        "not_established": found in NOTHING_TO_MEND,
    }


@dataclass(frozen=True, slots=True)
class Link:
    """One moment of the chain as a page shows it: `at` None = it has not come. `hours` since the first moment."""

    key: str
    words: str
    at: datetime | None
    hours: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a signal stands today; nothing here names anybody."""

    signal: Signal
    process: Process
    moments: dict[str, datetime]
    state: str
    alarms: tuple[Alarm, ...]

    @property
    def first(self) -> Alarm | None:
        return self.alarms[0] if self.alarms else None

    @property
    def closed(self) -> bool:
        return self.process.is_closed(self.moments)

    def steps(self, sides: Iterable[str]) -> tuple[Step, ...]:
        if self.signal.erased_at:
            return ()
        return self.process.open_steps(self.moments, frozenset(sides))

    def chain(self, language: str) -> tuple[Link, ...]:
        start = min(self.moments.values())
        return tuple(
            Link(
                stamp.key,
                stamp.words.text(language),
                at := self.moments.get(stamp.key),
                None if at is None else (at - start).total_seconds() / 3600,
            )
            for stamp in self.process.stamps
        )


def standing_of(signal: Signal, today: date) -> Standing:
    process, moments = signal.process, moments_of(signal)
    return Standing(
        signal=signal,
        process=process,
        moments=moments,
        state=process.state(moments),
        alarms=process.alarms(moments, today, finding=signal.finding, planned=signal.follow_up_on),
    )
