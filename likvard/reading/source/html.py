"""Web pages: the article with its titles, tables and lists, without the page around it."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from likvard.reading.errors import Broken, Empty, TooManyPages
from likvard.reading.source.limits import MAX_CHARACTERS, MAX_PAGES
from likvard.reading.source.pages import SourceText, of_text
from likvard.reading.source.plain import decode

_DROPPED_TAGS = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "canvas",
        "iframe",
        "object",
        "embed",
        "nav",
        "form",
        "button",
        "select",
        "input",
        "textarea",
        "dialog",
        "audio",
        "video",
        "map",
        "link",
        "meta",
    ]
)
_DROPPED_ROLES = frozenset(
    ["navigation", "search", "banner", "contentinfo", "dialog", "alertdialog", "menu", "menubar"]
)
# Words in class or id of an element that is furniture on the sites of authorities and municipalities.
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:cookies?|consent|breadcrumbs?|skip-?link|share|sharing|social|dela|menu|meny|navbar|sidebar"
    r"|related|relaterat|pagination|toolbar|newsletter|sr-only-focusable)(?:$|[-_ ])",
    re.I,
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "header",
        "hgroup",
        "hr",
        "html",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "li",
    ]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,20})""", re.I)
GAP = "   "


def read(data: bytes) -> SourceText:
    markup = _decoded(data)
    if len(markup) > 8 * MAX_CHARACTERS:
        raise TooManyPages(limit=MAX_PAGES)
    # An encoding declaration in the text would contradict that it is decoded already.
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup, count=1)
    try:
        root = lxml_html.document_fromstring(
            markup, parser=lxml_html.HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise Empty from None
    except AssertionError:
        raise Broken from None
    body = root.find("body")
    start: Any = body if body is not None else root
    whole = _Writer(keep_everything=True)
    whole.element(start)
    article = _Writer(keep_everything=False)
    main = _main(start)
    article.element(main)
    text = article.text()
    # A page whose content sits in an element that we take for furniture is better read whole.
    if len(text) < 200 and len(whole.text()) > 3 * len(text):
        text = whole.text()
    title = _title(root)
    if title and title not in text[: len(title) + 200]:
        text = f"{title}\n\n{text}"
    if len(text) > MAX_CHARACTERS:
        raise TooManyPages(limit=MAX_PAGES)
    return of_text(text, "text/html")


def _decoded(data: bytes) -> str:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
        else:
            if "\x00" not in text:
                return text
    return decode(data)


def _main(body: Any) -> Any:
    """The one main element (or article) when it holds most of the page, else the body."""
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = body.findall(path)
        if len(found) == 1 and len(found[0].text_content().strip()) > 200:
            return found[0]
    return body


def _title(root: Any) -> str:
    found = root.find(".//title")
    return "" if found is None or found.text is None else _SPACES.sub(" ", found.text).strip()


class _Writer:
    """Collects lines; an inline run is gathered in `run` until a block ends."""

    def __init__(self, *, keep_everything: bool) -> None:
        self.keep_everything = keep_everything
        self.lines: list[str] = []
        self.run: list[str] = []

    def text(self) -> str:
        self.flush()
        text = "\n".join(self.lines)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"

    def flush(self, prefix: str = "") -> None:
        line = _SPACES.sub(" ", "".join(self.run)).strip()
        self.run.clear()
        for part in line.split("\v"):
            if part.strip():
                self.lines.append(prefix + part.strip())

    def blank(self) -> None:
        self.flush()
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def dropped(self, element: Any) -> bool:
        if element.tag in _DROPPED_TAGS:
            return True
        if self.keep_everything:
            return False
        if element.get("role", "").lower() in _DROPPED_ROLES or element.get("aria-hidden") == "true":
            return True
        if element.get("hidden") is not None:
            return True
        return bool(_FURNITURE.search(f"{element.get('class', '')} {element.get('id', '')}"))

    def element(self, root: Any) -> None:
        # An explicit stack: nesting in found pages can be deeper than Python's.
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            element, leaving = stack.pop()
            if leaving:
                self.leave(element)
                if element is not root and element.tail:
                    self.run.append(element.tail)
                continue
            if not isinstance(element.tag, str) or (element is not root and self.dropped(element)):
                if element is not root and element.tail:
                    self.run.append(element.tail)
                continue
            if element.tag == "table" and self.table(element):
                if element is not root and element.tail:
                    self.run.append(element.tail)
                continue
            self.enter(element)
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))

    def enter(self, element: Any) -> None:
        tag = element.tag
        if tag in _HEADINGS or tag in ("p", "table", "blockquote"):
            self.blank()
        elif tag == "li":
            self.flush()
            self.run.append("• ")
        elif tag in _BLOCKS or tag == "br":
            self.flush()
        elif tag == "img" and self.keep_everything is False and element.get("alt", "").strip():
            pass  # alternative texts are descriptions of pictures, not the document's words
        if element.text:
            self.run.append(element.text)

    def leave(self, element: Any) -> None:
        tag = element.tag
        if tag in _HEADINGS or tag in ("p", "table", "ul", "ol", "dl", "blockquote"):
            self.blank()
        elif tag in _BLOCKS:
            self.flush()

    def table(self, element: Any) -> bool:
        """Writes a data table row by row; False when it is a layout table to be walked as blocks."""
        rows: list[list[str]] = []
        if element.find(".//table") is not None:
            return False
        for row in element.iter("tr"):
            cells = [_SPACES.sub(" ", cell.text_content()).strip() for cell in row if cell.tag in ("td", "th")]
            if any(cells):
                rows.append(cells)
        if not rows or max(map(len, rows)) < 2 or any(len(cell) > 400 for row in rows for cell in row):
            return False
        self.blank()
        caption = element.find("caption")
        if caption is not None:
            self.lines.append(_SPACES.sub(" ", caption.text_content()).strip())
        self.lines.extend(aligned(rows))
        self.blank()
        return True


def aligned(rows: list[list[str]]) -> list[str]:
    """Table rows as lines: one row a line, columns apart by at least three spaces."""
    widths: dict[int, int] = {}
    for row in rows:
        for column, cell in enumerate(row):
            widths[column] = max(widths.get(column, 0), min(len(cell), 80))
    return [GAP.join(cell.ljust(widths[column]) for column, cell in enumerate(row)).rstrip() for row in rows]
