"""One organiser with something of everything in it, each piece carrying a word that nobody else's has.

`House.values` holds an example of every parameter that an address can have. A new kind of parameter needs an
example here: then every page, file and feed that takes it is tried by everybody who should not see it.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from likvard.access import invitations
from likvard.access.models import User
from likvard.datasets.actions import ask_for_import, import_dataset, let_wait
from likvard.ledger.actions import Text, record
from likvard.organisations.models import Organisation
from likvard.planning.selection import Plan, Rules
from likvard.quality.actions.dialogues import agree, write_text
from likvard.quality.actions.mandates import give_mandate
from likvard.quality.actions.memos import begin_memo, begin_report_memo
from likvard.reviews.actions import answers, calendar
from likvard.reviews.actions.conflicts import fingerprint
from likvard.reviews.actions.definitions import draft_definition
from likvard.reviews.actions.packages import path_of
from likvard.reviews.actions.rounds import draw_sample
from likvard.reviews.actions.searching import keep_case_findable
from likvard.reviews.models import ArchiveRun, BusyTime, Case, CaseDocument, CasePerson, CaseUnit, Evidence
from likvard.reviews.queries.frames import Filters
from likvard.rulebook.loading import rulebook, text_of
from likvard.rulebook.permissions import Role
from tests.documents.readings import OUTCOME, TEXT, a_read_document
from tests.factories import (
    NOW,
    TODAY,
    a_case,
    a_deadline,
    a_dialogue,
    a_finding,
    a_measure,
    a_participant,
    a_party,
    a_protocol,
    a_round,
    a_series,
    a_slot,
    a_statement,
    a_unit,
    a_user,
    an_area,
    an_interview,
    an_organiser,
    what_was_handed_over,
)
from tests.factories.analysisdays import a_report, some_days
from tests.factories.boardreport import a_report as a_quality_report
from tests.factories.letters import an_asked_organiser, what_a_round_sends
from tests.factories.signals import what_is_reported
from tests.factories.surveys import a_survey, codes_for
from tests.factories.year import an_event
from tests.web.house_of_causes import what_is_analysed
from tests.web.house_of_inventories import what_is_learned
from tests.web.house_of_judgements import what_is_judged, what_is_to_be_published
from tests.web.house_of_resources import what_is_divided

SHARED = "gemensamt"  # a word in everything of everybody's, for searches that would find all


@dataclass
class House:
    word: str
    organisation: Organisation
    case: Case
    people: dict[Role, User]
    outsider: User  # a principal of another unit of the same organiser
    values: dict[str, Any] = field(default_factory=dict)


def a_package(round_, word: str) -> None:
    """One that was made behind the page and lies there."""
    run = ArchiveRun.objects.create(round=round_, state=ArchiveRun.State.DONE, queued_at=NOW, finished_at=NOW)
    path_of(run).parent.mkdir(parents=True, exist_ok=True)
    path_of(run).write_bytes(word.encode())


def a_house(word: str) -> House:
    """`word` stands in every text, name and title of the house, and nowhere else."""
    organisation = an_organiser(f"{word} kommun")
    unit, other_unit = a_unit(organisation, f"{word}skolan"), a_unit(organisation, "Grannskolan")
    roles = (Role.DIRECTOR, Role.EDITOR, Role.BOARD_READER, Role.REVIEWER, Role.REVIEW_LEAD)
    people = {role: a_user(role, organisation, name=f"{word} {role}") for role in roles}
    people[Role.PRINCIPAL] = a_user(Role.PRINCIPAL, organisation, [unit], name=f"{word} rektor")
    people[Role.STAFF] = a_user(Role.STAFF, organisation, [unit], name=f"{word} medarbetare")
    outsider = a_user(Role.PRINCIPAL, organisation, [other_unit], name="Rektor Granne")
    editor, director = people[Role.EDITOR], people[Role.DIRECTOR]

    case = a_case(organisation, title=f"Granskning {word} {SHARED}", case_number=f"SI {word}", authority="Verket")
    CaseUnit.objects.create(case=case, printed_name=f"{word}skolan", school_unit=unit)
    CasePerson.objects.create(case=case, name=f"Handläggare {word}", role="investigator")
    area = an_area(case, f"Område {word}")
    finding = a_finding(case, area, f"Brist {word} {SHARED}", owner=editor, causes=f"Orsak {word}", school_unit=unit)
    measure = a_measure(finding, f"Åtgärd {word} {SHARED}", owner=editor, until=date(2026, 12, 1))
    analysed = what_is_analysed(organisation, unit, measure, word, editor)
    evidence = Evidence.objects.create(finding=finding, note=f"Underlag {word}", added_by=editor, added_at=NOW)
    deadline = a_deadline(case, owner=editor, note=f"Sista dag {word}")
    text = f"{TEXT}\n{word} {SHARED}\n"
    document = a_read_document(
        organisation,
        editor,
        text=text,
        name=f"{word}.txt",
        outcome=replace(OUTCOME, text=text, record={**OUTCOME.record, "case_number": f"SI {word}"}),
    )
    CaseDocument.objects.create(case=case, document=document, part=CaseDocument.Part.DECISION, added_at=NOW)
    keep_case_findable(case)
    answer = answers.begin_answer(case=case, by=editor, at=NOW)
    answers.write_introduction(
        answer=answer, text=f"Inledning {word} {SHARED}", seen=fingerprint(""), by=editor, at=NOW
    )
    record(
        action="finding_causes_written",
        subject_kind="finding",
        subject_id=finding.pk,
        by=editor,
        at=NOW,
        organisation=organisation,
        case=case,
        after={"causes": Text.of("x")},
    )
    reviewed = an_organiser(f"{word} friskolor")
    round_ = a_round(organisation, title=f"Omgång {word} {SHARED}", theme=f"Tema {word}", lead=director)
    participant = a_participant(round_, reviewed, (a_unit(reviewed, f"{word} friskola"),), investigator=editor)
    judged = what_is_judged(participant, case, word, editor)
    masked = what_is_to_be_published(round_, word, editor)
    letters, asked = what_a_round_sends(participant, word), an_asked_organiser(case, word)
    interview = an_interview(participant, place=f"Rum {word}", note=f"Frågor {word} {SHARED}")
    a_slot(interview, editor)
    busy = BusyTime.objects.create(
        round=round_, user=editor, starts=NOW, ends=NOW + timedelta(hours=2), note=f"Upptagen {word}", added_at=NOW
    )
    protocol = a_protocol(participant, title=f"Protokoll {word}", by=editor)
    statement = a_statement(protocol, f"Sagt {word} {SHARED}", interview=interview)
    handed_over = what_was_handed_over(case, word)
    mandate = give_mandate(
        holder=organisation, what=f"Uppdrag {word} {SHARED}", decided_by=f"{word}nämnden", decided_on=date(2026, 1, 8),
        by=director, at=NOW,
    )  # fmt: skip
    series = a_series(organisation, title=f"Samtal {word} {SHARED}", mandate=mandate)
    party = a_party(series, unit)
    dialogue = a_dialogue(party, place=f"Rum {word}")
    agreement = agree(
        dialogue=dialogue,
        what=f"Överenskommet {word} {SHARED}",
        until=date(2027, 1, 15),
        owner=editor,
        by=director,
        at=NOW,
    )
    write_text(
        dialogue=dialogue, topic="results", side="notes", text=f"Anteckning {word}", seen=fingerprint(""), by=editor,
        at=NOW,
    )  # fmt: skip
    begin_memo(series=series, today=TODAY, by=director, at=NOW)
    draw_sample(
        round_=round_, filters=Filters(target="units", own=True), rules=Rules(), plan=Plan("simple", 1), seed=word,
        on=NOW.date(), by=director, at=NOW,
    )  # fmt: skip
    a_package(round_, word)
    own_kind = rulebook().on("own_review", NOW.date())
    definition = draft_definition(
        holder=organisation, kind="own_review", based_on=own_kind.version,
        text=text_of(own_kind).replace("Mall för", f"Mall {word} för", 1), by=director, at=NOW,
    )  # fmt: skip
    # A table of the house's own, one that is imported and one that waits for the meaning of its columns.
    version = import_dataset(
        content=f'[{{"lasar": "2025-2026", "arskurs": 6, "niva": "{word}", "kon": "Alla", "antal": 30}}]'.encode(),
        name=f"prov-{word}.json", holder=organisation, by=editor, at=NOW,
    ).version  # fmt: skip
    waiting = let_wait(
        content=f"Skola;Antal\n{word}skolan;3\n".encode(), name=f"{word}.csv", holder=organisation, people=False,
        by=editor, at=NOW,
    )  # fmt: skip
    run = ask_for_import(
        content=f"Skola;Antal\n{word};3\n".encode(), name=f"under arbete {word}.csv", holder=organisation, people=False,
        year=None, by=editor, at=NOW,
    )  # fmt: skip
    days = some_days(organisation, [unit], title=f"Analysdagar {word} {SHARED}", questions=[f"Fråga {word}?"])
    # A survey that is over, so that its results can be read; a code of one that runs.
    survey = a_survey(
        organisation, [unit], title=f"Enkät {word} {SHARED}", opens_on=date(2026, 11, 2), last_day=date(2026, 11, 13)
    )
    (code,) = codes_for(a_survey(organisation, [unit], title=f"Enkät nu {word}", last_day=date(2030, 1, 1)), unit, 1)
    signals = what_is_reported(unit, word, people)
    divided = what_is_divided(organisation, unit, measure, word, editor)
    quality_report = a_quality_report(organisation, unit, title=f"Kvalitetsrapport {word} {SHARED}")
    begin_report_memo(report=quality_report, by=director, at=NOW)
    event = an_event(organisation, f"Händelse {word} {SHARED}", unit=unit, note=f"Notering {word}")
    secret = calendar.open_feed(user=director, by=director, at=NOW)
    return House(
        word=word,
        organisation=organisation,
        case=case,
        people=people,
        outsider=outsider,
        values={
            "organisation_id": organisation.pk,
            "user_id": editor.pk,
            "membership_id": editor.memberships.get().pk,
            "case_id": case.pk,
            "finding_id": finding.pk,
            "measure_id": measure.pk,
            "evidence_id": evidence.pk,
            "deadline_id": deadline.pk,
            "document_id": document.pk,
            "version_id": version.pk,
            "waiting_id": waiting.pk,
            "run_id": run.pk,
            "round_id": round_.pk,
            "definition_id": definition.pk,
            "letter": "announcement",
            "participant_id": participant.pk,
            "interview_id": interview.pk,
            "busy_id": busy.pk,
            "protocol_id": protocol.pk,
            "statement_id": statement.pk,
            **judged,
            **masked,
            **letters,
            **asked,
            **handed_over,
            **analysed,
            "number": 1,
            "name": "close",
            "secret": secret,
            "mandate_id": mandate.pk,
            "series_id": series.pk,
            "party_id": party.pk,
            "dialogue_id": dialogue.pk,
            "agreement_id": agreement.pk,
            "topic": "results",
            "side": "notes",
            "year": 2026,
            "place": f"huvudman-{organisation.pk}",
            "area": "results",
            "form": "svg",
            "days_id": days.pk,
            "report_id": a_report(days, unit).pk,
            "survey_id": survey.pk,
            "survey_unit_id": survey.units.get().pk,
            "code": code,
            "event_id": event.pk,
            "national": "count_day",
            "quality_report_id": quality_report.pk,
            "section": "state",
            **signals,
            **divided,
            **what_is_learned(organisation, word, SHARED, director),
            "token": invitations.token(editor, at=NOW),
            "uidb36": "0",
            "key": "0-0",
        },
    )
