"""Whether the authority treats the reviewed alike: what its departments' closings stood on, term by term. Reads only.

Riksrevisionen (RiR 2019:6) found that closings differed between departments in ways that nobody could explain, and
asked for a regular comparison: visits, reasons given, days and outcomes.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Min, Q
from django.db.models.functions import ExtractMonth, ExtractYear

from likvard.access.queries import Grants
from likvard.analysis.agreement import Interval, wilson
from likvard.analysis.medians import Median, median_of
from likvard.reviews.models import Decision, Department, Finding, FollowUp, FollowUpFinding, Participant, Round
from likvard.rulebook.kinds import SETTLING
from likvard.rulebook.permissions import Permission
from likvard.rulebook.verification import rule_for
from likvard.terms.terms_and_years import Term, term_of

from .rounds import rounds_visible_to

FEWEST = 5  # findings or cases behind a share or a median that is shown


@dataclass(frozen=True, slots=True)
class Share:
    """`n` of `of`; `share` and `interval` (95 %, Wilson) are None where fewer than `FEWEST` stand behind."""

    n: int
    of: int
    share: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Treatment:
    """What one department did in one term. `department` "" = everybody together, None = people without one.

    `visited`, `shown` and `signed` are shares of what was settled: after a visit, on effect that was shown, and on a
    signed reason why neither was needed. `days` is from the decision to the first follow-up, one value a case.
    """

    department: str | None
    findings: int
    settled: Share
    visited: Share
    shown: Share
    signed: Share
    ruled: Share  # of the settled whose type has a rule of how it is found remedied: those settled as it asks for
    reasoned: Share  # of all findings that were followed up: those whose outcome has its grounds written
    cases: int
    days: Median | None


@dataclass(frozen=True, slots=True)
class TermTreated:
    """One term: everybody together first, then the departments by name, those without one last."""

    term: Term
    rows: tuple[Treatment, ...]


_Key = tuple[Term, str | None]
_Kept = bool | None  # settled as the type's rule asks for; None = no rule
_Tally = Counter[tuple[str, str, _Kept, bool]]  # outcome, basis, kept, with grounds


def equal_treatment(grants: Grants) -> tuple[TermTreated, ...]:
    """Follow-ups that are finished, by the term in which they were, the newest first. Six queries at most."""
    rounds = rounds_visible_to(grants, Permission.ROUND_READ)
    departments = {
        (holder, user): name
        for holder, user, name in Department.objects.filter(holder__in=rounds.values("holder")).values_list(
            "holder_id", "user_id", "name"
        )
    }
    tallies: dict[_Key, _Tally] = {}
    rows = (
        FollowUpFinding.objects.filter(follow_up__done_on__isnull=False, follow_up__case__participant__round__in=rounds)
        .order_by()
        .annotate(
            year=ExtractYear("follow_up__done_on"), month=ExtractMonth("follow_up__done_on"),
            reasoned=Count("pk", filter=~Q(grounds="")), n=Count("pk"),
        )
        .values_list(
            "year", "month", "follow_up__case__holder_id", "follow_up__case__participant__investigator_id", "outcome",
            "basis", "finding__kind", "finding__area__legal_basis", "reasoned", "n",
        )
    )  # fmt: skip
    for year, month, holder, person, outcome, basis, kind, provisions, reasoned, n in rows:
        last = date(year, month, monthrange(year, month)[1])
        kept = _kept(kind, tuple(provisions or ()), last, basis)
        for key in _keys(last, departments.get((holder, person))):
            tally = tallies.setdefault(key, Counter())
            tally[(outcome, basis, kept, True)] += reasoned
            tally[(outcome, basis, kept, False)] += n - reasoned
    days = _days(rounds, departments)
    terms = sorted(
        {term for term, _name in (*tallies, *days)}, key=lambda t: (t.year, t.season != "spring"), reverse=True
    )
    return tuple(TermTreated(term, tuple(_rows(term, tallies, days))) for term in terms)


def _kept(kind: str, provisions: tuple[str, ...], day: date, basis: str) -> _Kept:
    rule = rule_for(kind, provisions, day)
    return rule.kept_by(basis) if rule else None


def settled_by_rule(round_: Round) -> tuple[int, int]:
    """(settled as the rule of its type asks for, settled at all where there is a rule) in one round, as it stands."""
    rows = FollowUpFinding.objects.filter(
        follow_up__case__participant__round=round_, outcome__in=SETTLING, finding__kind=Finding.Kind.DEFICIENCY
    ).select_related("finding__area")
    kept = [
        _kept(row.finding.kind, tuple(row.finding.area.legal_basis), row.signed_at.date(), row.basis)
        for row in rows
        if row.finding.area is not None
    ]
    return sum(one is True for one in kept), sum(one is not None for one in kept)


def _keys(day: date, department: str | None) -> tuple[_Key, _Key]:
    term = term_of(day)
    return (term, ""), (term, department)


def _days(rounds: object, departments: dict[tuple[UUID, UUID], str]) -> dict[_Key, list[int]]:
    """Days from decision to the first finished follow-up, of each case."""
    followed = dict(
        FollowUp.objects.filter(case__participant__round__in=rounds, done_on__isnull=False)
        .values_list("case_id").annotate(day=Min("done_on")).order_by()
    )  # fmt: skip
    decided = dict(
        Decision.objects.filter(
            participant__round__in=rounds, kind=Decision.Kind.DECISION, state=Decision.State.ISSUED,
            decided_on__isnull=False,
        )
        .values_list("participant__case_id").annotate(day=Min("decided_on")).order_by()
    )  # fmt: skip
    found: dict[_Key, list[int]] = {}
    cases = Participant.objects.filter(round__in=rounds, case__isnull=False)
    for case, holder, person in cases.values_list("case_id", "round__holder_id", "investigator_id"):
        if case in followed and case in decided:
            for key in _keys(followed[case], departments.get((holder, person))):
                found.setdefault(key, []).append((followed[case] - decided[case]).days)
    return found


def _rows(term: Term, tallies: dict[_Key, _Tally], days: dict[_Key, list[int]]) -> Iterable[Treatment]:
    names = {name for one, name in (*tallies, *days) if one == term}
    for name in sorted(names, key=lambda n: (n != "", n is None, n or "")):
        tally, own = tallies.get((term, name), Counter()), days.get((term, name), [])
        n = tally.total()
        settled = sum(k for (outcome, _basis, _kept, _why), k in tally.items() if outcome in SETTLING)

        def on(basis: str, tally: _Tally = tally, of: int = settled) -> Share:
            return _share(sum(k for (o, b, _kept, _why), k in tally.items() if o in SETTLING and b == basis), of)

        ruled: Counter[_Kept] = Counter()
        for (outcome, _basis, kept, _why), k in tally.items():
            ruled[kept] += k if outcome in SETTLING else 0
        yield Treatment(
            name, n, _share(settled, n), on("visit"), on("effect"), on("neither"),
            _share(ruled[True], ruled[True] + ruled[False]),
            _share(sum(k for (_o, _b, _kept, why), k in tally.items() if why), n), len(own),
            median_of(own) if len(own) >= FEWEST else None,
        )  # fmt: skip


def _share(n: int, of: int) -> Share:
    enough = of >= FEWEST
    return Share(n, of, n / of if enough else None, wilson(n, of) if enough else None)
