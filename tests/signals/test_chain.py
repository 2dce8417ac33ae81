"""From report to closed: what is written, who may, what rolls back, and what the database can be made to say."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from likvard.access.queries import grants_of
from likvard.ledger.models import Event
from likvard.rulebook.permissions import Role
from likvard.rulebook.signals import NoSuchStep, OutOfOrder, StepMustWait
from likvard.signals import actions
from likvard.signals.actions import NewPerson, NotYours
from likvard.signals.models import Entry, Identity, Signal
from likvard.signals.queries.chain import moments_of, standing_of
from likvard.signals.queries.reading import content_of, namable, person_of, readings_of
from likvard.signals.queries.todo import signal_errands
from likvard.signals.queries.visibility import receipts_of, sides_of, visible_to
from likvard.signals.sealing import Sealed
from likvard.signals.vault import VaultIsShut, open_sealed, reseal, seal
from tests.factories import NOW, TODAY, a_unit, a_user, an_organiser
from tests.factories.signals import ALL, a_complaint, an_absence, an_incident, closed_incident, step

pytestmark = pytest.mark.django_db

NAMES = ("Utsatt Utsattsson", "Klagande Klagsson", "Frånvarande Elevsson", "knuffades")


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
        "editor": a_user(Role.EDITOR, almvik, name="Elsa Berg"),
        "board": a_user(Role.BOARD_READER, almvik),
        "staff": a_user(Role.STAFF, almvik, [unit], name="Lars Lärare"),
        "colleague": a_user(Role.STAFF, almvik, [unit]),
        "neighbour": a_user(Role.DIRECTOR, an_organiser("Granby kommun")),
        "owner": a_user(Role.SYSTEM_OWNER),
    }


def whole_database() -> str:
    """Every text, number and byte of every table, as whoever steals the file would see it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall()]
    return "\n".join(found)


def test_the_chain_of_an_incident(unit, people):
    signal = an_incident(unit, people["staff"])
    assert (signal.reference, standing_of(signal, TODAY).state) == ("K 2026-1", "reported")
    later = [NOW + timedelta(hours=n) for n in range(8)]
    step(signal, "report_to_organiser", later[1])
    step(signal, "begin_inquiry", later[2])
    with pytest.raises(StepMustWait):
        step(signal, "decide_measures", later[3], finding="established")
    actions.add_entry(signal=signal, part="inquiry", text="Båda är hörda.", by=people["principal"], at=later[3])
    measure = actions.add_measure(signal=signal, what="Fler vuxna.", by=people["principal"], at=later[3])
    step(signal, "decide_measures", later[4], finding="established", follow_up_on=TODAY + timedelta(days=14))
    with pytest.raises(StepMustWait):
        step(signal, "follow_up", later[5])
    actions.finish_measure(measure=measure, done_on=TODAY, by=people["principal"], at=later[5])
    # It has not stopped: the inquiry goes on and needs a measure anew.
    step(signal, "go_on", later[5], texts={"follow_up": "Det händer fortfarande."})
    with pytest.raises(StepMustWait):
        step(signal, "decide_measures", later[5], finding="established")
    measure = actions.add_measure(signal=signal, what="Byta schema.", by=None, at=later[6])
    step(signal, "decide_measures", later[6], finding="established")
    actions.finish_measure(measure=measure, done_on=TODAY, by=None, at=later[6])
    step(signal, "follow_up", later[6], texts={"follow_up": "Det har upphört."})
    signal = step(signal, "close", later[7], texts={"grounds": "Det har upphört."})
    assert signal.closed_at == later[7]
    assert moments_of(signal) == {
        "known": NOW - timedelta(hours=2), "reported": NOW, "to_organiser": later[1], "inquiry_begun": later[2],
        "measures_decided": later[6], "followed_up": later[6], "closed": later[7],
    }  # fmt: skip
    assert [e.part for e in signal.entries.all()] == [
        "what", "inquiry", "follow_up", "follow_up", "grounds",
    ]  # fmt: skip


