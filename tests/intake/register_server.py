"""The register's interface as a server on this machine: recorded answers of invented schools, and faults by order.

Answers have the shape of the OpenAPI description of version 2, with the fields that hold personal data filled in,
so that a test can prove that none of them comes through.
"""

import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PERSONAL = ("Pelle Sträng", "pelle.strang@skola.example", "070-000 00 00", "Hemliga vägen 1")

ORGANISERS = [
    {"organizationNumber": "2120000092", "displayName": "TYRESÖ KOMMUN", "organizerType": "KOMMUN"},
    {"organizationNumber": "2321000016", "displayName": "REGION STOCKHOLM", "organizerType": "REGION"},
    {"organizationNumber": "5566778899", "displayName": "Kompassrosens Friskola AB", "organizerType": "ENSKILD"},
]
UNITS = {
    "74174879": ("Njupkärrs skola", "AKTIV", "2120000092", ["FKLASS", "GR", "FTH"], ["1", "2", "3"]),
    "55512387": ("Nyboda skola", "AKTIV", "2120000092", ["GR"], ["4", "5", "6"]),
    "80509560": ("Kompassrosens friskola", "VILANDE", "5566778899", ["GR", "GRAN"], ["1"]),
    "20855811": ("Nedlagda skolan", "UPPHORT", "2120000092", ["GR"], []),
    "54882637": ("Central enhet", "AKTIV", "2120000092", ["GR"], []),
}


def detail(code: str) -> dict:
    """The answer for one unit."""
    name, status, number, forms, grades = UNITS[code]
    organiser = next(one for one in ORGANISERS if one["organizationNumber"] == number)
    return {
        "meta": {"created": "2012-07-01", "modified": "2024-08-01"},
        "data": {
            "type": "schoolunit",
            "schoolUnitCode": code,
            "attributes": {
                "displayName": name,
                "status": status,
                "headMaster": PERSONAL[0],
                "email": PERSONAL[1],
                "phoneNumber": PERSONAL[2],
                "addresses": [{"type": "BESOKSADRESS", "streetAddress": PERSONAL[3], "locality": "TYRESÖ"}],
                "orientationType": "ALLMAN",
                "schoolUnitType": "CENTRAL" if code == "54882637" else "SKOLENHET",
                "municipalityCode": "0138",
                "schoolTypes": forms,
                "schoolTypeProperties": {"gr": {"grades": grades}},
                "startdate": "2012-07-01",
                "endDate": "2020-06-30" if status == "UPPHORT" else None,
            },
        },
        "included": {"type": "organization", "organizationNumber": number, "attributes": {
            "displayName": organiser["displayName"], "organizerType": organiser["organizerType"]}},
    }  # fmt: skip


class Register:
    """What the server answers and how it misbehaves: `faults[path]` is a list of faults, used one a request:
    a status code, "cut" (the connection ends in the middle), "html", or (429, seconds) with Retry-After."""

    def __init__(self) -> None:
        self.faults: dict[str, list] = defaultdict(list)
        self.asked: list[str] = []
        self.parameters: list[dict] = []
        self.pages = False  # whether lists are cut into pages
        self.astray = ""  # where the second page points
        self.base = ""

    def answer(self, path: str) -> dict | None:
        if path == "/v2/organizers":
            return {"meta": {}, "data": {"type": "organizer", "attributes": ORGANISERS}}
        if path in ("/v2/school-units", "/v2/page2"):
            rows = [{"schoolUnitCode": c, "name": u[0], "status": u[1]} for c, u in UNITS.items()]
            if not self.pages:
                return {"meta": {}, "data": {"type": "schoolunit", "attributes": rows}}
            part = rows[:2] if path == "/v2/school-units" else rows[2:]
            body: dict = {"meta": {}, "data": {"type": "schoolunit", "attributes": part}}
            if path == "/v2/school-units":
                body["links"] = {"next": {"href": self.astray or "/v2/page2"}}
            elif self.astray:
                body["links"] = {"next": self.astray}
            return body
        code = path.rsplit("/", 1)[-1]
        return detail(code) if code in UNITS else None


@contextmanager
def running() -> Iterator[Register]:
    """A server on a free port of this machine; `register.base` is its address."""
    register = Register()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            register.asked.append(parts.path)
            register.parameters.append(parse_qs(parts.query))
            fault = register.faults[parts.path].pop(0) if register.faults[parts.path] else None
            body = register.answer(parts.path)
            if isinstance(fault, tuple):
                self._send(fault[0], b"{}", {"Retry-After": str(fault[1])})
            elif isinstance(fault, int):
                self._send(fault, b'{"title": "fel"}')
            elif fault == "html":
                self._send(200, b"<html>Underh\xc3\xa5ll</html>")
            elif body is None:
                self._send(404, b'{"title": "Hittades inte"}')
            elif fault == "cut":
                data = json.dumps(body).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[: len(data) // 2])
                self.close_connection = True
            else:
                self._send(200, json.dumps(body).encode())

        def _send(self, status: int, data: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    register.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield register
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
