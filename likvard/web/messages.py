"""Builds the message catalogues: collect what the code says, merge it into the catalogues, compile them.

    python -m likvard.web.messages                 merge and compile
    python -m likvard.web.messages --compile       compile only (what a build needs)
    python -m likvard.web.messages --collect FILE  write a template of all messages, touch nothing else

Pure Python, so that nobody needs the gettext programs: Django turns templates into lines that look like Python,
Babel finds the messages, polib keeps the catalogues. Used when the package is built, never by the running site.
"""

import argparse
import io
from collections.abc import Iterator
from pathlib import Path

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "web" / "locale"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "gettext_noop": None,
}
HEADER = {"Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit", "MIME-Version": "1.0"}
PLURALS = "nplurals=2; plural=(n != 1);"


def sources() -> Iterator[tuple[Path, bytes]]:
    """Each file that may speak, as Python-like bytes."""
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        parts = path.relative_to(PACKAGE).parts[:-1]
        if {"migrations", "static", "demo"} & set(parts):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            yield path, text.encode()
        elif "{%" in text:
            # Indentation means nothing in a template but everything to Python's tokeniser.
            lines = templatize(text, origin=str(path)).splitlines()
            yield path, "\n".join(line.strip() for line in lines).encode()


def collect() -> polib.POFile:
    """Every message of the code and the templates, with where it stands."""
    template = polib.POFile()
    template.metadata = dict(HEADER)
    for path, content in sources():
        where = str(path.relative_to(PACKAGE.parent))
        for _line, message, _comments, context in extract("python", io.BytesIO(content), KEYWORDS):
            msgid, plural = message[:2] if isinstance(message, tuple) else (message, "")
            if not msgid:
                continue
            entry = _find(template, msgid, context)
            if entry is None:
                entry = polib.POEntry(msgid=msgid, msgctxt=context)
                template.append(entry)
            if plural and not entry.msgid_plural:
                entry.msgid_plural, entry.msgstr, entry.msgstr_plural = plural, "", {0: "", 1: ""}
            if (where, "") not in entry.occurrences:
                entry.occurrences.append((where, ""))
    return template


def _find(catalogue: polib.POFile, msgid: str, context: str | None) -> polib.POEntry | None:
    """The entry with exactly that context: the same word with another context is another message."""
    return next((e for e in catalogue if e.msgid == msgid and (e.msgctxt or None) == (context or None)), None)


def merge(template: polib.POFile, language: str) -> None:
    """Bring a catalogue up to date; translations of messages that remain are kept, the rest go."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    before = polib.pofile(str(path)) if path.exists() else polib.POFile()
    after = polib.POFile(wrapwidth=110)
    after.metadata = {**HEADER, "Language": language, "Plural-Forms": PLURALS}
    for entry in sorted(template, key=lambda e: (e.msgid.casefold(), e.msgctxt or "")):
        new = polib.POEntry(
            msgid=entry.msgid, msgid_plural=entry.msgid_plural, msgctxt=entry.msgctxt, occurrences=entry.occurrences
        )
        old = _find(before, entry.msgid, entry.msgctxt)
        if entry.msgid_plural:
            new.msgstr_plural = {0: "", 1: ""} | (old.msgstr_plural if old else {})
        elif old:
            new.msgstr = old.msgstr
        if language == "en":  # the messages are written in English
            new.msgstr = "" if entry.msgid_plural else entry.msgid
            new.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural} if entry.msgid_plural else {}
        after.append(new)
    after.save(str(path))


def compile_catalogues() -> None:
    for path in LOCALE.rglob("*.po"):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--collect", metavar="FILE", type=Path)
    parser.add_argument("--compile", action="store_true")
    options = parser.parse_args()
    if options.collect:
        collect().save(str(options.collect))
        return
    if not options.compile:
        template = collect()
        for language in ("sv", "en"):
            merge(template, language)
    compile_catalogues()


if __name__ == "__main__":
    main()
