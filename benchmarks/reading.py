"""How fast documents are read, and whether memory stays flat.

    python benchmarks/reading.py                  our own papers, varied so that no two are the same
    python benchmarks/reading.py FOLDER           the .txt files of a folder, again and again
    python benchmarks/reading.py --documents 10000

Beside each speed stands an alternative measured in the same run: for text, decoding the file and searching it with
four regular expressions (what a script of one afternoon would do); for PDF, PDFium's own text without layout.
One process, one core. The memory is the resident size of the process after 1 000 documents and at the end.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pypdfium2 as pdfium  # noqa: E402

from likvard.reading import read  # noqa: E402
from tests.reading import damages, makers, papers  # noqa: E402

AFTERNOON = (
    re.compile(r"(?:Dnr|Diarienummer)\s+(\S+ ?\d+:\d+)"),
    re.compile(r"^\d{4}-\d{2}-\d{2}$", re.M),
    re.compile(r"senast den (\d{1,2} \w+ \d{4})"),
    re.compile(r"(\d+) kap\. (\d+)(?:[-–](\d+))? §+ (\w+)"),
)


def varied(texts: list[str], seed: int = 1) -> Iterator[bytes]:
    """The texts in turn, each time with other numbers, days and names of schools."""
    dice = random.Random(seed)
    for text in cycle(texts):
        text = re.sub(r"(?<=:)\d{4}\b", lambda _: str(dice.randrange(1000, 9999)), text)
        text = re.sub(
            r"\b(\d{1,2})(?= (?:oktober|juni|september|november) )", lambda _: str(dice.randrange(1, 29)), text
        )
        yield text.replace("Gråhäll", dice.choice(["Lind", "Ek", "Alm", "Björk", "Sten"])).encode()


def afternoon(data: bytes) -> list[list[object]]:
    text = data.decode("utf-8")
    return [pattern.findall(text) for pattern in AFTERNOON]


def plain_pdf(data: bytes) -> str:
    document = pdfium.PdfDocument(data)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def per_second(action: Callable[[bytes], object], documents: list[bytes], seconds: float = 3.0) -> float:
    """Documents a second of processor time; the first round of all documents is not counted."""
    for document in documents[:20]:
        action(document)
    started = time.process_time()
    for count, document in enumerate(cycle(documents), start=1):
        action(document)
        spent = time.process_time() - started
        if spent > seconds:
            return count / spent
    return 0.0


def resident() -> float:
    """Megabytes of this process now."""
    with open("/proc/self/statm") as stream:
        return int(stream.read().split()[1]) * resource.getpagesize() / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--documents", type=int, default=10_000)
    options = parser.parse_args()

    own = list(papers.ALL.values())
    texts = (
        [path.read_text(encoding="utf-8") for path in sorted(options.folder.glob("*.txt"))] if options.folder else own
    )
    documents = list(islice(varied(texts), 200))
    length = sum(map(len, documents)) / len(documents)
    damaged = [damages.stripped(document.decode(), seed).encode() for seed, document in enumerate(documents)]
    pdfs = [makers.pdf(re.sub(r"([#$*_@<>`\\])", r"\\\1", text)) for text in own]

    print(f"documents of {length:,.0f} characters on average")
    print(f"{'':34}{'documents/s':>12}{'alternative':>14}")
    for name, action, alternative, sample in (
        ("clean text", read, afternoon, documents),
        ("text that lost å, ä and ö", read, afternoon, damaged),
        ("PDF with text", read, plain_pdf, pdfs),
    ):
        print(f"{name:34}{per_second(action, sample):>12.0f}{per_second(alternative, sample):>14.0f}", flush=True)

    print(f"\n{'documents':>10}{'megabytes':>12}")
    early = 0.0
    for count, document in enumerate(islice(varied(texts, seed=2), options.documents), start=1):
        read(document)
        if count == min(1_000, options.documents):
            early = resident()
            print(f"{count:>10}{early:>12.1f}", flush=True)
    late = resident()
    print(f"{options.documents:>10}{late:>12.1f}   grew by {late - early:.1f}")


if __name__ == "__main__":
    main()
