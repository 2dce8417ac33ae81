"""Everything of a round as files: its rows as JSON, its tables as CSV, its papers as they were kept."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.documents.originals import clean_name, path_of
from likvard.ledger.queries import events_of
from likvard.reports import overall, protocol
from likvard.reports.archive import Entry
from likvard.reports.pdf import render_pdf
from likvard.reviews import models as m
from likvard.rulebook.loading import rulebook, text_of

from .facts import definition_of_round

# File name → (model, path to the participant or the round), in the order of the work.
_OF_PARTICIPANT: tuple[tuple[str, type[Model], str], ...] = (
    ("units", m.ParticipantUnit, "participant"),
    ("letters", m.Letter, "participant"),
    ("dispatches", m.Dispatch, "participant"),
    ("contact_answers", m.ContactAnswer, "participant"),
    ("document_requests", m.DocumentRequest, "participant"),
    ("request_items", m.RequestItem, "request__participant"),
    ("item_answers", m.ItemAnswer, "item__request__participant"),
    ("item_files", m.ItemFile, "item__request__participant"),
    ("interviews", m.Interview, "participant"),
    ("interview_slots", m.InterviewSlot, "interview__participant"),
    ("protocols", m.Protocol, "participant"),
    ("statements", m.Statement, "protocol__participant"),
    ("corrections", m.Correction, "statement__protocol__participant"),
    ("judgements", m.Judgement, "participant"),
    ("judgement_evidence", m.JudgementEvidence, "judgement__participant"),
    ("judged_findings", m.JudgedFinding, "judgement__participant"),
    ("decisions", m.Decision, "participant"),
    ("decision_areas", m.DecisionArea, "decision__participant"),
    ("decision_findings", m.DecisionFinding, "area__decision__participant"),
    ("decision_services", m.DecisionService, "decision__participant"),
)
_OF_CASE: tuple[tuple[str, type[Model], str], ...] = (
    ("case_documents", m.CaseDocument, "case"),
    ("case_units", m.CaseUnit, "case"),
    ("areas", m.Area, "case"),
    ("findings", m.Finding, "case"),
    ("finding_evidence", m.Evidence, "finding__case"),
    ("deadlines", m.Deadline, "case"),
    ("received_answers", m.ReceivedAnswer, "case"),
    ("received_items", m.ReceivedItem, "received__case"),
    ("follow_ups", m.FollowUp, "case"),
    ("follow_up_findings", m.FollowUpFinding, "follow_up__case"),
)
_OF_ROUND: tuple[tuple[str, type[Model], str], ...] = (
    ("draws", m.Draw, "round"),
    ("notes", m.RoundNote, "round"),
    ("letter_templates", m.LetterTemplate, "round"),
    ("requested_items", m.RequestedItem, "round"),
    ("overall_reports", m.OverallReport, "round"),
    ("overall_texts", m.OverallText, "round"),
)
_CSV = ("participants", "judgements", "judged_findings", "findings", "decisions", "statements")
# Drafts that the other party has not delivered are nobody's but theirs.
_DELIVERED = {"contact_answers": Q(sent_at__isnull=False), "corrections": Q(delivered_at__isnull=False)}


def _json(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _rows(queryset: QuerySet) -> list[dict[str, Any]]:
    return list(queryset.order_by("pk").values())


def _csv(rows: list[dict[str, Any]]) -> bytes:
    sheet = io.StringIO()
    columns = list(rows[0]) if rows else []
    writer = csv.writer(sheet, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])
    return sheet.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    held = isinstance(value, dict | list)
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if held else str(value)
    # A spreadsheet takes a cell that begins so for a formula.
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


SET = ("papers/report-", "papers/protocols/")  # how the paths of papers begin that are set anew


def papers_to_set(round_: m.Round) -> int:
    """How many papers of the package are set anew: published reports and final protocols."""
    final = m.Protocol.objects.filter(participant__round=round_, state=m.Protocol.State.FINAL)
    return round_.overall_reports.count() + final.count()


def about(round_: m.Round) -> dict[str, str]:
    """What the manifest says of the round."""
    return {
        "round": str(round_.pk),
        "title": round_.title,
        "case_number": round_.case_number,
        "holder": round_.holder.name,
        "state": round_.state,
    }


def entries_of(round_: m.Round) -> Iterator[Entry]:
    """The files of the package, one after another. Links' secrets and half-written things of others are left out."""
    yield Entry("data/round.json", _json(_rows(m.Round.objects.filter(pk=round_.pk))[0]), "the round")
    yield Entry("definition.toml", _definition(round_), "the definition that the round is judged by")
    people: set[UUID] = set()
    documents: set[UUID] = set()
    participants = _rows(m.Participant.objects.filter(round=round_))
    for name, rows in [("participants", participants), *_tables(round_)]:
        _collect(rows, people, documents)
        yield Entry(f"data/{name}.json", _json(rows), f"table {name}, {len(rows)} rows")
        if name in _CSV:
            yield Entry(f"tables/{name}.csv", _csv(rows), f"the same as a table, {name}")
    organisers = m.Participant.objects.filter(round=round_).values(
        "organiser_id", "organiser__name", "organiser__organisation_number", "organiser__municipality_code"
    )
    yield Entry("data/organisers.json", _json(list(organisers)), "who the participants are")
    names = User.objects.filter(pk__in=people).order_by("pk").values("id", "name", "title")
    yield Entry("data/people.json", _json(list(names)), "who the people are: name and title")
    yield Entry("data/ledger.json", _json(_ledger(round_)), "every change that the ledger tells of")
    yield from _papers(documents)
    yield from _set_papers(round_)


