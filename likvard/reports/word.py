"""Paper → Word, made of real styles so that a person can go on writing in it."""

import io
import zipfile
from datetime import UTC, datetime, time
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from .paper import WORDS, Block, Bullets, Chart, Heading, NewPage, Paper, Paragraph, Quote, Slips, Table, written_date
from .pdf import render_png
from .text import clean

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Inter"
ACCENT = RGBColor(0x0B, 0x55, 0x60)
QUIET = RGBColor(0x4D, 0x53, 0x56)
LOCALES = {"sv": "sv-SE", "en": "en-GB"}
TEXT_WIDTH = Mm(210 - 28 - 25)
SLIP_WIDTH = Cm(2.7)
_NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def render_word(paper: Paper) -> bytes:
    """The bytes of a .docx file; the same paper gives the same bytes."""
    document = Document()
    _set_page(document, paper)
    _set_styles(document, paper.language)
    _set_properties(document, paper)
    _head(document, paper)
    _opening(document, paper)
    for block in paper.blocks:
        _add(document, block)
    file = io.BytesIO()
    document.save(file)
    return _without_clock(file)


def _without_clock(file: io.BytesIO) -> bytes:
    """The same parts in the same order, without the moment at which each was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            still = zipfile.ZipInfo(part.filename, date_time=(1980, 1, 1, 0, 0, 0))
            still.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(still, source.read(part))
    return out.getvalue()


def _set_page(document: WordDocument, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(25)
    section.top_margin, section.bottom_margin = Mm(30), Mm(25)
    section.header_distance = Mm(14)


def _set_styles(document: WordDocument, language: str) -> None:
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for tag in ("w:lang", "w:rFonts"):
        for old in defaults.findall(qn(tag)):
            defaults.remove(old)
    fonts = OxmlElement("w:rFonts")
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    defaults.insert(0, fonts)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), LOCALES[language])
    defaults.append(spoken)

    _dress(styles["Normal"], size=10.5, after=8)
    _dress(styles["Title"], size=20, bold=True, before=18, after=10)
    _dress(styles["Heading 1"], size=20, bold=True, before=18, after=10)
    _dress(styles["Heading 2"], size=14, bold=True, colour=ACCENT, before=20, after=8)
    _dress(styles["Heading 3"], size=11.5, bold=True, before=14, after=6)
    _dress(styles["Heading 4"], size=10.5, bold=True, before=10, after=4)
    styles["Heading 4"].font.italic = False
    _dress(styles["Quote"], after=8)
    styles["Quote"].font.italic = False
    styles["Quote"].paragraph_format.left_indent = Cm(0.6)
    _left_line(styles["Quote"])
    _dress(styles["List Bullet"], after=4)
    _dress(styles["Caption"], size=9, bold=True, colour=QUIET, before=8, after=4)
    styles["Caption"].paragraph_format.keep_with_next = True
    _dress(styles["Header"], size=8.5, colour=QUIET, after=0)
    _dress(_new_style(document, "Table text"), size=9.5, before=2, after=2)
    _dress(_new_style(document, "Table heading"), size=9.5, bold=True, before=2, after=2)
    _dress(_new_style(document, "Note"), size=9, colour=QUIET, after=8)
    document.styles["Note"].paragraph_format.keep_with_next = True
    _dress(_new_style(document, "Sender"), size=9.5, after=2)


def _new_style(document: WordDocument, name: str) -> ParagraphStyle:
    style: ParagraphStyle = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    return style


def _dress(
    style: ParagraphStyle,
    *,
    size: float = 10.5,
    bold: bool = False,
    colour: RGBColor = RGBColor(0x16, 0x19, 0x1A),  # noqa: B008 - a constant tuple
    before: float = 0,
    after: float = 0,
) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.color.rgb = colour
    run = style.element.get_or_add_rPr()
    fonts = run.find(qn("w:rFonts"))
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    form = style.paragraph_format
    form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), 1.3
    # The template's own title has a line under it.
    for line in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
        line.getparent().remove(line)


def _left_line(style: ParagraphStyle) -> None:
    border = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "8"), ("color", str(ACCENT))):
        left.set(qn(f"w:{name}"), value)
    border.append(left)
    paragraph = style.element.get_or_add_pPr()
    paragraph.insert_element_before(border, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _set_properties(document: WordDocument, paper: Paper) -> None:
    told = document.core_properties
    told.title, told.subject = clean(paper.title)[:255], clean(paper.subject)[:255]
    told.author = told.last_modified_by = clean(paper.sender[0])[:255] if paper.sender else ""
    told.language, told.comments, told.keywords = LOCALES[paper.language], "", clean(paper.case_number)[:255]
    moment = datetime.combine(paper.dated, time(), UTC) if paper.dated else _NO_DAY
    told.created = told.modified = moment
    told.revision = 1


def _head(document: WordDocument, paper: Paper) -> None:
    """Sender, case number and page x (y) on every page."""
    words = WORDS[paper.language]
    line = document.sections[0].header.paragraphs[0]
    stops = line.paragraph_format.tab_stops
    for old in ("Header",):
        document.styles[old].paragraph_format.tab_stops.clear_all()
    stops.add_tab_stop(Emu(TEXT_WIDTH // 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    sender = clean(paper.sender[0]) if paper.sender else ""
    number = f"{words['case_number']} {clean(paper.case_number)}" if paper.case_number else ""
    line.add_run(f"{sender}\t{number}\t{words['page']} ")
    _field(line, "PAGE")
    line.add_run(" (")
    _field(line, "NUMPAGES")
    line.add_run(")")


def _field(line: WordParagraph, instruction: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run, shown = OxmlElement("w:r"), OxmlElement("w:t")
    shown.text = "1"
    run.append(shown)
    field.append(run)
    line._p.append(field)


def _opening(document: WordDocument, paper: Paper) -> None:
    words = WORDS[paper.language]
    for number, sender_line in enumerate(paper.sender):
        document.add_paragraph(style="Sender").add_run(clean(sender_line)).bold = number == 0
    space = document.add_paragraph(style="Sender")
    for receiver_line in paper.receiver:
        document.add_paragraph(clean(receiver_line), style="Sender")
    if paper.dated:
        document.add_paragraph(f"{words['date']}: {written_date(paper.dated, paper.language)}", style="Sender")
    if paper.case_number:
        document.add_paragraph(f"{words['case_number']}: {clean(paper.case_number)}", style="Sender")
    if not paper.sender:
        space._p.getparent().remove(space._p)
    document.add_paragraph(clean(paper.title), style="Heading 1")
    if paper.status:
        document.add_paragraph(style="Note").add_run(clean(paper.status)).bold = True


def _add(document: WordDocument, block: Block) -> None:
    match block:
        case Heading(level, text):
            document.add_paragraph(clean(text), style=f"Heading {level}")
        case Paragraph(text, quiet):
            document.add_paragraph(clean(text), style="Note" if quiet else "Normal")
        case Quote(text):
            document.add_paragraph(clean(text), style="Quote")
        case Bullets(items):
            for item in items:
                document.add_paragraph(clean(item), style="List Bullet")
        case Table():
            _table(document, block)
        case Slips(items):
            for slip in items:
                picture = document.add_picture(io.BytesIO(render_png(slip.svg)), width=SLIP_WIDTH)
                picture._inline.docPr.set("descr", clean(slip.says))
                document.add_paragraph().add_run(clean(slip.strong)).bold = True
                document.add_paragraph(clean(slip.text))
        case NewPage():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        case Chart(svg, sentence, caption):
            if caption:
                document.add_paragraph(clean(caption), style="Caption")
            picture = document.add_picture(io.BytesIO(render_png(svg)), width=TEXT_WIDTH)
            picture._inline.docPr.set("descr", clean(sentence))
            document.add_paragraph(clean(sentence))


def _table(document: WordDocument, block: Table) -> None:
    if block.caption:
        document.add_paragraph(clean(block.caption), style="Caption")
    table = document.add_table(rows=1, cols=len(block.columns))
    table.style = document.styles["Table Grid"]
    table.autofit = False
    _say(table._tbl.tblPr, block.caption)
    whole = sum(c.share for c in block.columns)
    widths = [Emu(TEXT_WIDTH * c.share // whole) for c in block.columns]
    for row in block.rows:
        table.add_row()
        for cell, text, column in zip(table.rows[-1].cells, row, block.columns, strict=True):
            _write(cell, text, "Table text", numeric=column.numeric)
    for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
        _write(cell, column.header, "Table heading", numeric=column.numeric)
    for row_number, row in enumerate(table.rows):
        marks = row._tr.get_or_add_trPr()
        marks.append(OxmlElement("w:cantSplit"))
        if row_number == 0:
            marks.append(OxmlElement("w:tblHeader"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    document.add_paragraph(style="Table text")


def _say(properties: Any, caption: str) -> None:
    """Borders as thin lines between rows, and the caption as the table's title for a screen reader."""
    borders = OxmlElement("w:tblBorders")
    for side, value in (("top", "nil"), ("left", "nil"), ("bottom", "single"), ("right", "nil"), ("insideH", "single")):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), value)
        line.set(qn("w:sz"), "4")
        line.set(qn("w:color"), "C9CDCC")
        borders.append(line)
    hidden = OxmlElement("w:insideV")
    hidden.set(qn("w:val"), "nil")
    borders.append(hidden)
    look = properties.find(qn("w:tblLook"))
    place = list(properties).index(look) if look is not None else len(properties)
    properties.insert(place, borders)
    if caption:
        title = OxmlElement("w:tblCaption")
        title.set(qn("w:val"), clean(caption))
        properties.append(title)


def _write(cell: _Cell, text: str, style: str, *, numeric: bool) -> None:
    line = cell.paragraphs[0]
    line.style = style
    line.add_run(clean(text))
    if numeric:
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
