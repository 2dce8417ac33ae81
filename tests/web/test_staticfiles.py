"""Style sheets and scripts come packed, are kept for as long as they are the same, and never longer."""

import gzip
import re

import pytest
from django.templatetags.static import static
from django.test import RequestFactory

from likvard.web import staticfiles

SHEET = "web/base.css"


def let_go(answer) -> None:
    """Closes the file and tells nobody that a request is over: there was none."""
    for close in answer._resource_closers:
        close()


@pytest.fixture
def ask(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    served, answers = staticfiles.StaticFiles(lambda request: None), []

    def get(address: str, packed: bool = True, **headers):
        if packed:
            headers["HTTP_ACCEPT_ENCODING"] = "gzip, br"
        answers.append(served(RequestFactory().get(address, **headers)))
        return answers[-1]

    yield get
    for answer in answers:
        let_go(answer)


def test_a_style_sheet_comes_packed_and_is_the_same_when_unpacked(ask):
    plain, packed = ask(static(SHEET), packed=False), ask(static(SHEET))
    assert packed["Content-Encoding"] == "gzip"
    assert packed["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain
    content, small = b"".join(plain), b"".join(packed)
    assert gzip.decompress(small) == content
    assert len(small) < len(content) * 0.5
    assert int(packed["Content-Length"]) == len(small)


def test_an_address_with_the_right_mark_is_kept_for_a_year_and_no_other(ask):
    address = static(SHEET)
    assert re.fullmatch(r"/static/web/base\.css\?v=[0-9a-f]{12}", address)
    assert ask(address)["Cache-Control"] == staticfiles.FOREVER
    # An address of the version before or after: what this process has must not be kept under that name.
    assert "immutable" not in ask("/static/web/base.css?v=000000000000")["Cache-Control"]
    assert "immutable" not in ask("/static/web/base.css")["Cache-Control"]


def test_what_the_browser_has_already_is_not_sent_again(ask):
    first = ask(static(SHEET))
    again = ask(static(SHEET), HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, b"".join(again)) == (304, b"")


def test_fonts_are_kept_and_not_packed_once_more(ask):
    font = ask("/static/vendor/fonts/inter-latin-wght-normal.woff2")
    assert (font["Cache-Control"], "Content-Encoding" in font) == (staticfiles.A_MONTH, False)


def test_a_folder_that_cannot_be_written_to_does_no_harm(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "file"
    settings.DATA_DIR.write_text("no folder")
    served = staticfiles.StaticFiles(lambda request: None)
    answer = served(RequestFactory().get(static(SHEET), HTTP_ACCEPT_ENCODING="gzip"))
    assert (answer.status_code, "Content-Encoding" in answer) == (200, False)
    let_go(answer)


def test_a_picture_in_a_sheet_of_icons_keeps_its_name(ask):
    assert re.fullmatch(r"/static/web/icons\.svg\?v=[0-9a-f]{12}", static("web/icons.svg"))


def test_a_file_that_is_not_there_has_no_mark():
    assert static("web/nowhere.css") == "/static/web/nowhere.css"
