"""Every kind of file gives its text in order; every unreadable one gives its own error."""

import io
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from likvard.reading import errors
from likvard.reading.source import extract, limits, ocr, sniff

from . import makers

SENTENCE = "Åtgärderna ska redovisas senast den 3 oktober 2022 – i år."


# ---------------------------------------------------------------- plain text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-16-be"])
def test_text_in_the_encodings_in_use(encoding: str) -> None:
    data = SENTENCE.encode(encoding)
    if encoding == "utf-16-be":
        data = b"\xfe\xff" + data
    source = extract(data)
    assert (source.text, source.media_type, len(source.pages)) == (SENTENCE, "text/plain", 1)


def test_latin_1_without_windows_characters() -> None:
    assert extract("Åtgärder för året\x9d".encode("latin-1")).text == "Åtgärder för året\x9d"


def test_form_feeds_end_pages_and_line_ends_are_one_kind() -> None:
    source = extract(b"ett\r\ntv\xc3\xa5\f\rtre")
    assert source.text == "ett\ntvå\f\ntre"
    assert [(page.number, source.text[page.start : page.end]) for page in source.pages] == [
        (1, "ett\ntvå\f"),
        (2, "\ntre"),
    ]
    assert [source.page_at(position) for position in (0, 7, 8, 11)] == [1, 1, 2, 2]


# ---------------------------------------------------------------- web pages

PAGE = """<!doctype html><html><head><title>Beslut för Ekskolan - Skolinspektionen</title><style>p{}</style></head>
<body><header><nav><a>Start</a><a>Om oss</a></nav></header><div class="cookie-consent">Vi använder kakor</div>
<main><h1>Beslut för Ekskolan</h1><p>Diarienummer<br>SI 2022:17</p>
<ul><li>Första punkten</li><li>Andra <b>punk</b>ten</li></ul>
<table><caption>Översikt</caption><tr><th>Område</th><th>Bedömning</th></tr>
<tr><td>Undervisning</td><td>hög&nbsp;utsträckning</td></tr><tr><td>Trygghet</td><td></td></tr></table>
<p>Granskningen avslutas, och huvudmannen behöver inte redovisa något mer. Skolinspektionen tackar för ett gott
samarbete under hela den tid som granskningen har pågått och önskar lycka till i fortsättningen med arbetet.</p>
<div class="share-buttons">Dela sidan</div></main><footer>Kontakta oss</footer><script>var x = "dold";</script>
</body></html>"""


def test_web_page_keeps_titles_lists_and_tables_without_the_page_around() -> None:
    assert extract(PAGE.encode()).text.splitlines() == [
        "Beslut för Ekskolan - Skolinspektionen",
        "",
        "Beslut för Ekskolan",
        "",
        "Diarienummer",
        "SI 2022:17",
        "",
        "• Första punkten",
        "• Andra punkten",
        "",
        "Översikt",
        "Område         Bedömning",
        "Undervisning   hög utsträckning",
        "Trygghet",
        "",
        "Granskningen avslutas, och huvudmannen behöver inte redovisa något mer. Skolinspektionen tackar för ett gott "
        "samarbete under hela den tid som granskningen har pågått och önskar lycka till i fortsättningen med arbetet.",
    ]


def test_web_page_in_its_declared_encoding() -> None:
    data = '<html><head><meta charset="iso-8859-1"></head><body><p>Åtgärder för året</p></body></html>'.encode(
        "latin-1"
    )
    assert extract(data).text == "Åtgärder för året\n"


def test_web_page_whose_content_looks_like_furniture_is_read_whole() -> None:
    body = "".join(f"<p>{SENTENCE} Nummer {n}.</p>" for n in range(20))
    assert "Nummer 19" in extract(f"<html><body><div id='menu'>{body}</div></body></html>".encode()).text


# ---------------------------------------------------------------- Word


