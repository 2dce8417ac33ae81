"""Inventories of experience: what is gathered, what it comes to, what may be issued, who sees what."""

from datetime import UTC, date, datetime

import pytest
from django.db import Error as DatabaseError
from django.db import transaction

from likvard.access.queries import grants_of
from likvard.ledger.models import Event
from likvard.organisations.models import Organisation
from likvard.quality.actions import ChangedMeanwhile
from likvard.reports.inventory import from_json, inventory_paper, to_json
from likvard.reports.pdf import render_pdf
from likvard.reviews.actions import inventories, judging
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.models import Inventory, IssuedInventory, SecondReader
from likvard.reviews.queries.inventory import (
    Listed,
    Listing,
    counted,
    gathered,
    inventories_visible_to,
    inventory_content,
    overview,
    row_of,
)
from likvard.reviews.queries.judgements import slots_of
from likvard.rulebook.permissions import Permission, Role
from tests.factories import (
    NOW,
    TODAY,
    a_case,
    a_decision,
    a_finding,
    a_judgement,
    a_participant,
    a_round,
    a_unit,
    a_user,
    an_organiser,
    issued,
)
from tests.factories.inventories import an_inventory, sort_all
from tests.factories.pinned import a_pinned_figure

pytestmark = pytest.mark.django_db


def an_authority():
    return an_organiser("Verket", kind=Organisation.Kind.AUTHORITY)


def reviewed(authority, investigator, number, texts, *, kind="development_area"):
    """An organiser that is judged, with findings of these words."""
    round_ = authority_round(authority)
    participant = a_participant(round_, an_organiser(f"Kommun {number}"), investigator=investigator)
    one = a_judgement(participant, investigator, done=False)
    for text in texts:
        judging.add_judged_finding(judgement=one, kind=kind, text=text, legal_basis=[], by=investigator, at=NOW)
    judging.finish_judgement(judgement=one, by=investigator, at=NOW)
    return participant


def authority_round(authority):
    return authority.rounds.first() or a_round(authority)


AREAS = {"Styr": ["STY"], "Under": ["UND"], "Ro": ["STR"], "Bra": ["UND"]}


def test_an_authority_sees_organisers_and_problems_that_make_a_circle():
    authority = an_authority()
    reader = a_user(Role.REVIEWER, authority)
    for number in range(3):
        reviewed(authority, reader, number, ["Styrning saknas", "Undervisning brister"])
    reviewed(authority, reader, 3, ["Styrning saknas"])
    reviewed(authority, reader, 4, ["Bra kollegialt lärande"], kind="success_factor")
    reviewed(authority, reader, 5, ["Lokaler"])
    one = an_inventory(authority, reader)
    sort_all(one, reader, AREAS)

    seen = overview(one, gathered(one, reader))

    assert (seen.of, seen.sorted, seen.unsorted, seen.left_out) == (6, 8, 0, 1)
    assert [(a.code, len(a.places), a.development_areas, a.deficiencies, len(a.goods)) for a in seen.areas] == [
        ("STY", 4, 4, 0, 0), ("UND", 3, 3, 0, 1),
    ]  # fmt: skip
    (pair,) = seen.pairs
    assert (pair.first, pair.second, pair.both, pair.expected, pair.tied) == ("STY", "UND", 3, 2.0, True)
    (spiral,) = seen.spirals
    assert (spiral.areas, len(spiral.places), spiral.still) == (("STY", "UND"), 3, 3)
    (tie,) = seen.ties  # the report says that it goes both ways, and it is told once
    assert (tie.start, tie.end, tie.both_ways, tie.both, tie.own) == ("STY", "UND", True, 3, None)


