"""Style sheets, scripts and fonts: sent packed, and kept by browsers for as long as they are the same.

Nothing is collected at an upgrade. Each address carries the checksum of what it names, so that a browser may keep it
for a year and still gets the new one at once; each text file is packed once per version, into the data folder.
"""

import gzip
import hashlib
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

PACKED = "packed-static"  # a folder in the data folder
TEXTS = {".css", ".js", ".mjs", ".svg", ".json", ".txt", ".map"}
FOREVER = "max-age=31536000, public, immutable"
A_MONTH = "max-age=2592000, public"  # fonts, which style sheets name without a checksum


@lru_cache(maxsize=2048)
def mark_of(name: str) -> str:
    """What tells one version of the file from another; nothing for a file that is not there."""
    path = finders.find(name)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12] if isinstance(path, str) else ""


class MarkedStorage(StaticFilesStorage):
    def url(self, name: str | None) -> str:
        plain = super().url(name)
        mark = "" if settings.DEBUG or not name else mark_of(name)
        return f"{plain}?v={mark}" if mark else plain


class StaticFiles(WhiteNoiseMiddleware):
    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:
        plain = super().get_static_file(path, url, stat_cache)
        if self.autorefresh or Path(path).suffix not in TEXTS:
            return plain
        packed = _packed(Path(path), Path(path).stat().st_mtime_ns, Path(settings.DATA_DIR) / PACKED)
        if packed is None:
            return plain
        headers = [(name, value) for name, value in plain.alternatives[-1][2] if name != "Content-Length"]
        return StaticFile(path, headers, encodings={"gzip": str(packed)})

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = super().__call__(request)
        if not self.autorefresh and request.path_info in self.files and response.status_code in (200, 304):
            given = request.GET.get("v")
            if given and given == mark_of(request.path_info.removeprefix(self.static_prefix)):
                response["Cache-Control"] = FOREVER
            elif request.path_info.endswith(".woff2"):
                response["Cache-Control"] = A_MONTH
        return response


@lru_cache(maxsize=2048)
def _packed(path: Path, changed: int, folder: Path) -> Path | None:
    """The file, last changed then, packed by gzip into the folder once for each content; nothing where the disk
    refuses."""
    content = path.read_bytes()
    packed = folder / f"{hashlib.sha256(content).hexdigest()}.gz"
    if packed.exists():
        return packed
    small = gzip.compress(content, 9, mtime=0)
    if len(small) > len(content) * 0.95:
        return None
    beside = packed.with_suffix(f".{secrets.token_hex(4)}")
    try:
        packed.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(small)
        beside.replace(packed)
    except OSError:
        return None
    return packed
