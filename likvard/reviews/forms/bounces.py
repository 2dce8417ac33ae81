"""E-mails that came back, read with the standard library: what the receiving server said of which letter.

A delivery status notification is RFC 3464 (`multipart/report` with `message/delivery-status` and the original or its
headers); its codes are RFC 3463. Servers that only write a text are understood when the text holds our Message-ID
and a code.
"""

import email
import mailbox
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from pathlib import Path
from uuid import UUID

_OURS = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@[^<>\s]{1,255}>", re.I)
_STATUS = re.compile(r"\b([45]\.\d{1,3}\.\d{1,3})\b")
_DAEMON = re.compile(r"mailer-daemon|postmaster", re.I)
LARGEST = 20_000_000  # bytes of one file of returned e-mails


@dataclass(frozen=True, slots=True)
class Bounce:
    """One e-mail of ours that came back. `action`: failed or delayed; `status` "5.1.1"; `note` the server's words."""

    dispatch: UUID
    action: str
    status: str
    note: str


def bounces_in(content: bytes) -> Iterator[Bounce]:
    """Every returned e-mail of ours in an EML file or an mbox; what is no bounce is passed over."""
    for message in _messages(content):
        if found := bounce_of(message):
            yield found


def _messages(content: bytes) -> Iterator[EmailMessage]:
    if not content.startswith(b"From "):
        yield email.message_from_bytes(content, policy=policy.default)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "returned"
        path.write_bytes(content)
        box = mailbox.mbox(path, factory=None)
        try:
            for key in box.iterkeys():
                yield email.message_from_bytes(box.get_bytes(key), policy=policy.default)
        finally:
            box.close()


def bounce_of(message: EmailMessage) -> Bounce | None:
    """None for an answer, an automatic reply, a notice of delivery or somebody else's letter."""
    report = message.get_content_type() == "multipart/report"
    sender = str(message.get("From", ""))
    if not report and not (_DAEMON.search(sender) or str(message.get("Return-Path", "")).strip() == "<>"):
        return None
    action, status, note = _told(message) if report else ("", "", "")
    text = _text(message)
    if not report:
        code = _STATUS.search(text)
        if code is None:
            return None
        status = code[1]
        action = "failed" if status.startswith("5") else "delayed"
        note = next((line.strip() for line in text.splitlines() if status in line), "")
    if action not in ("failed", "delayed"):
        return None
    ours = _original(message) or _OURS.search(text)
    return Bounce(UUID(ours[1]), action, status, re.sub(r"\s+", " ", note)[:300]) if ours else None


def _told(message: EmailMessage) -> tuple[str, str, str]:
    """Action, status and diagnosis of the first receiver that the report tells of."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if isinstance(block, Message) and block.get("Action"):
                status = _STATUS.search(str(block.get("Status", "")))
                diagnosis = str(block.get("Diagnostic-Code", "")).partition(";")[2] or str(block.get("Status", ""))
                return str(block["Action"]).strip().lower(), status[1] if status else "", diagnosis.strip()
    return "", "", ""


def _original(message: EmailMessage) -> re.Match[str] | None:
    """The Message-ID of the e-mail that came back: in it, in its headers, or as a reference to it."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            found = _OURS.search(str(part.get_payload(decode=False)))
        elif part is not message:
            found = _OURS.search(str(part.get("Message-ID", "")))
        else:
            found = _OURS.search(f"{part.get('In-Reply-To', '')} {part.get('References', '')}")
        if found:
            return found
    return None


def _text(message: EmailMessage) -> str:
    texts = []
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            content = part.get_payload(decode=True) or b""
            texts.append(content[:20_000].decode("utf-8", "replace"))
    return "\n".join(texts)
