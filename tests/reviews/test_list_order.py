"""The days that the database keeps for the list of cases are those that counting anew gives, whatever is written."""

import random
from datetime import date, timedelta

import pytest

from likvard.access.queries import grants_of
from likvard.reviews.actions.deadlines import meet_deadline, reopen_deadline
from likvard.reviews.models import Case, Deadline, Finding, FindingState
from likvard.reviews.models.case import AT_ONCE, CLOSED_DAY, NEVER, NO_DAY
from likvard.reviews.queries import CaseFilter, cases_for, lines
from likvard.reviews.queries.facts import SETTLED
from tests.factories import NOW, TODAY, a_case, a_deadline, a_finding, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db


def counted_anew(case: Case) -> tuple[date, date]:
    """The slow and obvious way."""
    days = Deadline.objects.filter(case=case, met_on=None)
    own = [one.day for one in days if one.finding_id is None]
    waits = any(
        one.state_doubtful or (one.owner_id is None and one.state not in SETTLED)
        for one in Finding.objects.filter(case=case)
    )
    return (
        CLOSED_DAY if case.state == "closed" else min(own, default=NO_DAY),
        AT_ONCE if waits else min((one.day for one in days), default=NEVER),
    )


def written_at_random(pick: random.Random, cases: list[Case], user) -> None:
    """One write of any kind, by whatever way rows are written here: row, query, bulk or action."""
    case = pick.choice(cases)
    day = TODAY + timedelta(days=pick.randrange(-20, 60))
    findings, days = list(Finding.objects.filter(case=case)), list(Deadline.objects.filter(case=case))
    what = pick.randrange(12)
    if what == 0:
        a_finding(case, owner=pick.choice((None, user)), state=pick.choice(("open", "remedied")))
    elif what == 1:
        a_deadline(case, day, finding=pick.choice((None, *findings)))
    elif what == 2:
        Deadline.objects.bulk_create([Deadline(case=case, what="other", day=day + timedelta(days=n)) for n in range(2)])
    elif what == 3 and findings:
        one = pick.choice(findings)
        one.owner, one.state_doubtful = pick.choice((None, user)), pick.random() < 0.3
        one.save()
    elif what == 4:
        Finding.objects.filter(case=case, owner=None).update(owner=user, state=pick.choice(FindingState.values[:6]))
    elif what == 5 and findings:
        pick.choice(findings).delete()
    elif what == 6 and days:
        pick.choice(days).delete()
    elif what == 7 and days:
        meet_deadline(deadline=pick.choice(days), met_on=TODAY, by=user, at=NOW)
    elif what == 8 and days:
        reopen_deadline(deadline=pick.choice(days), by=user, at=NOW)
    elif what == 9:
        Deadline.objects.filter(case=case).update(day=day)
    elif what == 10:
        for row in (*findings[:1], *days[:1]):  # as when one case is merged into another
            row.case = pick.choice(cases)
            row.save()
    elif what == 11:
        case.state = "decided" if case.state == "closed" else "closed"
        case.closed_on = TODAY if case.state == "closed" else None
        case.save()  # an older row, with the days it had when it was read


@pytest.mark.parametrize("seed", range(3))
def test_kept_days_are_those_counted_anew(seed):
    pick = random.Random(seed)
    holder = an_organiser("Almviks kommun")
    user = a_user(organisation=holder)
    cases = [a_case(holder, title=f"Ärende {n}") for n in range(3)]
    cases.append(a_case(holder, title="Slut", state="closed", closed_on=TODAY))
    for _ in range(50):
        written_at_random(pick, cases, user)
        kept = {case.pk: (case.next_day, case.needs_from) for case in Case.objects.all()}
        assert kept == {case.pk: counted_anew(case) for case in Case.objects.all()}


def test_filter_of_needs_counts_only_the_part_that_is_seen():
    holder = an_organiser("Almviks kommun")
    mine, other = a_unit(holder, "Ekskolan"), a_unit(holder, "Björkskolan")
    shared = a_case(holder, title="Två skolor")
    principal = a_user(organisation=holder, role="principal", units=[mine])
    a_finding(shared, school_unit=mine, owner=principal)
    a_finding(shared, school_unit=other)  # nobody owns it, and the principal of the other school sees it
    own = a_case(holder, title="Egen skola")
    a_finding(own, school_unit=mine)

    def needing(user):
        return set(cases_for(grants_of(user, TODAY), CaseFilter(needs=True), today=TODAY))

    assert needing(a_user(organisation=holder)) == {shared.pk, own.pk}
    assert needing(principal) == {own.pk}


def test_page_far_down_is_a_part_of_the_whole_order(django_assert_num_queries):
    holder = an_organiser("Almviks kommun")
    for n in range(12):
        case = a_case(holder, title=f"Ärende {n:02}", opened_on=TODAY - timedelta(days=n % 5))
        if n % 3:
            a_deadline(case, TODAY + timedelta(days=n))
    grants = grants_of(a_user(organisation=holder), TODAY)
    ids = cases_for(grants, CaseFilter(), today=TODAY)
    assert [*ids[:5], *ids[5:10], *ids[10:]] == list(ids)
    with django_assert_num_queries(3):
        lines(list(ids[5:10]), grants)
