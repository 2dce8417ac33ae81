"""Pages of signals: who gets which, what has to be opened first, and what no page, file or feed tells."""

import pytest
from django.core import mail
from django.urls import reverse

from likvard.ledger.models import Event
from likvard.rulebook.permissions import Role
from likvard.signals.actions import NewPerson
from likvard.signals.models import Signal
from tests.factories import NOW, TODAY, a_unit, a_user, an_organiser
from tests.factories.signals import a_complaint, an_absence, an_incident, closed_incident

pytestmark = pytest.mark.django_db

REPORT = {
    "what": "Noomi knuffades mot skåpen.", "exposed": "Noomi Viklund\nAxel Berg", "accused": "Kim Dal",
    "accused_part": "accused_pupil", "sort": "degrading", "place": "corridor", "stage": "years_7_9",
}  # fmt: skip
NAMES = ("Noomi", "Viklund", "Axel Berg", "Kim Dal", "knuffades")


@pytest.fixture
def almvik():
    return an_organiser()


@pytest.fixture
def unit(almvik):
    return a_unit(almvik)


@pytest.fixture
def people(almvik, unit):
    return {
        "director": a_user(Role.DIRECTOR, almvik, name="Karin Ås"),
        "principal": a_user(Role.PRINCIPAL, almvik, [unit], name="Johan Ek"),
        "other_principal": a_user(Role.PRINCIPAL, almvik, [a_unit(almvik, "Grannskolan")]),
        "editor": a_user(Role.EDITOR, almvik),
        "board": a_user(Role.BOARD_READER, almvik),
        "staff": a_user(Role.STAFF, almvik, [unit], name="Lars Lärare"),
        "colleague": a_user(Role.STAFF, almvik, [unit]),
    }


def of(signal: Signal, page: str, *more: object) -> str:
    return reverse(f"signals:{page}", args=[signal.pk, *more])


def report(browser, unit, **changes):
    known = f"{NOW:%Y-%m-%d}T08:00"
    return browser.post(reverse("signals:report"), {**REPORT, "unit": unit.pk, "known_at": known, **changes})


def test_a_report_reaches_the_principal_and_names_nobody_on_the_way(unit, people, client_of):
    answer = report(client_of(people["staff"]), unit)
    signal = Signal.objects.get()
    assert answer.url == of(signal, "case")
    assert [m.to for m in mail.outbox] == [[people["principal"].email]]
    told = mail.outbox[0].subject + mail.outbox[0].body
    assert signal.reference in told
    assert [name for name in NAMES if name in told] == []
    assert {(i.part, i.letter) for i in signal.identities.all()} == {
        ("exposed", "A"), ("exposed", "B"), ("accused_pupil", "A"),
    }  # fmt: skip


