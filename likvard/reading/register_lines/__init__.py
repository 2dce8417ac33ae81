"""Lines of the inspectorate's public register: an export's cells and what each caption says.

from likvard.reading.register_lines import read_export
lines = read_export("export.csv")
lines[0].case_number, lines[0].kind, lines[0].organiser, lines[0].municipality_code
"""

from likvard.reading.register_lines.caption import Caption, RegisterOrganiser, read_caption
from likvard.reading.register_lines.export import RegisterLine, read_export, read_line, read_lines

__all__ = ["Caption", "RegisterLine", "RegisterOrganiser", "read_caption", "read_export", "read_line", "read_lines"]
