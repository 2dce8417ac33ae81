"""The extract of the register that ships with the product."""

from importlib.resources import as_file, files

from likvard.intake.import_log import ImportLog
from likvard.intake.school_unit_register import Register, read_extract


def bundled_register() -> tuple[Register, ImportLog]:
    """About 2020; its README tells where it comes from."""
    with as_file(files("likvard.organisations") / "data" / "school_unit_register") as folder:
        return read_extract(folder)