def build(document) -> None:
    document.sections[0].header.paragraphs[0].text = "Skolinspektionen\tDnr SI 2022:17"
    document.sections[0].footer.paragraphs[0].text = "Box 1, Orten"
    document.add_heading("Beslut", 1)
    paragraph = document.add_paragraph("Den ")
    paragraph.add_run("tydliga").bold = True
    paragraph.add_run(" texten.")
    document.add_paragraph("Ett", style="List Bullet")
    document.add_paragraph("Två", style="List Bullet")
    document.add_paragraph("Första", style="List Number")
    document.add_paragraph("Andra", style="List Number")
    table = document.add_table(2, 2)
    for row, texts in zip(table.rows, [("Område", "Bedömning"), ("Undervisning", "hög utsträckning")], strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    paragraph = document.add_paragraph("Efter tabellen")
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:br w:type='page'/></w:r>"))
    paragraph = document.add_paragraph("Sida två ")
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:t>struket</w:t></w:r></w:del>"))
    paragraph._p.append(
        parse_xml(
            f"<w:r {nsdecls('w', 'wp')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
            "<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><w:txbxContent><w:p><w:r><w:t>I en ruta</w:t>"
            "</w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r>"
            "<w:t>I en ruta</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )


def test_word_document_in_its_order() -> None:
    source = extract(makers.word(build))
    assert [line for line in source.text.splitlines() if line] == [
        "Skolinspektionen   Dnr SI 2022:17",
        "Beslut",
        "Den tydliga texten.",
        "• Ett",
        "• Två",
        "1. Första",
        "2. Andra",
        "Område         Bedömning",
        "Undervisning   hög utsträckning",
        "Efter tabellen",
        "I en ruta",
        "Sida två",
        "Box 1, Orten",
    ]
    assert [source.page_at(source.text.index(word)) for word in ("Beslut", "tabellen", "två")] == [1, 1, 2]


# ---------------------------------------------------------------- PDF

TABLE = """
#table(columns: (7cm, 4cm, 4cm), stroke: none,
  [Arbetsområde], [Typ av ingripande], [Senaste datum],
  [Trygghet, studiero och åtgärder mot kränkande behandling], [Föreläggande], [2017-08-31],
  [Undervisning och lärande], [Inga brister], [])
"""


def test_pdf_keeps_table_rows_on_their_lines() -> None:
    lines = extract(makers.pdf(f"= Beslut för Ekskolan\n\n{SENTENCE}\n{TABLE}")).text.splitlines()
    assert [line.split("   ")[0] for line in lines if line] == [
        "Beslut för Ekskolan",
        SENTENCE,
        "Arbetsområde",
        "Trygghet, studiero och åtgärder mot",
        "kränkande behandling",
        "Undervisning och lärande",
    ]
    rows = [line.split() for line in lines]
    assert ["Undervisning", "och", "lärande", "Inga", "brister"] in rows
    assert any(row[-2:] == ["Föreläggande", "2017-08-31"] for row in rows)


def test_pdf_columns_of_running_text_are_read_one_after_the_other() -> None:
    left = " ".join(f"vänster{n}" for n in range(60))
    right = " ".join(f"höger{n}" for n in range(60))
    text = extract(makers.pdf(f"#grid(columns: (1fr, 1fr), gutter: 1cm, [{left}], [{right}])")).text
    words = text.split()
    assert words == left.split() + right.split()


def test_pdf_pages_are_mapped() -> None:
    source = extract(makers.pdf("Första sidan har sin egen text som går att läsa.\n#pagebreak()\nAndra sidan har sin."))
    assert [page.number for page in source.pages] == [1, 2]
    assert source.page_at(source.text.index("Andra")) == 2


# ---------------------------------------------------------------- scans


@pytest.fixture
def tesseract() -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("tesseract is not installed")


SCANNED = "= Beslut för grundskola\n\nHuvudmannen ska redovisa åtgärderna senast den 3 oktober 2022.\n" + TABLE


@pytest.mark.slow
def test_scans_of_every_kind(tesseract: None) -> None:
    page = makers.grey_page(makers.pdf(SCANNED), dpi=200)
    for data in (makers.png(*page, dpi=200), makers.tiff([page], dpi=200), makers.picture_pdf(page)):
        source = extract(data)
        assert "senast den 3 oktober 2022" in source.text
        assert source.notes == ("ocr:1",)
        row = next(line for line in source.text.splitlines() if line.startswith("Undervisning"))
        assert row.split("   ")[0] == "Undervisning och lärande"
        assert row.split("   ")[-1].strip() == "Inga brister"


@pytest.mark.slow
def test_only_pages_without_text_are_recognised(tesseract: None) -> None:
    page = makers.grey_page(makers.pdf(SCANNED), dpi=200)
    source = extract(makers.picture_pdf(page, "Den andra sidan har ett eget textlager som går att läsa direkt."))
    assert source.notes == ("ocr:1",)
    assert source.page_at(source.text.index("eget textlager")) == 2


@pytest.mark.slow
def test_tiff_of_two_pages(tesseract: None) -> None:
    pages = [makers.grey_page(makers.pdf(f"= Sida {word} i beslutet"), dpi=150) for word in ("ett", "två")]
    source = extract(makers.tiff(pages))
    assert [page.number for page in source.pages] == [1, 2]
    assert source.page_at(source.text.index("två")) == 2


def test_missing_tesseract_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    ocr.program.cache_clear()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(errors.OcrMissing) as caught:
        extract(makers.png(10, 10, b"\xff" * 100))
    assert "tesseract-ocr-swe" in caught.value.message("sv")
    assert "tesseract-ocr-swe" in caught.value.message("en")
    ocr.program.cache_clear()


# ---------------------------------------------------------------- what cannot be read


def encrypted_pdf() -> bytes:
    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(makers.pdf("hemligt"))) as document:
        document.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))
    return buffer.getvalue()


