"""To do: what the page says for each role, and that done can be undone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from likvard.organisations.models import Organisation
from likvard.quality.actions.mandates import give_mandate
from likvard.quality.models import Measure
from likvard.reviews.models import CaseUnit, Deadline
from likvard.rulebook.permissions import Role
from tests.factories import NOW, a_case, a_deadline, a_finding, a_measure, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def today():
    """The page reads the clock itself; the rows are put around it."""
    return timezone.localdate()


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def editor(holder):
    return a_user(Role.EDITOR, holder)


def text(response):
    return " ".join(response.content.decode().split())


def test_groups_words_and_counts(client_of, editor, holder, today):
    case = a_case(holder, title="Planerad granskning")
    a_deadline(case, today - timedelta(days=3), "documents", owner=editor)
    a_deadline(case, today, "response", owner=editor)
    page = text(client_of(editor).get("/"))
    assert "1 sak är förfallen och 1 sak ska göras denna vecka." in page
    assert "Skicka in underlag" in page
    assert "för 3 dagar sedan" in page
    assert f'href="/redovisning/{case.id}/">Redovisa åtgärder</a>' in page


def test_a_last_day_done_and_undone(client_of, editor, holder, today):
    row = a_deadline(a_case(holder), today, owner=editor)
    browser = client_of(editor)
    done = text(browser.post(f"/sista-dagar/{row.id}/klar/", headers=HTMX))
    assert "<html" not in done
    assert 'data-undo-seconds="10"' in done
    assert 'id="count-this_week" hx-swap-oob="true">0<' in done
    row.refresh_from_db()
    assert (row.met_on, row.met_by) == (today, editor)
    assert "Ångra" in text(browser.get("/"))  # without scripts it stands there for ten seconds
    undone = text(browser.post(f"/sista-dagar/{row.id}/oppna/", headers=HTMX))
    assert "data-done" not in undone
    row.refresh_from_db()
    assert row.met_on is None


def test_without_scripts_the_page_comes_back(client_of, editor, holder, today):
    row = a_deadline(a_case(holder), today, owner=editor)
    assert client_of(editor).post(f"/sista-dagar/{row.id}/klar/").headers["Location"] == "/"


def test_a_measure_done_and_undone(client_of, editor, holder, today):
    measure = a_measure(a_finding(a_case(holder), owner=editor), owner=editor, until=today)
    browser = client_of(editor)
    done = text(browser.post(f"/atgarder/{measure.id}/klar/", {"version": 1}, headers=HTMX))
    assert "data-done" in done
    measure.refresh_from_db()
    assert (measure.state, measure.done_on) == (Measure.State.DONE, today)
    browser.post(f"/atgarder/{measure.id}/oppna/", {"version": measure.version}, headers=HTMX)
    measure.refresh_from_db()
    assert (measure.state, measure.done_on) == (Measure.State.ONGOING, None)


@pytest.mark.parametrize("version", ["7", "", "x"])
def test_a_measure_that_changed_meanwhile_is_shown_anew(client_of, editor, holder, today, version):
    measure = a_measure(a_finding(a_case(holder), owner=editor), owner=editor, until=today)
    response = client_of(editor).post(f"/atgarder/{measure.id}/klar/", {"version": version}, headers=HTMX)
    assert response.headers["HX-Refresh"] == "true"
    measure.refresh_from_db()
    assert measure.state == Measure.State.PLANNED


def test_a_last_day_of_the_kind_other_is_called_by_its_note(client_of, editor, holder, today):
    a_deadline(a_case(holder), today, "other", note="uppföljningsmöte", owner=editor)
    assert "Uppföljningsmöte" in text(client_of(editor).get("/"))


def test_nobody_finishes_what_is_not_hers(client_of, editor, holder, today):
    case = a_case(holder)
    unit = a_unit(holder)
    CaseUnit.objects.create(case=case, printed_name=unit.name, school_unit=unit)
    row = a_deadline(case, today, owner=editor)
    measure = a_measure(a_finding(case), owner=editor, until=today)
    stranger = a_user(Role.DIRECTOR, an_organiser("Bergviks kommun"))
    principal = a_user(Role.PRINCIPAL, holder, units=[unit])
    reader = a_user(Role.BOARD_READER, holder)
    nobody = a_user(None)
    for user, code in ((stranger, 404), (principal, 403), (reader, 403), (nobody, 403)):
        assert client_of(user).post(f"/sista-dagar/{row.id}/klar/").status_code == code
        assert client_of(user).post(f"/atgarder/{measure.id}/klar/", {"version": 1}).status_code in (403, 404)
    assert Deadline.objects.get().met_on is None
    assert Measure.objects.get().state == Measure.State.PLANNED


def test_an_owner_without_the_right_to_edit_finishes_her_own(client_of, holder, today):
    unit = a_unit(holder)
    principal = a_user(Role.PRINCIPAL, holder, units=[unit])
    case = a_case(holder)
    CaseUnit.objects.create(case=case, printed_name=unit.name, school_unit=unit)
    row = a_deadline(case, today, owner=principal)
    assert client_of(principal).post(f"/sista-dagar/{row.id}/klar/").status_code == 302
    row.refresh_from_db()
    assert row.met_by == principal


def test_a_neighbour_reads_none_of_it(client_of, holder, today):
    case = a_case(holder, title="Hemlig granskning")
    a_deadline(case, today)
    a_measure(a_finding(case), "Hemlig åtgärd", until=today)
    stranger = a_user(Role.DIRECTOR, an_organiser("Bergviks kommun"))
    assert "Hemlig" not in text(client_of(stranger).get("/"))


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.EDITOR, "Det börjar med ett dokument från Skolinspektionen."),
        (Role.PRINCIPAL, "Allt du får läsa finns under Ärenden."),
    ],
)
def test_an_empty_page_teaches(client_of, holder, role, words):
    page = text(client_of(a_user(role, holder)).get("/"))
    assert words in page
    assert "Inget behöver dig i dag." in page


def test_the_system_owner_begins_in_administration(client_of):
    answer = client_of(a_user(Role.SYSTEM_OWNER, None)).get("/")
    assert (answer.status_code, answer.url) == (302, reverse("access:index"))


def test_the_page_needs_somebody_signed_in(client):
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_few_queries_are_enough(client_of, editor, holder, today, count, django_assert_max_num_queries):
    for _ in range(count):
        case = a_case(holder)
        a_deadline(case, today)
        a_measure(a_finding(case), owner=editor, until=today)
        a_case(holder, state="answered")
    browser = client_of(editor)
    with django_assert_max_num_queries(12):
        browser.get("/")


def test_a_long_group_shows_its_first_rows_and_all_of_them_page_by_page(client_of, editor, holder, today):
    rows = [a_deadline(a_case(holder, title=f"Granskning {n:03}"), today, owner=editor) for n in range(53)]
    browser = client_of(editor)

    def shown(address):
        page = text(browser.get(address))
        return [row.id for row in rows if f"todo-deadline-{row.id}-" in page]

    assert shown("/") == [row.id for row in rows[:15]]
    assert 'och 38 till · <a href="?grupp=this_week">Visa alla' in text(browser.get("/"))
    assert shown("/?grupp=this_week") == [row.id for row in rows[:50]]
    assert shown("/?grupp=this_week&sida=2") == shown("/?grupp=this_week&sida=999999999") == [r.id for r in rows[50:]]
    assert shown("/?grupp=this_week&sida=x") == [row.id for row in rows[:50]]
    assert shown("/?grupp=overdue") == []
    assert shown("/?grupp=nothing") == [row.id for row in rows[:15]]
    # Also what stands far down can be done and taken back.
    last = rows[-1]
    for what in ("klar", "oppna"):
        answer = browser.post(f"/sista-dagar/{last.id}/{what}/", headers=HTMX)
        assert (answer.status_code, f"todo-deadline-{last.id}-" in text(answer)) == (200, True)


def test_a_neighbour_reads_none_of_a_whole_group(client_of, editor, holder, today):
    a_deadline(a_case(holder, title="Hemlig granskning"), today, owner=editor)
    stranger = a_user(Role.EDITOR, an_organiser("Bergviks kommun"))
    for group in ("overdue", "this_week", "later", "waiting"):
        assert "Hemlig granskning" not in text(client_of(stranger).get(f"/?grupp={group}"))


def test_who_reviews_others_begins_with_a_review(client_of):
    authority = an_organiser("Verket", kind=Organisation.Kind.AUTHORITY)
    for role in (Role.REVIEWER, Role.REVIEW_LEAD):
        shown = client_of(a_user(role, authority)).get("/").content.decode()
        assert "Det börjar med en granskning" in shown
        assert "Det börjar med ett dokument" not in shown
        assert f'class="ds-button" href="{reverse("rounds:index")}"' in shown


def test_a_board_is_led_to_what_is_decided_and_not_done_and_to_its_reports(client_of, holder, today):
    board = client_of(a_user(Role.BOARD_READER, holder))
    shown = board.get("/").content.decode()
    assert "Inget som är beslutat är sent." in shown
    assert "Inget behöver dig i dag." not in shown

    give_mandate(
        holder=holder, what="Inför samtal med rektorerna", decided_by="Nämnden", decided_on=today - timedelta(days=400),
        due_on=today - timedelta(days=30), by=None, at=NOW,
    )  # fmt: skip
    elsewhere = an_organiser("Annan")
    give_mandate(
        holder=elsewhere, what="Någon annans uppdrag", decided_by="Nämnden", decided_on=today - timedelta(days=400),
        due_on=today - timedelta(days=30), by=None, at=NOW,
    )  # fmt: skip
    shown = board.get("/").content.decode()
    assert "1 sak är beslutad och inte gjord, fast dagen har passerat." in shown
    assert "Inför samtal med rektorerna" in shown
    assert "Någon annans uppdrag" not in shown
    assert f'href="{reverse("year:reports")}"' in shown