def test_an_organiser_sees_its_schools_and_what_weighs_at_all_of_them():
    organiser = an_organiser()
    editor = a_user(Role.EDITOR, organiser)
    first, second = a_unit(organiser, "Björkskolan"), a_unit(organiser, "Ekskolan")
    case = a_case(organiser, organiser=organiser, decided_on=TODAY)
    a_finding(case, text="Styrningen är svag")
    a_finding(case, text="Undervisningen spretar", school_unit=first, kind="deficiency", state="remedied")
    a_finding(case, text="Ro saknas", school_unit=second)
    one = an_inventory(organiser, editor)
    sort_all(one, editor, AREAS)

    seen = overview(one, gathered(one, editor))

    assert seen.of == 2
    assert {a.code: {seen.names[key] for key in a.places} for a in seen.areas} == {
        "STY": {"Björkskolan", "Ekskolan"}, "UND": {"Björkskolan"}, "STR": {"Ekskolan"},
    }  # fmt: skip
    assert {(s.areas, tuple(seen.names[k] for k in s.places), s.still) for s in seen.spirals} == {
        (("STY", "UND"), ("Björkskolan",), 0),  # teaching is remedied there: the circle is broken
        (("STY", "STR"), ("Ekskolan",), 1),
    }
    (deficient,) = [a for a in seen.areas if a.code == "UND"]
    assert (deficient.development_areas, deficient.deficiencies, deficient.still) == (0, 1, 0)


def test_the_database_lists_counts_and_finds_the_rows_as_they_are_gathered():
    authority = an_authority()
    reader = a_user(Role.REVIEWER, authority)
    reviewed(authority, reader, 2, ["Styrning b", "Styrning c"])
    reviewed(authority, reader, 1, ["Styrning d"])
    known, other = an_organiser("Kommun 15"), an_organiser("Annan")
    first, second = a_unit(known, "Björkskolan"), a_unit(known, "Ekskolan")
    of_one = a_case(authority, organiser=known, decided_on=TODAY)
    of_one.units.create(printed_name="Ekskolan", school_unit=second)
    of_one.units.create(printed_name="Ekskolan igen", school_unit=second)
    of_two = a_case(authority, organiser=known)
    for unit in (first, second):
        of_two.units.create(printed_name=unit.name, school_unit=unit)
    printed = a_case(authority, organiser=None, organiser_printed="Kommun 0", decided_on=TODAY)
    nameless = a_case(authority, organiser=None, title="Ärende utan huvudman", decided_on=TODAY)
    for case in (of_one, of_two, printed, nameless):
        a_finding(case, text="Ledning e")
        a_finding(case, text="Ledning f", school_unit=first)
    foreign = a_finding(a_case(other, decided_on=TODAY))
    one = an_inventory(authority, reader)
    rows = gathered(one, reader).rows
    for row, areas in zip(rows[::2], (["STY"], ["UND"], [], ["STY", "UND"], [], ["STR"]), strict=False):
        inventories.sort_finding(
            inventory=one, key=row.key, areas=areas, left_out="" if areas else "Nej", by=reader, at=NOW
        )

    rows = gathered(one, reader).rows

    assert [row.unit_name for row in rows if row.text == "Ledning e" and row.case == of_one.pk] == ["Ekskolan"]
    assert {row.unit_name for row in rows if row.text == "Ledning e" and row.case != of_one.pk} == {""}
    expected = {
        Listed.ALL: rows,
        Listed.TO_SORT: [row for row in rows if row.areas is None],
        Listed.SORTED: [row for row in rows if row.areas],
        Listed.LEFT_OUT: [row for row in rows if row.areas == ()],
    }
    assert {name.value: len(of) for name, of in expected.items()} == {
        "all": 11,
        "to_sort": 5,
        "sorted": 4,
        "left_out": 2,
    }
    for listed, of in expected.items():
        rows_listed = Listing(one, reader, listed, len(of))
        assert [*rows_listed[:3], *rows_listed[3:]] == list(of)
    assert counted(one, reader) == {listed: len(of) for listed, of in expected.items()}
    for key in (f"finding:{foreign.pk}", f"judged:{foreign.pk}", "finding:", "x"):
        assert row_of(one, key, reader) is None


