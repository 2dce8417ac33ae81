"""Files that were cut, flipped and mixed: a named error or a record, never a crash, never a wait."""

import io
import random
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from likvard.reading import read
from likvard.reading.errors import ReadingError
from likvard.reading.source import ocr

from . import damages, makers, papers

MAGIC = [
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff\xe0",
    b"II*\0",
    b"MM\0*",
    b"<html><body>",
    b"\xff\xfe",
    b"",
]
SECONDS = 5.0


@pytest.fixture(autouse=True)
def _no_recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures are read as nothing here: what is tried is everything around the recognition."""
    monkeypatch.setattr(ocr, "program", lambda: "tesseract")
    monkeypatch.setattr(ocr, "recognise", lambda image, **options: ocr.Recognised("", ()))


def attempt(data: bytes) -> None:
    started = time.process_time()
    try:
        record = read(data).to_json()
    except ReadingError:
        record = None
    assert time.process_time() - started < SECONDS
    assert record is None or record["schema"] == "likvard.reading/1"


@given(st.sampled_from(MAGIC), st.binary(max_size=2000))
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bytes_behind_any_magic_number(magic: bytes, body: bytes) -> None:
    attempt(magic + body)


@given(st.text(max_size=3000))
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text(text: str) -> None:
    attempt(text.encode("utf-8", errors="replace"))


PIECES = st.sampled_from(
    [
        *(
            "26 kap. ",
            "10 och 27 §§ ",
            "skollagen ",
            "senast den ",
            "3 oktober 2022 ",
            "Dnr SI 2021:7351 ",
            "\n",
            "• ",
            "   ",
        ),
        *(
            "vite av ",
            "350 000 kronor ",
            "Beslut\n",
            "kommun ",
            "Härjedalens ",
            "Ekskolan ",
            "(",
            ")",
            "§",
            "$",
            "8 ",
            "|",
        ),
        *(
            "1 (2)\n",
            "2022-04-06 ",
            "\f",
            "Utvecklingsområden\n",
            "i låg utsträckning ",
            "B e s l u t ",
            "Ã¤",
            "Sten Ek\n",
        ),
        *("Enhetschef\n", "0" * 40, "a" * 60),
    ]
)


@given(st.lists(PIECES, max_size=150).map("".join))
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_what_documents_are_made_of(text: str) -> None:
    attempt(text.encode())


def files() -> dict[str, bytes]:
    markup = "\n\n".join(papers.DECISION.replace("§", "§").replace("*", "").split("\n\n"))
    return {
        "text": papers.DECISION.encode(),
        "page": ("<html><body>" + papers.DECISION.replace("\n", "<br>") + "</body></html>").encode(),
        "pdf": makers.pdf(markup),
        "word": makers.word(lambda document: [document.add_paragraph(line) for line in papers.DECISION.split("\n")]),
        "picture": makers.png(20, 20, b"\xff" * 400),
        "tiff": makers.tiff([(20, 20, b"\xff" * 400)]),
    }


def mutations(data: bytes, dice: random.Random) -> list[bytes]:
    flipped = bytearray(data)
    for _ in range(dice.randrange(1, 60)):
        flipped[dice.randrange(len(flipped))] ^= 1 << dice.randrange(8)
    start, end = sorted(dice.randrange(len(data)) for _ in range(2))
    noise = bytes(dice.randrange(256) for _ in range(200))
    return [
        bytes(flipped),
        data[:end],
        data[start:],
        data[:start] + data[end:],
        data[:start] + noise + data[start:],
        data[:start] + data[start:end] * 3 + data[end:],
    ]


@pytest.mark.parametrize("kind", ["text", "page", "pdf", "word", "picture", "tiff"])
def test_mutated_files(kind: str) -> None:
    data = files()[kind]
    dice = random.Random(kind)
    for _ in range(6):
        for mutated in mutations(data, dice):
            attempt(mutated)


def test_mutated_parts_of_a_word_document() -> None:
    """The archive is whole and its parts are not: what a damaged download of parts looks like to the readers inside."""
    data = files()["word"]
    dice = random.Random(7)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in parts:
        for mutated in mutations(parts[name], dice)[:3] if parts[name] else []:
            buffer = io.BytesIO()
            with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
                for other, body in parts.items():
                    archive.writestr(other, mutated if other == name else body)
            attempt(buffer.getvalue())


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "rn",
        "é",
        "1",
        " ",
        "\n",
        "(",
        "§",
        "|",
        "- ",
        "26 kap. 1 § ",
        "A B C D ",
        "D E H ",
        "kap",
        "den 1 maj 2020 ",
        "<p>",
        "\u00ad\n",
    ],
)
def test_one_thing_a_hundred_thousand_times(unit: str) -> None:
    attempt((unit * (100_000 // len(unit))).encode())


@pytest.mark.parametrize(
    "unit", ["a", "ä", "é", "1", ":", ".", "-", "A", "a.", "a-", "aä", "a@", "O1", "och", "och ", "$", "8 "]
)
def test_one_thing_over_and_over_in_a_damaged_document(unit: str) -> None:
    """With every stage of the repair at work."""
    attempt(
        (damages.stripped(papers.DECISION) + "vaije kom-\nmun $ | " + unit * (60_000 // len(unit)) + ".se\n").encode()
    )


def test_a_long_document_that_lost_its_letters() -> None:
    attempt((damages.stripped(papers.DECISION + papers.SUPERVISION) * 30).encode())


def test_deep_web_page() -> None:
    attempt(b"<html><body>" + b"<div>" * 20_000 + b"Beslut" + b"</div>" * 20_000)
