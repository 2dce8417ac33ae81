"""Asking an interface over HTTP with patience: busy and broken answers are asked again with growing pauses,
`Retry-After` obeyed, nothing followed to another host, no answer larger than it may be.

The answers of a run are kept line by line in a file, so that a broken run goes on where it ended.
"""

import email.utils
import json
import time
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

MOST_BYTES = 100_000_000
LONGEST_PAUSE = 60.0
LONGEST_RUN = timedelta(days=7)
BUSY = frozenset((408, 425, 429, 500, 502, 503, 504))

Progress = Callable[[int, int], None]  # (done, of)


class RefusedError(Exception):
    """The interface did not answer as it should after every attempt. What was fetched is kept. `status` is the last
    HTTP status, 0 where there was none."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status


class NotThereError(Exception):
    """404 or 410: the interface has nothing under the address."""


class Asker:
    """One client for one run. `token` is sent as a bearer token; `sleep` and `transport` can be exchanged by tests."""

    def __init__(
        self,
        base: str,
        *,
        accept: str = "application/json",
        token: str = "",
        attempts: int = 6,
        timeout: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        parts = urlsplit(base)
        local = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the address of an interface begins with https://")
        if token and parts.scheme != "https" and not local:
            raise ValueError("a token is only sent over https")
        self.base = base.rstrip("/")
        self._attempts, self._sleep = attempts, sleep
        headers = {"Accept": accept, "User-Agent": "likvard"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._http = httpx.Client(timeout=timeout, transport=transport, headers=headers, follow_redirects=False)

    def __enter__(self) -> "Asker":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, path: str, parameters: Mapping[str, str] | None = None, body: Any = None) -> Any:
        """JSON of one address below the base (`body` is posted). Raises `RefusedError`, `NotThereError`."""
        address = path if path.startswith(("http://", "https://")) else f"{self.base}{path}"
        if urlsplit(address).netloc != urlsplit(self.base).netloc:
            raise RefusedError(f"{urlsplit(path).path}: the next page leads astray")
        reason, status = "", 0
        for attempt in range(self._attempts):
            pause = min(LONGEST_PAUSE, 2.0**attempt)
            try:
                return json.loads(self._content(address, parameters, body))
            except httpx.HTTPStatusError as error:
                status = error.response.status_code
                reason = f"answered {status}"
                if status in (404, 410):
                    raise NotThereError(urlsplit(address).path) from error
                if status not in BUSY:
                    break
                pause = retry_after(error.response.headers, pause)
            except httpx.TransportError as error:
                reason = type(error).__name__
            except (ValueError, RecursionError):
                reason = "answered with something else than JSON"
            if attempt + 1 < self._attempts:
                self._sleep(pause)
        raise RefusedError(f"{urlsplit(address).path}: {reason}", status)

    def _content(self, address: str, parameters: Mapping[str, str] | None, body: Any) -> bytes:
        method = "GET" if body is None else "POST"
        with self._http.stream(method, address, params=parameters or None, json=body) as answer:
            if answer.is_redirect:
                raise RefusedError(f"{urlsplit(address).path}: sends on to another address", answer.status_code)
            answer.raise_for_status()
            parts, size = [], 0
            for part in answer.iter_bytes():
                parts.append(part)
                size += len(part)
                if size > MOST_BYTES:
                    raise RefusedError(f"{urlsplit(address).path}: larger than {MOST_BYTES // 1_000_000} MB")
            return b"".join(parts)


def retry_after(headers: httpx.Headers, pause: float) -> float:
    """Seconds to wait: a number, or a date counted from the answer's own date; at most `LONGEST_PAUSE`, never less
    than our own pause."""
    value = headers.get("Retry-After", "").strip()
    if value.isdigit():
        return min(LONGEST_PAUSE, max(pause, float(value)))
    try:
        until = email.utils.parsedate_to_datetime(value)
        answered = email.utils.parsedate_to_datetime(headers.get("Date", ""))
        return min(LONGEST_PAUSE, max(pause, (until - answered).total_seconds()))
    except (TypeError, ValueError):
        return pause


class Answers:
    """The answers of one run in a file of JSON lines, `{"url": …, "fetched": …, "body": …}`; `finish` makes it the
    result. A run begun more than a week ago, or another run, is begun anew. A cut last line is left out."""

    def __init__(self, path: Path, run: str, today: date) -> None:
        self.path, self.part = path, path.with_name(path.name + ".part")
        self.run, self.today = run, today
        self.bodies: dict[str, Any] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (self.part.is_file() and self._read()):
            self.bodies = {}
            self.part.write_text(json.dumps({"run": run, "begun": today.isoformat()}) + "\n", encoding="utf-8")

    def _read(self) -> bool:
        data = self.part.read_bytes()
        if not data.endswith(b"\n"):
            data = data[: data.rfind(b"\n") + 1]
            self.part.write_bytes(data)
        lines = data.decode("utf-8", errors="replace").splitlines()
        try:
            head = json.loads(lines[0])
            begun = date.fromisoformat(head["begun"])
        except (IndexError, KeyError, TypeError, ValueError):
            return False
        if head.get("run") != self.run or not timedelta(0) <= self.today - begun <= LONGEST_RUN:
            return False
        for line in lines[1:]:
            try:
                one = json.loads(line)
                self.bodies[one["url"]] = one["body"]
            except (KeyError, TypeError, ValueError):
                continue
        return True

    def __contains__(self, url: str) -> bool:
        return url in self.bodies

    def add(self, url: str, body: Any) -> None:
        """`None` is kept too: asked, and nothing there."""
        self.bodies[url] = body
        line = json.dumps({"url": url, "fetched": self.today.isoformat(), "body": body}, ensure_ascii=False)
        with self.part.open("a", encoding="utf-8") as file:
            file.write(line + "\n")

    def finish(self) -> Path:
        """Writes the result without the lines that hold nothing, all or nothing."""
        whole = self.path.with_name(self.path.name + ".whole")
        with whole.open("w", encoding="utf-8") as file:
            for line in self.part.read_text(encoding="utf-8").splitlines()[1:]:
                if json.loads(line)["body"] is not None:
                    file.write(line + "\n")
        whole.replace(self.path)
        self.part.unlink()
        return self.path
