"""A real browser on a live site: desk and telephone, keyboard and mouse, with no page let through that bars anybody.

Debian's Chromium is used as it is installed. `page` runs each walk at 1280 and at 390 pixels.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.journeys.words import Words

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "build" / "axe.min.js"
PICTURES = os.environ.get("LIKVARD_PICTURES", "")  # a folder in which to keep what the pages look like
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed")
    # The driver keeps an event loop in this thread; the tests themselves are ordinary code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=30_000)  # a busy machine is slow, and not wrong
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _empty_database(django_db_setup, django_db_blocker) -> Path | None:
    from tests.database_file import keep_empty  # noqa: PLC0415 - Django's settings must be read first

    with django_db_blocker.unblock():
        return keep_empty(settings.DATA_DIR / "journeys")


@pytest.fixture
def _django_db_helper(_empty_database, django_db_blocker) -> Iterator[None]:
    """In the place of pytest-django's own, which empties every table after each test: a journey has a new file."""
    from tests.database_file import a_database  # noqa: PLC0415 - Django's settings must be read first

    with django_db_blocker.unblock(), a_database(_empty_database):
        yield


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """The site, whose threads open connections of their own."""
    server = LiveServer("localhost", start=False)
    server.thread.connections_override = {}
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=SIZES)
def size(request) -> str:
    """ "desk" or "phone"."""
    return request.param


@pytest.fixture
def language() -> str:
    """A journey in both languages gives this its parameters."""
    return "sv"


@pytest.fixture
def t(language) -> Words:
    """The words of the pages in the journey's language."""
    return Words(language)


@pytest.fixture
def context(browser, size, live_server) -> Iterator[BrowserContext]:
    context = browser.new_context(
        viewport=SIZES[size], locale="sv-SE", timezone_id="Europe/Stockholm", base_url=live_server.url,
        reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def page(context) -> Iterator[Page]:
    """A page that fails the test when a script of ours fails or the content policy stops something."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console",
        lambda m: faults.append(m.text) if m.type == "error" and "Failed to load resource" not in m.text else None,
    )
    yield page
    assert faults == []


def cookie_of(user, name: str):
    """The cookie of a session of somebody who has signed in."""
    from django.test import Client  # noqa: PLC0415 - Django's settings must be read first

    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies[name]


@pytest.fixture
def signed_in_beside(browser, size, live_server, settings) -> Iterator[Callable[..., Page]]:
    """`signed_in_beside(user)`: a page in a browser of her own, for somebody who works at the same time."""
    opened: list[BrowserContext] = []

    def enter(user) -> Page:
        cookie = cookie_of(user, settings.SESSION_COOKIE_NAME)
        context = browser.new_context(
            viewport=SIZES[size], locale="sv-SE", timezone_id="Europe/Stockholm", base_url=live_server.url,
            reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(30_000)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield enter
    for context in opened:
        context.close()


@pytest.fixture
def signed_in(page, live_server, settings) -> Callable[..., Page]:
    """`signed_in(user)`: the page of somebody who has already signed in."""

    def enter(user) -> Page:
        cookie = cookie_of(user, settings.SESSION_COOKIE_NAME)
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        return page

    return enter


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    """No violation by axe (WCAG 2.2 A and AA, and its best practice), and nothing wider than the window."""
    if not AXE.exists():
        pytest.fail("axe is not built: run python -m likvard.web.assets")
    script = AXE.read_text(encoding="utf-8")

    def check(page: Page) -> None:
        page.evaluate(script + "; true")
        faults = page.evaluate(
            """async (tags) => (await axe.run(document, {runOnly: tags})).violations.map(
                (v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200)).join("  ")}`)""",
            RULES,
        )
        assert faults == [], f"{page.url}\n" + "\n".join(faults)
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{page.url} is {too_wide} pixels wider than the window"

    return check


@pytest.fixture
def looked_at(assert_accessible, language, request) -> Callable[..., None]:
    """`looked_at(page, "letter")`: barred to nobody. A page is the same page in the other language, where only the
    width differs; so axe looks at it in Swedish. With LIKVARD_PICTURES set, pictures are kept at both widths."""
    taken = [0]

    def look(page: Page, name: str) -> None:
        if language == "sv":
            assert_accessible(page)
        else:
            too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert too_wide <= 0, f"{page.url} is {too_wide} pixels wider than the window"
        if PICTURES:
            taken[0] += 1
            before = page.viewport_size
            for width, one in SIZES.items():
                page.set_viewport_size(one)
                page.screenshot(
                    path=Path(PICTURES) / f"{request.node.originalname}-{taken[0]:02}-{name}-{language}-{width}.png",
                    full_page=True,
                )
            page.set_viewport_size(before)

    return look
