"""What a virus scanner says of a file, where the one who runs the site has set one up (LIKVARD_CLAMAV).

Speaks to clamd as its manual tells: `zINSTREAM`, pieces with their length before them (four bytes, network order),
a piece of no length at the end; the answer is `stream: OK`, `stream: NAME FOUND` or an error (clamd(8)).
"""

# ruff: noqa: N818 - named as the reading errors are: the names are the causes.

import socket
import struct
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from likvard.reading.errors import ReadingError

PIECE = 65_536  # bytes
PATIENCE = 60.0  # seconds


class Infected(ReadingError):
    code = "infected"
    sv = "Filen innehåller skadlig kod och har inte tagits emot. Kontakta er it-avdelning."
    en = "The file holds malicious code and was not taken in. Contact your IT department."


class Unchecked(ReadingError):
    code = "unchecked"
    sv = "Filen kunde inte kontrolleras mot skadlig kod just nu och har inte tagits emot. Försök igen om en stund."
    en = "The file could not be checked for malicious code just now and was not taken in. Try again in a while."


def check(path: Path) -> None:
    """Nothing when no scanner is set up or the file is clean. Raises `Infected`, and `Unchecked` when the scanner
    does not answer as it should: what was not checked is not let in."""
    address = getattr(settings, "CLAMAV", "")
    if not address:
        return
    try:
        answer = _asked(address, path)
    except OSError as error:
        raise Unchecked from error
    if answer.endswith("FOUND"):
        raise Infected
    if answer != "stream: OK":
        raise Unchecked


def _asked(address: str, path: Path) -> str:
    with _connection(address) as scanner, path.open("rb") as file:
        scanner.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            scanner.sendall(struct.pack("!I", len(piece)) + piece)
        scanner.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0"):
            more = scanner.recv(4096)
            if not more or len(answer) > PIECE:
                break
            answer += more
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _connection(address: str) -> socket.socket:
    """`tcp://host:port` or `unix:///path`."""
    parts = urlsplit(address)
    if parts.scheme == "unix":
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scanner.settimeout(PATIENCE)
        scanner.connect(parts.path)
        return scanner
    return socket.create_connection((parts.hostname or "localhost", parts.port or 3310), timeout=PATIENCE)
