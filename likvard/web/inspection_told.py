"""What cases of supervision and review say for a quality report: the one place where the two rooms meet for it."""

from django.db.models import Q

from likvard.quality.queries.boardreport.scope import Scope, bullets, number_of, parts
from likvard.quality.queries.threads import Thread, threads_of
from likvard.reviews.models import Case, Finding
from likvard.reviews.queries import findings_visible_to, visible_to
from likvard.rulebook.permissions import Permission
from likvard.terms.dates import format_date

STATES = {
    "open": "öppen", "in_line": "arbetet har börjat i linje med bedömningen", "further_needed": "fler åtgärder behövs",
    "remedied": "avhjälpt", "partly_remaining": "kvarstår delvis", "remaining": "kvarstår", "closed": "avslutad",
}  # fmt: skip


def inspection_told(scope: Scope) -> str:
    """The decisions of the year and those whose findings still live, each finding with its thread."""
    if not scope.grants.may(Permission.CASE_READ):
        return ""
    own = Q(organiser=scope.holder) | Q(organiser=None)  # not what the organisation itself reviews elsewhere
    cases = visible_to(scope.grants).filter(own, holder=scope.holder, decided_on__isnull=False)
    findings = findings_visible_to(scope.grants).filter(case__in=cases).select_related("case", "school_unit")
    if scope.unit is not None:
        findings = findings.filter(school_unit=scope.unit)
    kept = [one for one in findings.order_by("case__decided_on", "ordering", "id") if _of_year(one, scope)]
    if not kept:
        return ""
    threads = threads_of([f"finding:{one.pk}" for one in kept], scope.grants, today=scope.today)
    by_case: dict[Case, list[Finding]] = {}
    for one in kept:
        by_case.setdefault(one.case, []).append(one)
    return parts(*(_case(case, held, threads) for case, held in by_case.items()))


def _of_year(finding: Finding, scope: Scope) -> bool:
    decided = finding.case.decided_on
    return decided <= scope.ends and (decided >= scope.starts or finding.state != "closed")


def _case(case: Case, findings: list[Finding], threads: dict[str, Thread]) -> str:
    number = f", {case.case_number}" if case.case_number else ""
    closed = sum(one.state == "closed" for one in findings)
    head = f"{case.title} ({case.authority or 'myndigheten'}{number}, beslut {format_date(case.decided_on)}): "
    head += f"{number_of(len(findings), 'brist eller område', 'brister och områden')}"
    head += f", varav {closed} avslutade med skäl:" if closed else ":"
    return f"{head}\n{bullets([_finding(one, threads[f'finding:{one.pk}']) for one in findings], 10)}"


def _finding(one: Finding, thread: Thread) -> str:
    text = " ".join(one.text.split())
    text = f"{text[:197]}…" if len(text) > 200 else text
    causes, measures = len(thread.causes), len(thread.measures)
    held = [
        STATES.get(one.state, one.state),
        number_of(causes, "prövad orsak", "prövade orsaker") if causes else "ingen orsak prövad",
        number_of(measures, "åtgärd", "åtgärder") if measures else "ingen åtgärd",
        f"{len(thread.effects) or 'ingen'} med svar om effekt" if measures else "",
    ]
    return f"{text.rstrip('.')} ({'; '.join(part for part in held if part)})."
