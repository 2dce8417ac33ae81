"""What the preview of a paper needs: which kind of block it is, and each cell with its column."""

from base64 import b64encode

from django import template

from likvard.reports.paper import Block, Chart, Column, Paper, Table, written_date
from likvard.web.labels import label

register = template.Library()


@register.filter
def block_kind(block: Block) -> str:
    return type(block).__name__


@register.filter
def labelled_rows(table: Table) -> list[list[tuple[Column, str]]]:
    return [list(zip(table.columns, row, strict=True)) for row in table.rows]


@register.filter
def paper_date(paper: Paper) -> str:
    return written_date(paper.dated, paper.language) if paper.dated else ""


@register.filter
def deadline_word(code: str) -> str:
    return label("deadline", code)


@register.filter
def chart_picture(block: Chart) -> str:
    """The chart as an address that holds it: an image runs no scripts, whatever a name in it says."""
    return f"data:image/svg+xml;base64,{b64encode(block.svg.encode()).decode()}"