def many_pages() -> bytes:
    buffer = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(limits.MAX_PAGES + 1):
            document.add_blank_page()
        document.save(buffer)
    return buffer.getvalue()


def bomb() -> bytes:
    return makers.package(word__document_xml=b" " * (limits.MAX_XML_PART + 1))


def nested_bomb() -> bytes:
    inner = makers.package(zeros=b"\0" * (30 * limits.MEGABYTE))
    return makers.package(word__document_xml=b"<w/>", inner=inner * 2, zeros=b"\0" * (20 * limits.MEGABYTE))


def protected_word() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


CASES: list[tuple[str, type[errors.ReadingError], object]] = [
    ("nothing", errors.Empty, b""),
    ("only space", errors.Empty, b" \n\t \r\n"),
    ("a page without words", errors.Empty, b"<html><body><script>x</script></body></html>"),
    ("an empty PDF", errors.Empty, lambda: makers.pdf("")),
    ("an empty Word document", errors.Empty, lambda: makers.word(lambda document: None)),
    ("NUL bytes", errors.WrongType, b"Beslut\0om tillsyn"),
    ("UTF-16 without a mark", errors.WrongType, "Beslut om tillsyn".encode("utf-16-le")),
    ("an old Word file", errors.WrongType, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512),
    ("RTF", errors.WrongType, rb"{\rtf1\ansi Beslut}"),
    ("a spreadsheet", errors.WrongType, lambda: makers.package(xl__workbook_xml=b"<x/>")),
    ("a program", errors.WrongType, b"\x7fELF" + bytes(range(1, 200))),
    ("noise", errors.WrongType, bytes(range(1, 256)) * 4),
    ("a Word file with a password", errors.Encrypted, protected_word),
    ("a PDF with a password", errors.Encrypted, encrypted_pdf),
    ("half a PDF", errors.Broken, lambda: makers.pdf(SENTENCE)[:200]),
    ("half a Word document", errors.Broken, lambda: makers.word(build)[:5000]),
    ("a Word document without its parts", errors.Broken, lambda: makers.package(word__document_xml=b"<w/>")),
    ("half a JPEG", errors.Broken, b"\xff\xd8\xff\xe0\x00\x10JFIF"),
    ("half a TIFF", errors.Broken, b"II*\0\x08\0\0\0"),
    ("too many bytes", errors.TooLarge, b"a" * (limits.MAX_MEGABYTES * limits.MEGABYTE + 1)),
    ("too many pages", errors.TooManyPages, many_pages),
    ("too many characters", errors.TooManyPages, b"ord " * (limits.MAX_CHARACTERS // 4 + 1)),
    ("a bomb of spaces", errors.Bomb, bomb),
    ("a bomb within", errors.Bomb, nested_bomb),
    ("a picture of a billion dots", errors.Bomb, lambda: makers.png(40_000, 40_000, b"")),
]


@pytest.mark.parametrize(("error", "data"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_unreadable_file_has_its_own_error(error: type[errors.ReadingError], data: object) -> None:
    content = data() if callable(data) else data
    with pytest.raises(error) as caught:
        extract(content)
    assert type(caught.value) is error


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(errors.NotFound):
        extract(tmp_path / "saknas.pdf")
    with pytest.raises(errors.NotFound):
        extract(tmp_path)


def test_errors_have_codes_exits_and_two_languages() -> None:
    assert len({error.code for error in errors.ERRORS}) == len(errors.ERRORS)
    assert len({error.exit_code for error in errors.ERRORS}) == len(errors.ERRORS)
    values = {"limit": 7, "page": 7, "kind": "ValueError"}
    for error in errors.ERRORS:
        swedish, english = (error(**values).message(language) for language in ("sv", "en"))
        assert swedish != english
        assert "{" not in swedish + english


def test_name_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "beslut.pdf"
    path.write_text(SENTENCE, encoding="utf-8")
    assert extract(path).notes == ("name_differs",)
    assert extract(path).media_type == sniff.TEXT


def test_archive_with_lying_sizes_is_broken() -> None:
    data = bytearray(makers.word(build))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        at = archive.getinfo("word/document.xml").header_offset
    data[at + 60 : at + 120] = b"\x55" * 60
    with pytest.raises(errors.ReadingError):
        extract(bytes(data))
