"""Files that pages give: papers, tables and codes."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def download(content: bytes | str, media_type: str, name: str) -> HttpResponse:
    """A PDF opens in the browser, everything else is saved under its name. No browser guesses what it is."""
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(not name.endswith(".pdf"), name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    return response
