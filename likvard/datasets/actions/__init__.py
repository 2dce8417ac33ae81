"""Everything that writes: importing, publishing, letting files wait."""

from .importing import Imported, import_dataset
from .publishing import make_ready, publish
from .running import ask_again, ask_for_import, ask_for_import_of, ask_for_publication, clear_runs, work_off
from .waiting import clear_waiting, let_wait, throw_away

__all__ = [
    "Imported",
    "ask_again",
    "ask_for_import",
    "ask_for_import_of",
    "ask_for_publication",
    "clear_runs",
    "clear_waiting",
    "import_dataset",
    "let_wait",
    "make_ready",
    "publish",
    "throw_away",
    "work_off",
]