def _definition(round_: m.Round) -> bytes:
    """The file itself; the text of an own version, or of the rulebook's."""
    own = m.OwnDefinition.objects.filter(checksum=round_.kind_checksum).first()
    if own is not None:
        return own.text.encode()
    definition = definition_of_round(round_)
    known = rulebook().version(definition.kind, definition.version)
    return text_of(known or definition).encode()


def _tables(round_: m.Round) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, model, path in _OF_ROUND:
        yield name, _rows(model._default_manager.filter(**{path: round_}))
    for name, model, path in _OF_PARTICIPANT:
        rows = model._default_manager.filter(**{f"{path}__round": round_})
        yield name, _rows(rows.filter(_DELIVERED[name]) if name in _DELIVERED else rows)
    cases = m.Case.objects.filter(participant__round=round_)
    yield "cases", _rows(cases)
    for name, model, path in _OF_CASE:
        yield name, _rows(model._default_manager.filter(**{f"{path}__participant__round": round_}))


_PEOPLE = frozenset(
    ("lead_id", "investigator_id", "by_id", "drawn_by_id", "merged_by_id", "queued_by_id", "made_by_id",
     "decided_by_id", "reporting_id", "approved_by_id", "issued_by_id", "created_by_id", "changed_by_id",
     "sent_by_id", "final_by_id", "signed_by_id", "owner_id", "noted_by_id", "added_by_id", "answered_by_id",
     "registered_by_id")
)  # fmt: skip


def _collect(rows: list[dict[str, Any]], people: set[UUID], documents: set[UUID]) -> None:
    for row in rows:
        people.update(value for name, value in row.items() if name in _PEOPLE and value)
        documents.update(value for name, value in row.items() if name in ("document_id", "already_id") and value)


def _ledger(round_: m.Round) -> list[dict[str, Any]]:
    participants = [str(pk) for pk in m.Participant.objects.filter(round=round_).values_list("pk", flat=True)]
    cases = [str(pk) for pk in m.Case.objects.filter(participant__round=round_).values_list("pk", flat=True)]
    return events_of(subjects=[str(round_.pk), *participants], cases=cases)


def _papers(documents: set[UUID]) -> Iterator[Entry]:
    """The originals, each in a folder of its own so that two of one name do not collide."""
    for document in Document.objects.filter(pk__in=documents).order_by("pk"):
        path = path_of(document.checksum)
        if not path.is_file():  # a row without bytes: the manifest lacks it, the table still names it
            continue
        with path.open("rb") as file:
            yield Entry(f"papers/{document.pk}/{clean_name(document.name)}", file, f"original, {document.media_type}")


def _set_papers(round_: m.Round) -> Iterator[Entry]:
    """What was frozen as content and never kept as a file: published reports and final protocols, as people read
    them."""
    for report in round_.overall_reports.order_by("number"):
        paper = overall.overall_paper(overall.from_json(report.content))
        content = render_pdf(paper, made_on=report.published_on).content
        yield Entry(f"papers/report-{report.number}.pdf", content, f"the overall report, version {report.number}")
    final = m.Protocol.objects.filter(participant__round=round_, state=m.Protocol.State.FINAL)
    for one in final.order_by("pk"):
        paper = protocol.protocol_paper(protocol.from_json(one.content))
        content = render_pdf(paper, made_on=one.final_on).content
        yield Entry(f"papers/protocols/{one.pk}.pdf", content, "a final protocol")
