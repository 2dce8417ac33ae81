"""What the preview of a paper needs: which kind of block it is, and each cell with its column."""

from django import template

from likvard.reports.paper import Block, Column, Paper, Table, written_date
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
