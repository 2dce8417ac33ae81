"""Everything that writes: importing, publishing, letting files wait."""

from .importing import Imported, import_dataset
from .publishing import publish
from .waiting import clear_waiting, let_wait, throw_away

__all__ = ["Imported", "clear_waiting", "import_dataset", "let_wait", "publish", "throw_away"]