def test_numbers_are_by_organiser_kind_and_year(unit, people):
    other = a_unit(an_organiser("Granby kommun"))
    assert [
        an_incident(unit).reference, an_incident(unit).reference, an_incident(other).reference,
        a_complaint(unit).reference, an_absence(unit).reference,
    ] == ["K 2026-1", "K 2026-2", "K 2026-1", "Kl 2026-1", "F 2026-1"]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "sides", "error"),
    [
        ("close", {"principal"}, NotYours),
        ("report_to_organiser", {"inquirer"}, NotYours),
        ("begin_inquiry", set(), NotYours),
        ("follow_up", {"organiser"}, NoSuchStep),
    ],
)
def test_who_takes_which_step(unit, name, sides, error):
    signal = an_incident(unit)
    with pytest.raises(error):
        actions.take_step(signal=signal, name=name, sides=frozenset(sides), by=None, at=NOW)


def test_a_step_is_taken_once(unit):
    signal = an_incident(unit)
    step(signal, "begin_inquiry")
    with pytest.raises(NoSuchStep):
        step(signal, "begin_inquiry")
    with pytest.raises(OutOfOrder):
        step(signal, "report_to_organiser", moment=NOW - timedelta(days=1))
    assert signal.moments.count() == 3


CHANGES = {
    "signal_step_taken": lambda s, by: step(s, "report_to_organiser", by=by),
    "signal_written": lambda s, by: actions.add_entry(signal=s, part="inquiry", text="x", by=by, at=NOW),
    "signal_measure_added": lambda s, by: actions.add_measure(signal=s, what="x", by=by, at=NOW),
    "identity_sealed": lambda s, by: actions.add_person(signal=s, person=NewPerson("witness", "Vittne"), by=by, at=NOW),
    "case_person_named": lambda s, by: actions.name_case_person(signal=s, user=by, by=by, at=NOW),
    "signal_opened": lambda s, by: actions.open_signal(signal=s, by=by, at=NOW),
    "signal_registered": lambda s, by: an_incident(s.unit, by),
}