def test_a_report_about_the_principal_reaches_the_organiser(unit, people, client_of):
    report(client_of(people["staff"]), unit, about_principal="on")
    assert [m.to for m in mail.outbox] == [[people["director"].email]]
    assert client_of(people["principal"]).get(of(Signal.objects.get(), "case")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"what": ""}, "what"),
        ({"known_at": "2031-01-01T08:00"}, "known_at"),
        ({"sort": "teasing"}, "sort"),
        ({"exposed": "\n".join(f"Elev {n}" for n in range(21))}, "exposed"),
    ],
)
def test_a_report_that_is_refused_keeps_nothing(unit, people, client_of, changes, field):
    answer = report(client_of(people["staff"]), unit, **changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Signal.objects.count() == 0


def test_staff_report_from_their_own_units_only(almvik, unit, people, client_of):
    other = a_unit(almvik, "Grannskolan")
    assert report(client_of(people["staff"]), other).status_code == 422
    assert report(client_of(a_user(Role.STAFF, almvik)), other).status_code == 302


def test_staff_come_to_their_reports_and_nowhere_else(people, client_of):
    browser = client_of(people["staff"])
    assert browser.get("/").url == reverse("signals:cases")
    page = browser.get(reverse("signals:cases"))
    assert page.status_code == 200
    for closed in ("signals:index", "signals:absence", "signals:register_complaint", "reviews:index", "state:index"):
        assert browser.get(reverse(closed)).status_code == 403


SEEN = {"director": 200, "principal": 200, "other_principal": 404, "editor": 404, "board": 403, "colleague": 404}


@pytest.mark.parametrize("who", SEEN)
def test_who_may_open(unit, people, client_of, who):
    signal = an_incident(unit, people["staff"])
    browser = client_of(people[who])
    assert browser.get(of(signal, "case")).status_code == SEEN[who]
    opened = browser.post(of(signal, "open_case"))
    assert opened.status_code == (302 if SEEN[who] == 200 else SEEN[who])
    assert Event.objects.filter(action="signal_opened").count() == (SEEN[who] == 200)


def test_nothing_is_read_before_it_is_opened(unit, people, client_of):
    signal = an_incident(unit, people["staff"], what="Noomi knuffades.", people=[NewPerson("exposed", "Noomi Viklund")])
    browser = client_of(people["principal"])
    shut = browser.get(of(signal, "case")).content.decode()
    assert [name for name in NAMES if name in shut] == []
    browser.post(of(signal, "open_case"))
    opened = browser.get(of(signal, "case")).content.decode()
    assert ("Noomi Viklund" in opened, "knuffades" in opened) == (True, True)
    # In another browser of the same person it is shut.
    assert "Noomi" not in client_of(people["principal"]).get(of(signal, "case")).content.decode()
    browser.post(of(signal, "shut_case"))
    assert "Noomi" not in browser.get(of(signal, "case")).content.decode()
    assert Event.objects.filter(action="signal_opened").count() == 1


def test_an_opening_ends_by_itself(unit, people, client_of, monkeypatch):
    signal = an_incident(unit)
    browser = client_of(people["principal"])
    browser.post(of(signal, "open_case"))
    monkeypatch.setattr("likvard.web.views.signals.seen.OPEN_FOR", NOW - NOW)
    assert browser.get(of(signal, "case")).context["content"] is None
    assert browser.post(of(signal, "write"), {"text": "x"}).status_code == 404


def test_who_reported_sees_a_receipt_and_not_the_words(unit, people, client_of):
    signal = an_incident(unit, people["staff"], what="Noomi knuffades.", people=[NewPerson("exposed", "Noomi Viklund")])
    browser = client_of(people["staff"])
    page = browser.get(of(signal, "case"))
    assert page.templates[0].name == "signals/receipt.html"
    assert [name for name in NAMES if name in page.content.decode()] == []
    assert signal.reference in page.content.decode()
    for closed in ("open_case", "write", "add_measure"):
        assert browser.post(of(signal, closed)).status_code == 404
    assert browser.get(of(signal, "readings")).status_code == 404


def test_a_protected_person_is_shown_for_a_reason_once(unit, people, client_of):
    signal = an_incident(unit, people=[NewPerson("exposed", "Noomi Viklund", protected=True)])
    identity = signal.identities.get()
    browser = client_of(people["principal"])
    address = of(signal, "identity", identity.pk)
    assert browser.post(address, {"reason": "safety"}).status_code == 404  # the case is not opened
    browser.post(of(signal, "open_case"))
    page = browser.get(of(signal, "case")).content.decode()
    assert ("Noomi" in page, "skyddad person" in page) == (False, True)
    assert browser.post(address, {}).status_code == 422
    shown = browser.post(address, {"reason": "safety"})
    assert ("Noomi Viklund" in shown.content.decode(), shown["Cache-Control"]) == (True, "no-store, private")
    assert "Noomi" not in browser.get(address).content.decode()
    log = browser.get(of(signal, "readings")).content.decode()
    assert ("Johan Ek" in log, "Noomi" in log) == (True, False)


def test_the_whole_chain_by_its_pages(unit, people, client_of):
    report(client_of(people["staff"]), unit)
    signal = Signal.objects.get()
    principal, director = client_of(people["principal"]), client_of(people["director"])
    when = f"{NOW:%Y-%m-%d}T08:00"

    def step(browser, name, **more):
        return browser.post(of(signal, "step", name), {**more}).status_code

    principal.post(of(signal, "open_case"))
    assert step(principal, "close", grounds="x") == 403
    assert step(principal, "report_to_organiser", at=when) == 422  # before it was reported
    assert step(principal, "report_to_organiser", at=now_in_page(principal, signal, "report_to_organiser")) == 302
    assert mail.outbox[-1].to == [people["director"].email]
    assert step(principal, "begin_inquiry", at=now_in_page(principal, signal, "begin_inquiry")) == 302
    ending = {"finding": "established", "conclusion": "Noomi kränktes."}
    at = now_in_page(principal, signal, "decide_measures")
    assert step(principal, "decide_measures", at=at, **ending) == 422
    principal.post(of(signal, "write"), {"text": "Alla är hörda."})
    principal.post(of(signal, "add_measure"), {"what": "Fler vuxna i korridoren."})
    at = now_in_page(principal, signal, "decide_measures")
    assert step(principal, "decide_measures", at=at, **ending) == 302
    measure = signal.measures.get()
    principal.post(of(signal, "finish_measure", measure.pk))
    at = now_in_page(principal, signal, "follow_up")
    assert step(principal, "follow_up", at=at, follow_up="Det har upphört.") == 302
    at = now_in_page(director, signal, "close")
    assert step(director, "close", at=at, grounds="Åtgärderna hjälpte.") == 302
    signal.refresh_from_db()
    assert signal.closed_at
    assert step(director, "close", at=at, grounds="x") == 302  # said to be taken already
    assert Event.objects.filter(action="signal_step_taken").count() == 5


def now_in_page(browser, signal, name):
    """The moment that the form itself proposes."""
    return browser.get(of(signal, "step", name)).context["form"]["at"].value().strftime("%Y-%m-%dT%H:%M")


def test_lists_tell_numbers_and_no_names(unit, people, client_of):
    signals = [
        an_incident(unit, people["staff"], people=[NewPerson("exposed", "Noomi Viklund")], what="Noomi knuffades."),
        closed_incident(unit, people=[NewPerson("exposed", "Axel Berg")]),
        a_complaint(unit, what="Kim Dal är elak.", people=[NewPerson("complainant", "Noomi Viklund")]),
        an_absence(unit, people=[NewPerson("pupil", "Axel Berg")]),
    ]
    told = {}
    for who, person in people.items():
        browser = client_of(person)
        for page in ("signals:index", "signals:cases", "home:index", "state:index", "home:calendar", "history:index"):
            text = browser.get(reverse(page), follow=True).content.decode()
            told |= {f"{who} {page}": name for name in NAMES if name in text}
    assert told == {}
    director = client_of(people["director"]).get(reverse("signals:cases")).content.decode()
    assert [signal.reference in director for signal in signals] == [True] * 4


def test_the_history_of_the_organiser_does_not_tell_who_reported(unit, people, client_of):
    report(client_of(people["staff"]), unit)
    page = client_of(people["editor"]).get(reverse("history:index")).content.decode()
    assert "Lars Lärare" not in page


COMPLAINT = {"sort": "support", "what": "Noomi får inget stöd.", "name": "Eva Viklund", "reach": "eva@example.org"}


def complain(client, organisation, **more):
    return client.post(reverse("signals:complain", args=[organisation.pk]), {**COMPLAINT, **more})


def test_the_open_form_takes_a_complaint_and_sets_no_cookie(almvik, unit, people, client):
    page = client.get(reverse("signals:complain", args=[almvik.pk]))
    assert (page.status_code, page.cookies.output(), page["X-Robots-Tag"][:7]) == (200, "", "noindex")
    answer = complain(client, almvik, unit=unit.pk)
    signal = Signal.objects.get()
    assert (answer.status_code, signal.reference in answer.content.decode(), answer.cookies.output()) == (200, True, "")
    assert "Noomi" not in answer.content.decode()
    assert [m.to for m in mail.outbox] == [[people["director"].email]]
    assert [name for name in ("Noomi", "Viklund", "eva@") if name in mail.outbox[0].body] == []


def test_the_open_form_rests_after_some(almvik, people, client):
    answers = [complain(client, almvik).status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2
    assert Signal.objects.count() == 5


@pytest.mark.parametrize("more", [{"website": "x"}, {"what": ""}])
def test_the_open_form_refuses(almvik, people, client, more):
    assert complain(client, almvik, **more).status_code in (404, 422)
    assert Signal.objects.count() == 0


def test_no_form_where_nobody_would_read_it(client):
    nobody = an_organiser("Tomma kommun")
    assert client.get(reverse("signals:complain", args=[nobody.pk])).status_code == 404
    authority = an_organiser("Verket", kind="authority")
    a_user(Role.REVIEW_LEAD, authority)
    assert client.get(reverse("signals:complain", args=[authority.pk])).status_code == 404


def test_a_complaint_is_not_the_principals(unit, people, client_of):
    signal = a_complaint(unit)
    assert client_of(people["principal"]).get(of(signal, "case")).status_code == 404
    director = client_of(people["director"])
    director.post(of(signal, "case_people"), {"user": people["editor"].pk})
    assert client_of(people["editor"]).get(of(signal, "case")).status_code == 200
    row = signal.people.get()
    director.post(of(signal, "case_people"), {"release": row.pk})
    assert client_of(people["editor"]).get(of(signal, "case")).status_code == 404


def test_errands_stand_on_to_do(unit, people, client_of):
    signal = an_incident(unit, people["staff"], what="Noomi knuffades.", people=[NewPerson("exposed", "Noomi Viklund")])
    page = client_of(people["principal"]).get(reverse("home:index")).content.decode()
    assert (signal.reference in page, "Anmäl till huvudmannen" in page, "Noomi" in page) == (True, True, False)
    assert TODAY.year == signal.year
