"""Letting a table of one's own wait until somebody has said what its columns mean."""

from datetime import datetime, timedelta

from likvard.datasets import places
from likvard.datasets.models import WaitingFile
from likvard.intake.opening import Opened, RefusedFileError, first_personal_number, refuse_workbook
from likvard.intake.own import header_of
from likvard.organisations.models import Organisation

LONGEST_WAIT = timedelta(days=1)


def let_wait(*, content: bytes, name: str, holder: Organisation, people: bool, by: object, at: datetime) -> WaitingFile:
    """Raises `RefusedFileError` for what is no table, carries more than it shows, or holds identity numbers without
    being said to be about single people."""
    clear_waiting(at=at)
    opened = Opened(name, content)
    if opened.kind not in ("csv", "xlsx"):
        raise RefusedFileError("unknown")
    if opened.kind == "xlsx":
        refuse_workbook(opened)
    rows = opened.sheets.values() if opened.kind == "xlsx" else [opened.lines]
    text = "\n".join("\n".join(row) for sheet in rows for row in sheet)
    if not people and first_personal_number(text) is not None:
        raise RefusedFileError("personal_numbers")
    if not any(header_of(opened)[1]):
        raise RefusedFileError("unknown")
    waiting = WaitingFile.objects.create(
        holder=holder, name=opened.name[:255], checksum=opened.checksum, people=people, at=at, by=by
    )
    try:
        places.lay_down(places.waiting_path(waiting.id), content)
    except OSError:
        waiting.delete()
        raise
    return waiting


def throw_away(*, waiting: WaitingFile) -> None:
    """The file is gone at once, whatever becomes of the row."""
    places.waiting_path(waiting.id).unlink(missing_ok=True)
    waiting.delete()


def clear_waiting(*, at: datetime) -> None:
    for waiting in WaitingFile.objects.filter(at__lt=at - LONGEST_WAIT).order_by("at"):
        throw_away(waiting=waiting)
