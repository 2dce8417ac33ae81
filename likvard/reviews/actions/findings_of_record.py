"""Areas and findings from a record: a decision words them, a follow-up judges them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.ledger.actions import Text
from likvard.ledger.actions import record as ledger_record
from likvard.reviews.models import Area, Case, CaseDocument, Finding, FindingState
from likvard.reviews.queries import definition_of, same_areas, same_findings
from likvard.rulebook.guards import day_in_words

from .wordings import keep_wording

FOLLOWUP = CaseDocument.Part.FOLLOWUP
# What the organiser has closed with grounds stays closed unless the authority wants more.
NOT_ENOUGH = (FindingState.FURTHER_NEEDED, FindingState.PARTLY_REMAINING, FindingState.REMAINING)


class _Taking:
    """One document's areas on their way into a case."""

    def __init__(
        self, case: Case, record: Mapping[str, Any], document: Document, *, part: str, outdated: bool, by: User | None,
        at: datetime,
    ) -> None:  # fmt: skip
        self.case, self.record, self.document = case, record, document
        self.part, self.outdated, self.by, self.at = part, outdated, by, at
        self.definition = definition_of(case)
        self.dated = date.fromisoformat(record["date"]) if record.get("date") else None
        self.new = 0

    # --- areas ---------------------------------------------------------------------------------------------

    def areas(self) -> int:
        """Takes every area in; returns how many findings are new."""
        known = list(self.case.areas.order_by("ordering"))
        read = list(self.record.get("areas") or [])
        pairs = same_areas([a.name for a in known], [r["name"] for r in read])
        for number, one in enumerate(read):
            area = known[pairs[number]] if number in pairs else self._new_area(one)
            self._fill(area, one)
            self._findings(area, one, one.get("key") or f"areas[{number}]")
        return self.new

    def _new_area(self, read: Mapping[str, Any]) -> Area:
        last = self.case.areas.aggregate(last=Max("ordering"))["last"]
        name = read["name"][:1].upper() + read["name"][1:]
        area, _ = Area.objects.get_or_create(
            case=self.case, name=name[:200], defaults={"ordering": 0 if last is None else last + 1}
        )
        return area

    def _fill(self, area: Area, read: Mapping[str, Any]) -> None:
        area.legal_basis += [ref for ref in read.get("legal_basis") or [] if ref not in area.legal_basis]
        follows = self.part == FOLLOWUP
        if read.get("judgement") and (not follows or not area.judgement):
            area.judgement = read["judgement"]
        if read.get("intervention") and not self.outdated and (follows or not area.follow_up):
            area.intervention = read["intervention"]
        if follows and read.get("follow_up") and (not self.outdated or not area.follow_up):
            area.follow_up, area.follow_up_document = read["follow_up"], self.document
        area.save()

    # --- findings ------------------------------------------------------------------------------------------

    def _findings(self, area: Area, read: Mapping[str, Any], key: str) -> None:
        """`key` is the area's place in the reading, which may have held areas that a person has dismissed."""
        known = list(area.findings.order_by("ordering"))
        texts = list(read.get("findings") or [])
        pairs = same_findings([f.text for f in known], [t["text"] for t in texts])
        for place, one in enumerate(texts):
            path = one.get("key") or f"{key}.findings[{place}]"
            if place in pairs:
                self._reword(known[pairs[place]], one["text"], path)
            else:
                self._found(area, one, path, mentioned=self.part == FOLLOWUP)
        if self.part == FOLLOWUP and read.get("follow_up"):
            mentioned = {known[i].pk for i in pairs.values()}
            self._judge(area, known, mentioned, any_listed=bool(texts), path=f"{key}.follow_up")

    def _reword(self, finding: Finding, text: str, path: str) -> None:
        """A finding first known from a follow-up takes the decision's own wording and place when that comes."""
        came_from_follow_up = self.case.documents.filter(part=FOLLOWUP, document_id=finding.document_id).exists()
        if self.part == FOLLOWUP or not came_from_follow_up:
            return
        if finding.text != text:
            keep_wording(
                case=self.case, subject_kind="finding", subject_id=finding.id, field="text", text=finding.text,
                by=self.by, at=self.at,
            )  # fmt: skip
        finding.text, finding.document, finding.record_path = text, self.document, path
        finding.version += 1
        finding.save(update_fields=["text", "document", "record_path", "version"])

    def _found(self, area: Area, read: Mapping[str, Any], path: str, *, mentioned: bool) -> None:
        last = self.case.findings.aggregate(last=Max("ordering"))["last"]
        finding = Finding(
            case=self.case,
            area=area,
            document=self.document,
            record_path=path,
            kind=read["kind"],
            text=read["text"],
            ordering=0 if last is None else last + 1,
            state_since=self.dated or timezone.localtime(self.at).date(),
        )
        if area.follow_up:
            listed = mentioned or area.findings.exists()
            self._set_state(finding, area, mentioned=mentioned, any_listed=listed, path="")
        finding.save(force_insert=True)
        self.new += 1
        self._tell(
            finding, "finding_found", None, {"kind": finding.kind, "area": area.pk, "text": Text.of(finding.text)}
        )

    # --- states --------------------------------------------------------------------------------------------

    def _judge(
        self, area: Area, findings: Sequence[Finding], mentioned: set[Any], *, any_listed: bool, path: str
    ) -> None:
        """The follow-up's word on the findings that the case knew before."""
        for finding in findings:
            if self.outdated and finding.state_document_id is not None:
                continue
            before = (finding.state, finding.state_doubtful, finding.state_grounds)
            if finding.state == FindingState.CLOSED and area.follow_up not in NOT_ENOUGH:
                continue
            self._set_state(finding, area, mentioned=finding.pk in mentioned, any_listed=any_listed, path=path)
            if (finding.state, finding.state_doubtful, finding.state_grounds) == before:
                continue
            keep_wording(
                case=self.case, subject_kind="finding", subject_id=finding.id, field="state_grounds", text=before[2],
                by=self.by, at=self.at,
            )  # fmt: skip
            finding.version += 1
            finding.save()
            self._tell(finding, "finding_state_changed", {"state": before[0], "doubtful": before[1]}, {})

    def _set_state(self, finding: Finding, area: Area, *, mentioned: bool, any_listed: bool, path: str) -> None:
        """An audit judges the whole area. Supervision lists what remains: a deficiency that the list leaves out,
        while the area is not remedied as a whole, is in doubt until a person has looked."""
        source = area.follow_up_document
        row = self.case.documents.filter(document=source).first() if source else None
        dated = row.dated if row else None
        finding.state_document, finding.state_path = source, path
        finding.state_since = dated or timezone.localtime(self.at).date()
        says = f"Uppföljningsbeslutet den {day_in_words(dated).sv}" if dated else "Uppföljningsbeslutet"
        sure = (
            finding.kind == Finding.Kind.DEVELOPMENT_AREA or area.follow_up == "remedied" or mentioned or not any_listed
        )
        finding.state_doubtful = not sure
        if sure:
            finding.state = area.follow_up
            wording = self.definition.follow_up.get(area.follow_up)
            finding.state_grounds = f"{says}: {wording.sv if wording else area.follow_up}."
        else:
            finding.state = FindingState.OPEN
            finding.state_grounds = (
                f"{says} nämner inte bristen, men området är inte avhjälpt i sin helhet. Läs beslutet och ange läget."
            )

    def _tell(self, finding: Finding, action: str, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        ledger_record(
            action=action,
            subject_kind="finding",
            subject_id=finding.id,
            by=self.by,
            at=self.at,
            organisation=self.case.holder_id,
            case=self.case.id,
            before=before,
            after=after | {"state": finding.state, "doubtful": finding.state_doubtful, "document": self.document.id},
        )


def take_areas(
    *, case: Case, record: Mapping[str, Any], document: Document, part: str, outdated: bool, by: User | None,
    at: datetime,
) -> int:  # fmt: skip
    """Areas and findings of one document into the case; `outdated` = a later follow-up decision is already there.

    Returns how many findings are new.
    """
    return _Taking(case, record, document, part=part, outdated=outdated, by=by, at=at).areas()