def test_only_the_days_of_the_inventory_are_gathered():
    organiser = an_organiser()
    case = a_case(organiser, organiser=organiser, decided_on=TODAY)
    a_finding(case, text="Nu")
    one = an_inventory(organiser, begins=TODAY, ends=TODAY)
    assert [row.text for row in gathered(one).rows] == ["Nu"]
    case.decided_on = TODAY.replace(year=TODAY.year - 1)
    case.save()
    assert gathered(one).rows == ()


def test_a_judgement_made_late_in_the_evening_is_of_the_swedish_day():
    authority = an_authority()
    investigator = a_user(Role.REVIEW_LEAD, authority)
    participant = a_participant(authority_round(authority), an_organiser("Kommun"), investigator=investigator)
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # half past midnight in Sweden
    one = a_judgement(participant, investigator, done=False)
    judging.add_judged_finding(
        judgement=one, kind="development_area", text="Sent", legal_basis=[], by=investigator, at=late
    )
    judging.finish_judgement(judgement=one, by=investigator, at=late)
    day = date(2026, 3, 2)
    found = an_inventory(authority, investigator, begins=day, ends=day)
    assert [row.day for row in gathered(found).rows] == [day]
    assert [row.day for row in Listing(found, investigator, Listed.ALL, 1)[:1]] == [day]


def test_what_stands_in_an_issued_decision_is_counted_once():
    authority = an_authority()
    lead = a_user(Role.REVIEW_LEAD, authority)
    participant = a_participant(a_round(authority, state="running"), an_organiser("Kommun"), investigator=lead)
    key = slots_of(participant)[0].key
    one = a_judgement(participant, lead, key, done=False)
    judging.add_judged_finding(
        judgement=one, kind="development_area", text="Analysera", legal_basis=[], by=lead, at=NOW
    )
    judging.finish_judgement(judgement=one, by=lead, at=NOW)
    for slot in slots_of(participant)[1:]:
        a_judgement(participant, lead, slot.key)
    inventory = an_inventory(authority, lead)
    assert [row.key.split(":")[0] for row in gathered(inventory).rows] == ["judged"]

    issued(a_decision(participant, lead, a_user(Role.REVIEW_LEAD, authority)))

    assert participant.case.findings.count() == 1
    assert [(row.key.split(":")[0], row.open) for row in gathered(inventory).rows] == [("judged", True)]


