"""Looking into a file that waits for its mapping."""

from likvard.datasets import places
from likvard.datasets.models import WaitingFile
from likvard.intake.opening import Opened
from likvard.intake.own.reader import rows_of


def opened(waiting: WaitingFile) -> Opened:
    return Opened(waiting.name, places.waiting_path(waiting.id).read_bytes())


def sample(file: Opened, header_row: int, rows: int = 3) -> list[list[str]]:
    """The first rows below the header, column by column."""
    lines = [row for row in rows_of(file)[header_row:] if any(row)][:rows]
    width = max((len(row) for row in lines), default=0)
    return [[row[index] if index < len(row) else "" for row in lines] for index in range(width)]
