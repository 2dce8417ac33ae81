"""Summary tables of decisions: area, judgement or intervention, last day, follow-up; however the page was read.

Three shapes: rows whose cells stand apart, rows run together by a scan (name, then values), and tables read
column by column. A column-wise table is paired only when its counts agree.
"""

from __future__ import annotations

from likvard.reading.fields.tables.areas import area_rows
from likvard.reading.fields.tables.rows import FURTHER, IN_LINE, PARTLY, AreaRow

__all__ = ["FURTHER", "IN_LINE", "PARTLY", "AreaRow", "area_rows"]