def test_a_second_reader_is_shown_nothing_of_whom_she_is_to_judge_blind_and_cannot_issue():
    authority = an_authority()
    first, second = a_user(Role.REVIEWER, authority), a_user(Role.REVIEWER, authority)
    hidden = reviewed(authority, first, 1, ["Styrning dold"])
    reviewed(authority, first, 2, ["Styrning synlig"])
    SecondReader.objects.create(participant=hidden, user=second, asked_by=first, asked_at=NOW)
    one = an_inventory(authority, first)

    assert {row.text for row in gathered(one, first).rows} == {"Styrning dold", "Styrning synlig"}
    blind = gathered(one, second)
    assert ({row.text for row in blind.rows}, blind.blind) == ({"Styrning synlig"}, 1)
    assert "Kommun 1" not in blind.places.values()

    sort_all(one, first, AREAS)
    inventories.change_inventory(inventory=one, version=1, summary="Styrningen brister.", by=first, at=NOW)
    with pytest.raises(NotYet) as refused:
        inventories.issue_inventory(inventory=one, issued_on=TODAY, by=second, at=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["blind"]


def test_few_organisers_are_not_pointed_out_in_what_an_authority_issues():
    authority = an_authority()
    reader = a_user(Role.REVIEWER, authority)
    for number in range(4):
        reviewed(authority, reader, number, ["Styrning hemligord", "Undervisning hemligord"])
    one = an_inventory(authority, reader)
    sort_all(one, reader, AREAS)

    few = inventory_content(one, gathered(one))
    assert {(a.places, a.still, a.texts) for a in few.areas} == {(None, None, ())}
    assert {p.both for p in few.pairs} | {t.both for t in few.ties} | {s.places for s in few.spirals} == {None}
    assert "hemligord" not in str(to_json(few))

    reviewed(authority, reader, 4, ["Styrning annars"])
    sort_all(one, reader, AREAS)
    enough = inventory_content(one, gathered(one))
    assert {a.code: a.places for a in enough.areas} == {"STY": 5, "UND": 4}
    assert not any(f"Kommun {number}" in str(to_json(enough)) for number in range(5))


def test_ties_of_ones_own_make_circles_and_stop_when_taken_out():
    organiser = an_organiser()
    editor, unit = a_user(Role.EDITOR, organiser), a_unit(organiser)
    case = a_case(organiser, organiser=organiser, decided_on=TODAY)
    a_finding(case, text="Resurser", school_unit=unit)
    a_finding(case, text="Betyg", school_unit=unit)
    one = an_inventory(organiser, editor)
    sort_all(one, editor, {"Resurser": ["RES"], "Betyg": ["BET"]})
    given = {
        "inventory": one,
        "level": "unit",
        "strength": "hypothesis",
        "grounds": "Vi såg det",
        "by": editor,
        "at": NOW,
    }
    there = inventories.add_tie(start="RES", end="BET", both_ways=False, **given)
    assert overview(one, gathered(one)).spirals == ()
    inventories.add_tie(start="BET", end="RES", both_ways=False, **given)
    assert [s.areas for s in overview(one, gathered(one)).spirals] == [("RES", "BET")]
    inventories.remove_tie(tie=there, by=editor, at=NOW)
    assert overview(one, gathered(one)).spirals == ()
    assert one.ties.count() == 2  # the row stays


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": "STY", "end": "STY"},
        {"start": "STY", "end": "XXX"},
        {"strength": "stated", "source": " "},
    ],
)
def test_a_tie_without_two_areas_or_source_is_refused(wrong):
    one = an_inventory(an_organiser())
    given = {
        "start": "STY",
        "end": "UND",
        "both_ways": False,
        "level": "unit",
        "strength": "hypothesis",
        "grounds": "G",
    }
    with pytest.raises(ValueError, match="a tie"):
        inventories.add_tie(inventory=one, **(given | wrong), by=None, at=NOW)
    assert not one.ties.exists()


def test_what_surveys_show_comes_from_an_own_pinned_figure_or_has_a_source():
    organiser, other = an_organiser(), an_organiser("Annan")
    one = an_inventory(organiser)
    figure = a_pinned_figure(organiser)
    seen = inventories.add_seen_beside(inventory=one, area="STR", figure=figure, by=None, at=NOW)
    assert seen.text == figure.sentence_sv
    for given in ({"text": "Otrygga"}, {"source": "Skolenkäten"}, {"figure": a_pinned_figure(other)}):
        with pytest.raises(ValueError, match=r"seen beside|another organisation"):
            inventories.add_seen_beside(inventory=one, area="STR", by=None, at=NOW, **given)


def test_a_finding_is_sorted_or_left_out_and_the_same_again_changes_nothing():
    organiser, other = an_organiser(), an_organiser("Annan")
    editor = a_user(Role.EDITOR, organiser)
    finding = a_finding(a_case(organiser, organiser=organiser, decided_on=TODAY))
    foreign = a_finding(a_case(other, organiser=other, decided_on=TODAY))
    one = an_inventory(organiser)
    given = {"inventory": one, "key": f"finding:{finding.pk}", "by": editor, "at": NOW}
    for wrong in ({"areas": []}, {"areas": ["STY"], "left_out": "Nej"}):
        with pytest.raises(ValueError, match="areas or a reason"):
            inventories.sort_finding(**given, **wrong)
    with pytest.raises(inventories.UnknownFindingError):
        inventories.sort_finding(**given | {"key": f"finding:{foreign.pk}"}, areas=["STY"])
    inventories.sort_finding(**given, areas=["UND", "STY"])
    before = Event.objects.count()
    assert inventories.sort_finding(**given, areas=["STY", "UND"]).areas == ["STY", "UND"]
    assert Event.objects.count() == before


