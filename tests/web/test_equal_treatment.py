"""Whether the reviewed are treated alike: shares with n and interval per department and term, nothing of another's."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from likvard.access.queries import grants_of
from likvard.reviews.models import Decision, Department, FollowUp, FollowUpFinding
from likvard.reviews.queries.equal_treatment import equal_treatment, settled_by_rule
from likvard.rulebook.permissions import Role
from likvard.terms.terms_and_years import Term
from tests.factories import NOW, TODAY, a_finding, a_participant, a_round, a_user, an_area, an_organiser

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 10)


def followed(round_, investigator, outcomes, *, done_on=DAY, days=100, deficiency=False):
    """A participant whose findings were followed up on one day: [(outcome, basis)]."""
    participant = a_participant(round_, an_organiser(), investigator=investigator)
    Decision.objects.create(
        participant=participant, state="issued", decided_on=done_on - timedelta(days=days),
        decided_by=investigator, approved_by=investigator, approved_checksum="a" * 64, checksum="a" * 64, content={},
        created_at=NOW, changed_at=NOW, issued_at=NOW,
    )  # fmt: skip
    made = FollowUp.objects.create(case=participant.case, number=1, planned_on=done_on, done_on=done_on, created_at=NOW)
    area = an_area(participant.case, legal_basis=["5 kap. 3 § skollagen"])
    kind = "deficiency" if deficiency else "development_area"
    for outcome, basis in outcomes:
        FollowUpFinding.objects.create(
            follow_up=made, finding=a_finding(participant.case, area, kind=kind), outcome=outcome, basis=basis,
            grounds="Elevernas svar visar det.",
            visited_on=done_on if basis == "visit" else None, signed_by=investigator, signed_at=NOW,
        )  # fmt: skip


@pytest.fixture
def authority():
    return an_organiser("Verket", kind="authority")


@pytest.fixture
def told(authority):
    """Two departments and a person without one, in two terms; and another authority with as much."""
    north, south, alone = (a_user(Role.REVIEWER, authority) for _ in range(3))
    Department.objects.create(holder=authority, user=north, name="Norr")
    Department.objects.create(holder=authority, user=south, name="Syd")
    round_ = a_round(authority, state="running")
    followed(round_, north, [("in_line", "visit")] * 4 + [("in_line", "effect"), ("further_needed", "")])
    for days in (10, 20, 30, 40, 50, 60):
        followed(round_, south, [("in_line", "neither")], days=days)
    followed(round_, alone, [("in_line", "effect")], done_on=date(2025, 9, 1))
    other = an_organiser("Annat verk", kind="authority")
    stranger = a_user(Role.REVIEWER, other)
    Department.objects.create(holder=other, user=stranger, name="Främmande")
    followed(a_round(other, state="running"), stranger, [("in_line", "visit")] * 9)
    return authority


def test_each_departments_shares_days_and_what_they_stand_on(told):
    spring, autumn = equal_treatment(grants_of(a_user(Role.REVIEW_LEAD, told), TODAY))
    assert (spring.term, autumn.term) == (Term(2026, "spring"), Term(2025, "autumn"))
    assert [row.department for row in spring.rows] == ["", "Norr", "Syd"]
    assert [row.department for row in autumn.rows] == ["", None]
    everybody, north, south = spring.rows
    assert [(r.findings, r.settled.n, r.visited.n, r.shown.n, r.signed.n, r.reasoned.n) for r in spring.rows] == [
        (12, 11, 4, 1, 6, 12), (6, 5, 4, 1, 0, 6), (6, 6, 0, 0, 6, 6),
    ]  # fmt: skip
    assert (north.visited.share, south.visited.share, everybody.signed.of) == (0.8, 0.0, 11)
    assert north.visited.interval.low < 0.8 < north.visited.interval.high
    assert (north.cases, north.days) == (1, None)  # one case says nothing of many
    assert (south.days.middle, south.days.interval.low, south.days.interval.high) == (35.0, 10, 60)
    assert autumn.rows[1].shown.share is None
    assert {row.ruled.of for row in spring.rows} == {0}  # development areas have no rule


def test_deficiencies_settled_as_their_rule_asks_for_are_counted(authority):
    """Calm to study asks for a visit: four of five got one, and the fifth was settled on its answer alone."""
    round_, day = a_round(authority, kind="planned_supervision", state="running"), date(2026, 11, 25)
    outcomes = [("remedied", "visit")] * 4 + [("remedied", "effect"), ("remaining", "")]
    followed(round_, a_user(Role.REVIEWER, authority), outcomes, done_on=day, deficiency=True)
    (term,) = equal_treatment(grants_of(a_user(Role.REVIEW_LEAD, authority), TODAY))
    assert [(row.ruled.n, row.ruled.of) for row in term.rows] == [(4, 5), (4, 5)]
    FollowUpFinding.objects.update(signed_at=NOW.replace(year=2026, month=11, day=25))
    assert settled_by_rule(round_) == (4, 5)


def test_the_page_and_its_file(told, client_of, django_assert_max_num_queries):
    browser = client_of(a_user(Role.REVIEW_LEAD, told))
    browser.get(reverse("rounds:equal"))
    with django_assert_max_num_queries(14):
        page = browser.get(reverse("rounds:equal")).content.decode()
    assert all(word in page for word in ("Vårterminen 2026", "Höstterminen 2025", "Norr", "Syd", "Utan avdelning"))
    assert "Främmande" not in page
    file = browser.get(reverse("rounds:equal_file")).content.decode()
    assert "Vårterminen 2026;Norr;avslutade efter besök;4;5;0.8" in file
    assert "Främmande" not in file


def test_nothing_yet_and_who_may_read(authority, client_of):
    page = client_of(a_user(Role.REVIEW_LEAD, authority)).get(reverse("rounds:equal")).content.decode()
    assert "Inget är följt upp än" in page
    assert client_of(a_user(Role.PRINCIPAL, an_organiser())).get(reverse("rounds:equal")).status_code == 403
