"""An interface as a server on this machine: answers by path, faults by order, everything asked kept."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = Callable[[str, dict[str, str], Any], Any]  # (path, parameters, posted body) → JSON, or None for 404


class Replay:
    """`faults`: path → what the next questions get instead: a status, (status, Retry-After), "cut", "html"."""

    def __init__(self) -> None:
        self.base = ""
        self.answer: Answer = lambda path, parameters, body: None
        self.faults: dict[str, list[Any]] = defaultdict(list)
        self.asked: list[str] = []
        self.parameters: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []


@contextmanager
def running() -> Iterator[Replay]:
    replay = Replay()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._reply(None)

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self._reply(json.loads(self.rfile.read(length)))

        def _reply(self, body: Any) -> None:
            parts = urlsplit(self.path)
            parameters = {name: values[-1] for name, values in parse_qs(parts.query).items()}
            replay.asked.append(parts.path)
            replay.parameters.append(parameters)
            replay.headers.append(dict(self.headers))
            fault = replay.faults[parts.path].pop(0) if replay.faults[parts.path] else None
            if fault == "html":
                self._send(200, b"<html>maintenance</html>")
            elif fault == "cut":
                self.send_response(200)
                self.send_header("Content-Length", "5000")
                self.end_headers()
                self.wfile.write(b'{"values": [')
                self.close_connection = True
            elif isinstance(fault, tuple):
                self._send(fault[0], b"{}", {"Retry-After": str(fault[1])})
            elif fault:
                self._send(fault, b"{}")
            else:
                answer = replay.answer(parts.path, parameters, body)
                self._send(404 if answer is None else 200, json.dumps(answer).encode())

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
    replay.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield replay
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