def test_an_inventory_is_issued_when_all_is_sorted_and_said_and_then_never_changes():
    organiser = an_organiser()
    editor, unit = a_user(Role.EDITOR, organiser), a_unit(organiser)
    case = a_case(organiser, organiser=organiser, decided_on=TODAY)
    a_finding(case, text="Styrningen är svag", school_unit=unit)
    one = an_inventory(organiser, editor)
    with pytest.raises(NotYet) as refused:
        inventories.issue_inventory(inventory=one, issued_on=TODAY, by=editor, at=NOW)
    assert [r.code for r in refused.value.reasons] == ["not_sorted", "nothing", "no_summary"]

    sort_all(one, editor, AREAS)
    one = inventories.change_inventory(inventory=one, version=1, summary="Styr tydligare.", by=editor, at=NOW)
    first = inventories.issue_inventory(inventory=one, issued_on=TODAY, by=editor, at=NOW)
    assert inventories.issue_inventory(inventory=one, issued_on=TODAY, by=editor, at=NOW) == first
    content = from_json(first.content)
    assert to_json(content) == first.content
    assert (content.title, content.of, content.number) == (one.title, 1, 1)
    for change in (
        lambda: IssuedInventory.objects.update(checksum="x"),
        lambda: IssuedInventory.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(ChangedMeanwhile):
        inventories.change_inventory(inventory=one, version=1, summary="Annat", by=editor, at=NOW)
    inventories.change_inventory(inventory=one, version=one.version, summary="Styr ännu tydligare.", by=editor, at=NOW)
    assert inventories.issue_inventory(inventory=one, issued_on=TODAY, by=editor, at=NOW).number == 2


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_paper_is_a_pdf_with_its_chart(language):
    organiser = an_organiser()
    editor, unit = a_user(Role.EDITOR, organiser), a_unit(organiser)
    case = a_case(organiser, organiser=organiser, decided_on=TODAY)
    for text in ("Styrningen", "Undervisningen", "Ro saknas"):
        a_finding(case, text=text, school_unit=unit)
    one = an_inventory(organiser, editor)
    sort_all(one, editor, AREAS)
    paper = inventory_paper(inventory_content(one, gathered(one)), language=language)
    assert [block.svg.startswith("<svg") for block in paper.blocks if hasattr(block, "svg")] == [True]
    assert render_pdf(paper, made_on=TODAY).content.startswith(b"%PDF")


def test_who_sees_an_inventory_and_when():
    organiser, other = an_organiser(), an_organiser("Annan")
    one = an_inventory(organiser)
    people = {role: a_user(role, organiser) for role in (Role.DIRECTOR, Role.EDITOR, Role.BOARD_READER, Role.STAFF)}
    people["principal"] = a_user(Role.PRINCIPAL, organiser, [a_unit(organiser)])
    people["stranger"] = a_user(Role.DIRECTOR, other)

    def seeing(permission=Permission.INVENTORY_READ):
        return {
            name for name, user in people.items()
            if inventories_visible_to(grants_of(user, TODAY), permission).filter(pk=one.pk).exists()
        }  # fmt: skip

    assert seeing() == seeing(Permission.INVENTORY_WORK) == {Role.DIRECTOR, Role.EDITOR}
    IssuedInventory.objects.create(inventory=one, number=1, issued_on=TODAY, content={}, checksum="", issued_at=NOW)
    assert seeing() == {Role.DIRECTOR, Role.EDITOR, Role.BOARD_READER}
    assert seeing(Permission.INVENTORY_WORK) == {Role.DIRECTOR, Role.EDITOR}
    assert Inventory.objects.count() == 1
