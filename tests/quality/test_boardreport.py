"""The quality report: drawn from the records, each section ends in something, issued once and never changed."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from likvard.access.queries import grants_of
from likvard.quality.actions import ChangedMeanwhile, fingerprint
from likvard.quality.actions.boardreport import (
    ReportIsIssued,
    ReportLacks,
    begin_report,
    issue_report,
    read_again,
    said_measures,
    write_section,
)
from likvard.quality.actions.dialogues import agree, end_agreement, hold_dialogue
from likvard.quality.actions.memos import MemoIsIssued, MemoLacks, begin_report_memo, issue_memo, write_memo
from likvard.quality.models import Memo, QualityReport
from likvard.quality.queries.boardreport.content import content_of, lacking, memo_drafted, sections_of
from likvard.quality.queries.boardreport.drafting import drafted, figures_for, title_of
from likvard.quality.queries.boardreport.scope import Scope, bullets
from likvard.quality.queries.boardreport.visibility import may_write, reports_visible_to
from likvard.reports.boardreport import HEADINGS, SECTIONS, from_json, report_paper, to_json
from likvard.reports.frozen import checksum_of
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_cause, a_goal, a_pinned_figure, a_unit, a_user, an_organiser
from tests.factories.boardreport import a_directed_measure, a_report, ended
from tests.factories.dialogues import a_dialogue, a_party, a_series
from tests.factories.signals import an_incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def almvik():
    return an_organiser()


@pytest.fixture
def director(almvik):
    return a_user(Role.DIRECTOR, almvik, name="Karin Holmstrand", title="skolchef")


def scope_of(user, holder, unit=None, year=2026):
    return Scope(holder, unit, year, TODAY, grants_of(user, TODAY))


def an_agreement(dialogue, what, until=TODAY):
    return agree(dialogue=dialogue, what=what, until=until, owner_named="Rektor", by=None, at=NOW)


def test_each_section_says_so_when_nothing_is_recorded(almvik, director):
    told = drafted(scope_of(director, almvik), inspection="")
    assert tuple(told) == SECTIONS
    assert all(told.values())
    assert "Inga mål" in told["goals"]
    assert "Ingen orsak är prövad" in told["causes"]


def test_what_is_recorded_stands_in_its_section(almvik, director):
    unit = a_unit(almvik, "Björkskolan")
    cause = a_cause(almvik, "Stödet ligger efter skoldagen", units=[unit])
    figure = a_pinned_figure(almvik, unit)
    goal = a_goal(almvik, "Fler når målen", unit=unit, baseline=figure, causes=[cause])
    a_directed_measure(almvik, "Stöd på skoldagen", goal=goal, units=[unit])
    dialogue = a_dialogue(a_party(a_series(almvik), unit), day=TODAY)
    agreed = an_agreement(dialogue, what="Lika lästid", until=TODAY)
    hold_dialogue(dialogue=dialogue, held_on=TODAY, present="Alla", sheet={}, version=1, by=director, at=NOW)
    end_agreement(
        agreement=agreed, state="done", effect="effect", outcome="Skillnaden är borta.", ended_on=TODAY, version=1,
        by=director, at=NOW,
    )  # fmt: skip
    for _ in range(12):
        an_incident(unit)
    told = drafted(scope_of(director, almvik), inspection="Beslut X")
    assert "Stödet ligger efter skoldagen" in told["causes"]
    assert "Björkskolan: Fler når målen. Skulle nås: 70 %." in told["goals"]
    assert "Stöd på skoldagen" in told["effects"]
    assert "1 genomförda, varav 1 med visad effekt" in told["dialogues"]
    assert "Skillnaden är borta." in told["dialogues"]
    assert "Kränkande behandling: 12." in told["signals"]
    assert told["inspection"] == "Beslut X"
    assert figures_for(scope_of(director, almvik)) == [figure]
    assert "Utsatt" not in "".join(told.values())


def test_a_units_report_tells_nothing_of_another(almvik, director):
    mine, other = a_unit(almvik, "Björkskolan"), a_unit(almvik, "Granskolan")
    for unit in (mine, other):
        goal = a_goal(almvik, f"Mål {unit.name}", unit=unit, baseline=a_pinned_figure(almvik, unit))
        a_cause(almvik, f"Orsak {unit.name}", units=[unit])
        a_directed_measure(almvik, f"Åtgärd {unit.name}", goal=goal, units=[unit])
        an_agreement(a_dialogue(a_party(a_series(almvik), unit), day=TODAY), what=f"Avtal {unit.name}")
    principal = a_user(Role.PRINCIPAL, almvik, [mine])
    for user in (director, principal):
        scope = scope_of(user, almvik, mine)
        told = "".join(drafted(scope, inspection="").values())
        assert all(f"{word} Björkskolan" in told for word in ("Mål", "Orsak", "Åtgärd", "Avtal"))
        assert "Granskolan" not in told
        assert {one.unit for one in figures_for(scope)} == {mine}


def test_small_counts_are_not_told(almvik, director):
    an_incident(a_unit(almvik))
    assert "för få för att visas" in drafted(scope_of(director, almvik), inspection="")["signals"]


def test_what_does_not_fit_is_counted():
    assert bullets(["a", "b", "c"], 2) == "- a\n- b\n- … och 1 till"


def test_beginning_twice_gives_the_same_draft(almvik):
    assert a_report(almvik) == a_report(almvik)
    assert a_report(almvik, school_year=2024) != a_report(almvik)


@pytest.mark.parametrize("fault", ["sections", "unit", "figure"])
def test_what_belongs_to_others_is_refused(almvik, fault):
    granby = an_organiser("Granby kommun")
    fields = {"drafted": dict.fromkeys(SECTIONS, "x"), "figures": [], "unit": None}
    fields |= {
        "sections": {"drafted": {"state": "x"}}, "unit": {"unit": a_unit(granby)},
        "figure": {"figures": [a_pinned_figure(granby)]},
    }[fault]  # fmt: skip
    with pytest.raises(ValueError, match=r"another organisation|each section"):
        begin_report(
            holder=almvik, school_year=2025, title="x", board="", today=TODAY, by=None, at=NOW, **fields
        )  # fmt: skip


def write(report, key, allowed=(), **fields):
    row = report.sections.get(key=key)
    now = {name: getattr(row, name) for name in ("text", "ending", "decision", "because")}
    now["measures"] = said_measures(row.measures.all())
    seen = {name: fingerprint(value) for name, value in now.items()}
    return write_section(report=report, key=key, fields=fields, seen=seen, allowed=allowed, by=None, at=NOW)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, "ending"),
        ({"text": " "}, "text"),
        ({"ending": "decision"}, "decision"),
        ({"ending": "decision", "decision": " \n"}, "decision"),
        ({"ending": "decision", "decision": "Nämnden beslutar."}, None),
        ({"ending": "measure"}, "measure"),
        ({"ending": "no_change"}, "because"),
        ({"ending": "no_change", "because": "Det går bra."}, None),
        # Words for another ending do not end it.
        ({"ending": "no_change", "decision": "Nämnden beslutar."}, "because"),
        ({"ending": "", "because": "Det går bra."}, "ending"),
    ],
)
def test_when_a_section_is_finished(almvik, fields, fault):
    report = a_report(almvik)
    write(report, "goals", **fields)
    found = {one.key: one.fault for one in lacking(sections_of(report))}
    assert found.get("goals") == fault
    assert set(found) - {"goals"} == set(SECTIONS) - {"goals"}


def test_a_measure_ends_a_section_and_only_the_organisers_own(almvik):
    report = a_report(almvik)
    mine, theirs = a_directed_measure(almvik), a_directed_measure(an_organiser("Granby kommun"))
    with pytest.raises(ValueError, match="own"):
        write(report, "state", allowed=[mine], ending="measure", measures=str(theirs.pk))
    write(report, "state", allowed=[mine], ending="measure", measures=str(mine.pk))
    assert "state" not in {one.key for one in lacking(sections_of(report))}
    with pytest.raises(ValueError, match="end so"):
        write(report, "state", ending="perhaps")


def test_two_who_write_the_same_section_are_told(almvik):
    report = a_report(almvik)
    before = {"text": fingerprint(report.sections.get(key="goals").text)}
    write(report, "goals", text="Den enas ord.")
    with pytest.raises(ChangedMeanwhile) as told:
        write_section(
            report=report, key="goals", fields={"text": "Den andras."}, seen=before, allowed=(), by=None, at=NOW
        )
    assert (told.value.current, told.value.mine) == ({"text": "Den enas ord."}, {"text": "Den andras."})


def test_reading_the_records_again_leaves_what_people_wrote(almvik):
    report = a_report(almvik)
    write(report, "goals", text="Våra egna ord.")
    changed = read_again(
        report=report, drafted=dict.fromkeys(SECTIONS, "Nytt."), figures=[], today=TODAY, by=None, at=NOW
    )
    rows = {one.key: (one.text, one.drafted) for one in report.sections.all()}
    assert changed == len(SECTIONS) - 1
    assert rows["goals"] == ("Våra egna ord.", "Nytt.")
    assert rows["state"] == ("Nytt.", "Nytt.")


def issued(report, by, **fields):
    report.refresh_from_db()
    given = {"issued_on": TODAY, "board": "Nämnden", "version": report.version, "by": by, "at": NOW} | fields
    return issue_report(report=report, **given)


def test_an_unfinished_report_is_not_issued(almvik, director):
    report = a_report(almvik)
    ended(report, except_for=("signals", "state"))
    with pytest.raises(ReportLacks) as told:
        issued(report, director)
    assert [one.key for one in told.value.parts] == ["state", "signals"]
    assert QualityReport.objects.get().issued_on is None


def test_an_issued_report_never_changes(almvik, director):
    report = a_report(almvik)
    ended(report)
    done = issued(report, director)
    assert done.checksum == checksum_of(done.content)
    assert from_json(done.content).signed_by == "Karin Holmstrand, skolchef"
    with pytest.raises(ReportIsIssued):
        write(report, "goals", text="Annat")
    with pytest.raises(ReportIsIssued):
        read_again(report=report, drafted=dict.fromkeys(SECTIONS, "x"), figures=[], today=TODAY, by=None, at=NOW)
    with pytest.raises(ReportIsIssued):
        issued(report, director, issued_on=TODAY - timedelta(days=1))
    for change in ({"title": "Annat"}, {"checksum": "x"}, {"issued_on": date(2020, 1, 1)}, {"board": "Annan"}):
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            QualityReport.objects.filter(pk=report.pk).update(**change)
    # What the records say afterwards does not reach it; the next report begins anew.
    report.sections.filter(key="goals").update(text="Ändrat bakom ryggen")
    assert "bakom" not in str(content_of(QualityReport.objects.get()))
    assert a_report(almvik) != report


def test_the_paper_begins_with_the_decisions(almvik):
    report = a_report(almvik)
    measure = a_directed_measure(almvik, "Stöd på skoldagen")
    ended(report)
    write(report, "state", ending="decision", decision="Nämnden ger förvaltningen i uppdrag att mäta.")
    write(report, "effects", allowed=[measure], ending="measure", measures=str(measure.pk))
    content = content_of(report)
    assert from_json(to_json(content)) == content
    paper = report_paper(content)
    headings = [block.text for block in paper.blocks if hasattr(block, "level") and block.level == 2]
    assert headings[:2] == ["Beslut att fatta", "Vad rapporten leder till"]
    assert headings[2:] == [f"{n}. {HEADINGS[key]}" for n, key in enumerate(SECTIONS, 1)]
    table = next(block for block in paper.blocks if hasattr(block, "rows"))
    assert dict(table.rows)[HEADINGS["effects"]] == "Åtgärd: Stöd på skoldagen"
    assert dict(table.rows)[HEADINGS["state"]].startswith("Beslut: Nämnden ger")
    assert paper.status == "Utkast"
    with pytest.raises(ValueError, match="not a quality report"):
        from_json({"schema": "annat"})


def test_who_sees_which_reports(almvik, director):
    mine, other = a_unit(almvik, "Björkskolan"), a_unit(almvik, "Granskolan")
    made = {"whole": a_report(almvik), "mine": a_report(almvik, mine), "other": a_report(almvik, other)}
    made["issued"] = a_report(almvik, school_year=2024)
    ended(made["issued"])
    issued(made["issued"], director)
    a_report(an_organiser("Granby kommun"))
    people = {
        "director": director, "board": a_user(Role.BOARD_READER, almvik),
        "principal": a_user(Role.PRINCIPAL, almvik, [mine]), "staff": a_user(Role.STAFF, almvik, [mine]),
    }  # fmt: skip
    names = {report.pk: name for name, report in made.items()}
    seen, writes = {}, {}
    for name, user in people.items():
        grants = grants_of(user, TODAY)
        found = list(reports_visible_to(grants))
        seen[name] = {names[one.pk] for one in found}
        writes[name] = {names[one.pk] for one in found if may_write(grants, one)}
    assert seen == {
        "director": {"whole", "mine", "other", "issued"}, "board": {"issued"}, "principal": {"mine", "issued"},
        "staff": set(),
    }  # fmt: skip
    assert writes == {
        "director": {"whole", "mine", "other", "issued"}, "board": set(), "principal": {"mine"}, "staff": set()
    }  # fmt: skip


def test_the_memo_is_drawn_from_the_report(almvik, director):
    report = a_report(almvik)
    dear, unknown = a_directed_measure(almvik, "Stöd", cost=250_000), a_directed_measure(almvik, "Lästid")
    ended(report)
    write(report, "state", ending="decision", decision="Nämnden ger uppdraget")
    write(report, "effects", allowed=[dear, unknown], ending="measure", measures=said_measures([dear, unknown]))
    texts = memo_drafted(report)
    assert texts["proposals"] == ["Kvalitetsrapporten för läsåret 2025/26 godkänns.", "Nämnden ger uppdraget."]
    assert "250 000 kronor" in texts["economy"].replace("\N{NO-BREAK SPACE}", " ")
    assert "För 1 av dem är ingen kostnad angiven." in texts["economy"]
    assert texts["children"] == ""
    memo = begin_report_memo(report=report, by=director, at=NOW)
    assert begin_report_memo(report=report, by=director, at=NOW) == memo
    with pytest.raises(MemoLacks) as told:
        issue_memo(memo=memo, issued_on=TODAY, version=1, by=director, at=NOW)
    assert told.value.parts == ("children",)
    memo = write_memo(memo=memo, texts=memo.texts | {"children": "Eleverna får stöd."}, version=1, by=director, at=NOW)
    memo = issue_memo(memo=memo, issued_on=TODAY, version=2, by=director, at=NOW)
    with pytest.raises(MemoIsIssued):
        write_memo(memo=memo, texts={"title": "x"}, version=3, by=director, at=NOW)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Memo.objects.filter(pk=memo.pk).update(checksum="x")
    assert begin_report_memo(report=report, by=director, at=NOW).number == 2


def test_the_title_says_whose_and_which_year(almvik, director):
    unit = a_unit(almvik, "Björkskolan")
    assert title_of(scope_of(director, almvik)) == "Kvalitetsrapport 2026/27: Almviks kommun"
    assert title_of(scope_of(director, almvik, unit, 2024)) == "Kvalitetsrapport 2024/25: Björkskolan"