@pytest.mark.parametrize("action", CHANGES)
def test_history_and_change_stand_or_fall_together(unit, people, monkeypatch, action):
    signal = an_incident(unit)
    before = whole_database()

    def broken(**_):
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr("likvard.signals.actions.telling.record", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        CHANGES[action](signal, people["editor"])
    assert whole_database() == before
    monkeypatch.undo()
    CHANGES[action](signal, people["editor"])
    assert Event.objects.order_by("-number").first().action == action


def test_the_event_of_a_protected_person_comes_before_the_name(unit, people, monkeypatch):
    signal = an_incident(unit, people=[NewPerson("exposed", "Hemlig Person", protected=True)])
    identity = signal.identities.get()

    def broken(**_):
        raise RuntimeError("the ledger is away")

    with pytest.raises(ValueError, match="no reason"):
        actions.open_identity(identity=identity, reason="nyfiken", by=people["director"], at=NOW)
    monkeypatch.setattr("likvard.signals.actions.telling.record", broken)
    with pytest.raises(RuntimeError):
        actions.open_identity(identity=identity, reason="safety", by=people["director"], at=NOW)


VISIBLE = {
    # who → which of: incident, incident about the principal, complaint, absence
    "director": {"incident", "about", "complaint", "absence"},
    "principal": {"incident", "absence"},
    "other_principal": set(),
    "editor": set(),
    "board": set(),
    "staff": set(),
    "colleague": set(),
    "neighbour": set(),
    "owner": set(),
}


@pytest.mark.parametrize("who", VISIBLE)
def test_who_sees_which_signal(unit, people, who):
    signals = {
        "incident": an_incident(unit, people["staff"]),
        "about": an_incident(unit, people["staff"], about_principal=True),
        "complaint": a_complaint(unit),
        "absence": an_absence(unit),
    }
    user = people[who]
    grants = grants_of(user, TODAY)
    seen = set(visible_to(user, grants))
    assert {name for name, signal in signals.items() if signal in seen} == VISIBLE[who]
    assert {name for name, signal in signals.items() if sides_of(user, grants, signal)} == VISIBLE[who]
    receipts = {"incident", "about"} if who == "staff" else set()
    assert {name for name, signal in signals.items() if signal in receipts_of(user)} == receipts


def test_a_named_person_sees_that_one_and_no_longer_when_released(unit, people):
    signal, _other = a_complaint(unit), a_complaint(unit)
    editor = people["editor"]
    actions.name_case_person(signal=signal, user=editor, by=people["director"], at=NOW)
    actions.name_case_person(signal=signal, user=editor, by=people["director"], at=NOW)
    assert list(visible_to(editor, grants_of(editor, TODAY))) == [signal]
    assert sides_of(editor, grants_of(editor, TODAY), signal) == {"inquirer"}
    actions.release_case_person(signal=signal, user=editor, by=people["director"], at=NOW)
    assert list(visible_to(editor, grants_of(editor, TODAY))) == []
    assert Event.objects.filter(action__startswith="case_person").count() == 2


def test_who_reported_does_not_hold_the_inquiry(unit, people):
    signal = an_incident(unit, people["staff"])
    assert set(namable(signal, on=TODAY)) == {
        people[p] for p in ("director", "principal", "other_principal", "editor", "colleague")
    }
    with pytest.raises(ValueError, match="reported"):
        actions.name_case_person(signal=signal, user=people["staff"], by=None, at=NOW)


def test_an_ended_role_sees_nothing_even_of_what_it_is_named_in(unit, people):
    signal = a_complaint(unit)
    actions.name_case_person(signal=signal, user=people["editor"], by=None, at=NOW)
    people["editor"].memberships.update(valid_to="2021-01-01")
    assert list(visible_to(people["editor"], grants_of(people["editor"], TODAY))) == []


def test_the_database_alone_names_nobody(unit, people):
    """Everything that the house's own people wrote, searched for in every table: rows, ledger, sessions, all."""
    signal = closed_incident(unit, reporter=people["staff"])
    a_complaint(unit)
    an_absence(unit)
    actions.open_signal(signal=signal, by=people["director"], at=NOW)
    content = content_of(signal)
    assert content.people[0].name == "Utsatt Utsattsson"  # it could have leaked
    stored = whole_database()
    assert [name for name in (*NAMES, "Vi har talat", "070-000") if name in stored] == []


def test_the_ledger_keeps_codes_only(unit, people):
    signal = closed_incident(unit, reporter=people["staff"])
    events = Event.objects.filter(subject_id=str(signal.pk))
    assert events.count() == 9
    assert {e.scope_organisation for e in events} == {""}
    told = "".join(f"{e.before}{e.after}{e.reason}" for e in events)
    assert [name for name in (*NAMES, "Vuxen", "upphört", "hjälpt") if name in told] == []


def test_readings_are_told_to_the_signals_own_people(unit, people):
    signal = an_incident(unit, people=[NewPerson("exposed", "Hemlig Person", protected=True)])
    assert readings_of(signal) == ()
    actions.open_signal(signal=signal, by=people["principal"], at=NOW)
    shown = actions.open_identity(
        identity=signal.identities.get(), reason="safety", by=people["director"], at=NOW + timedelta(minutes=1)
    )
    assert shown.name == "Hemlig Person"
    assert [(r.who, r.protected, r.reason) for r in readings_of(signal)] == [
        ("Karin Ås", True, "safety"), ("Johan Ek", False, ""),
    ]  # fmt: skip
    assert content_of(signal).people[0].name == ""


def test_sealed_words_print_nothing():
    sealed = Sealed(seal("Hemlig Person"))
    assert (str(sealed), repr(sealed), f"{sealed}", sealed.open(), bool(sealed)) == (
        "•••", "•••", "•••", "Hemlig Person", True,
    )  # fmt: skip
    assert repr(NewPerson("exposed", "Hemlig Person")) == "NewPerson(exposed)"


def test_the_vault_opens_with_its_own_keys_only(monkeypatch):
    old, new = "A" * 42 + "E=", "B" * 42 + "A="
    monkeypatch.setenv("LIKVARD_VAULT_KEY", old)
    token = seal("Åsa Öberg")
    assert seal("Åsa Öberg") != token  # the same name twice is not seen to be the same
    monkeypatch.setenv("LIKVARD_VAULT_KEY", f"{new},{old}")
    assert open_sealed(token) == "Åsa Öberg"
    renewed = reseal(token)
    monkeypatch.setenv("LIKVARD_VAULT_KEY", new)
    assert open_sealed(renewed) == "Åsa Öberg"
    with pytest.raises(VaultIsShut):
        open_sealed(token)
    with pytest.raises(VaultIsShut):
        open_sealed(renewed[:-4] + b"AAAA")


def test_erasing_leaves_the_moments(unit, people):
    young, old = closed_incident(unit, reporter=people["staff"]), closed_incident(unit, reporter=people["staff"])
    open_one = an_incident(unit)
    long_ago = NOW - timedelta(days=800)
    Signal.objects.filter(pk=old.pk).update(closed_at=long_ago)
    with pytest.raises(ValueError, match="not out"):
        actions.erase(signal=young, by=None, at=NOW)
    assert actions.erase_due(at=NOW) == actions.Erased(1, 1)
    assert actions.erase_due(at=NOW) == actions.Erased(0, 0)
    old.refresh_from_db()
    assert (old.reporter, old.identities.count(), old.entries.count(), old.erased_at) == (None, 0, 0, NOW)
    assert [bool(m.what) for m in old.measures.all()] == [False]
    assert set(moments_of(old)) == set(moments_of(young))
    assert (old.sort, old.place, old.unit, old.finding) == ("degrading", "corridor", unit, "established")
    assert Identity.objects.filter(signal__in=[young, open_one]).count() == 2
    with pytest.raises(NoSuchStep):
        actions.take_step(signal=old, name="reopen", sides=ALL, by=None, at=NOW)


def test_a_closed_signal_takes_nothing_in(unit):
    signal = closed_incident(unit)
    for change in ("signal_written", "signal_measure_added", "identity_sealed"):
        with pytest.raises(ValueError, match="closed"):
            CHANGES[change](signal, None)
    reopened = step(signal, "reopen", texts={"grounds": "Det har börjat igen."})
    assert (reopened.closed_at, standing_of(reopened, TODAY).state) == (None, "inquiry_begun")


def test_errands_are_for_those_who_act(unit, people):
    signal = an_incident(unit, people["staff"])
    a_complaint(unit)

    def errands(who, days=0):
        today = TODAY + timedelta(days=days)
        return [
            (e.kind, e.limit, e.waits) for e in signal_errands(people[who], grants_of(people[who], today), today=today)
        ]

    assert errands("principal") == [("incident", "to_organiser", False)]
    assert errands("director") == [("complaint", "confirm", False)]
    # On the third working day it is late, and the organiser is told of it although the principal is to act.
    assert ("incident", "to_organiser", True) in errands("director", 5)
    for who in ("other_principal", "editor", "board", "staff", "neighbour", "owner"):
        assert errands(who, 30) == []
    step(signal, "report_to_organiser")
    assert errands("principal") == [("incident", "inquiry", False)]


def test_errands_are_two_queries(unit, people, django_assert_num_queries):
    grants = grants_of(people["principal"], TODAY)
    for count in (1, 3):
        for _ in range(count):
            an_incident(unit)
        with django_assert_num_queries(2):
            signal_errands(people["principal"], grants, today=TODAY)


def test_a_report_about_the_principal_goes_past_the_principal(unit, people):
    signal = an_incident(
        unit, people["staff"], about_principal=True, moments={"known": NOW, "reported": NOW, "to_organiser": NOW}
    )
    assert standing_of(signal, TODAY).state == "to_organiser"
    assert [
        e.limit for e in signal_errands(people["principal"], grants_of(people["principal"], TODAY), today=TODAY)
    ] == []
    director = people["director"]
    assert [e.limit for e in signal_errands(director, grants_of(director, TODAY), today=TODAY)] == ["inquiry"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"sort": "teasing"},
        {"people": [NewPerson("pupil", "x")]},
        {"moments": {"known": NOW}},
        {"moments": {"known": NOW, "reported": NOW + timedelta(minutes=1)}},
    ],
)
def test_what_is_not_a_report(unit, wrong):
    with pytest.raises(ValueError, match=r"has no|begins with"):
        an_incident(unit, **wrong)
    assert Signal.objects.count() == Entry.objects.count() == 0


def test_protected_people_are_kept_apart(unit):
    signal = an_incident(
        unit,
        people=[NewPerson("exposed", "Öppen Elev"), NewPerson("exposed", "Hemlig Elev", protected=True)],
    )
    assert [(p.letter, p.protected, p.name) for p in content_of(signal).people] == [
        ("A", False, "Öppen Elev"), ("B", True, ""),
    ]  # fmt: skip
    assert person_of(signal.identities.get(ordinal=1), protected_too=True).name == "Hemlig Elev"
