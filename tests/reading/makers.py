"""Files made for tests: Word, PDF, images, each small and of our own words."""

import io
import struct
import zipfile
import zlib

import docx
import pypdfium2 as pdfium
import typst


def pdf(markup: str) -> bytes:
    """A PDF of Typst markup, with a text layer."""
    return typst.compile(f'#set page(paper: "a4")\n#set text(lang: "sv", size: 11pt)\n{markup}'.encode())


def grey_page(data: bytes, dpi: int = 150) -> tuple[int, int, bytes]:
    """The first page of a PDF as grey pixels: width, height, rows."""
    document = pdfium.PdfDocument(data)
    bitmap = document[0].render(scale=dpi / 72, grayscale=True)
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    raw = bytes(bitmap.buffer)
    rows = b"".join(raw[y * stride : y * stride + width] for y in range(height))
    bitmap.close()
    document.close()
    return width, height, rows


def png(width: int, height: int, rows: bytes, dpi: int = 150) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    lines = b"".join(b"\0" + rows[y * width : (y + 1) * width] for y in range(height))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + chunk(b"pHYs", struct.pack(">IIB", round(dpi / 0.0254), round(dpi / 0.0254), 1))
        + chunk(b"IDAT", zlib.compress(lines))
        + chunk(b"IEND", b"")
    )


def tiff(pages: list[tuple[int, int, bytes]], dpi: int = 150) -> bytes:
    """An uncompressed grey TIFF of several pages."""
    out = bytearray(b"II*\0\0\0\0\0")
    link = 4
    for width, height, rows in pages:
        data_at = len(out)
        out += rows + (b"\0" if len(rows) % 2 else b"")
        resolution_at = len(out)
        out += struct.pack("<II", dpi, 1)
        entries = [
            (256, 4, 1, width),
            (257, 4, 1, height),
            (258, 3, 1, 8),
            (259, 3, 1, 1),
            (262, 3, 1, 1),
            (273, 4, 1, data_at),
            (277, 3, 1, 1),
            (278, 4, 1, height),
            (279, 4, 1, len(rows)),
            (282, 5, 1, resolution_at),
            (283, 5, 1, resolution_at),
            (296, 3, 1, 2),
        ]
        struct.pack_into("<I", out, link, len(out))
        out += struct.pack("<H", len(entries))
        for tag, kind, count, value in entries:
            out += struct.pack("<HHI", tag, kind, count) + (
                struct.pack("<HH", value, 0) if kind == 3 else struct.pack("<I", value)
            )
        link = len(out)
        out += b"\0\0\0\0"
    return bytes(out)


def picture_pdf(image_page: tuple[int, int, bytes], text_markup: str | None = None) -> bytes:
    """A PDF whose first page is a picture only; with `text_markup` a second page has a text layer."""
    document = pdfium.PdfDocument.new()
    width, height, rows = image_page
    page = document.new_page(595, 842)
    bitmap = pdfium.PdfBitmap.new_native(width, height, 4)
    target = memoryview(bitmap.buffer).cast("B")
    coloured = bytearray(width * height * 4)
    coloured[0::4] = coloured[1::4] = coloured[2::4] = rows
    coloured[3::4] = b"\xff" * (width * height)
    target[: len(coloured)] = coloured
    picture = pdfium.PdfImage.new(document)
    picture.set_bitmap(bitmap)
    picture.set_matrix(pdfium.PdfMatrix().scale(595, 842))
    page.insert_obj(picture)
    page.gen_content()
    if text_markup is not None:
        other = pdfium.PdfDocument(pdf(text_markup))
        document.import_pages(other)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def word(build: object) -> bytes:
    document = docx.Document()
    build(document)  # type: ignore[operator]
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def package(**parts: bytes) -> bytes:
    """A ZIP file; `word__document_xml` names word/document.xml."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), body)
    return buffer.getvalue()
