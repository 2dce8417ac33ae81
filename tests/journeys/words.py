"""The words of the pages in one language, so that one journey runs in Swedish and in English."""

from collections.abc import Callable

from django.utils.translation import gettext, ngettext, override, pgettext
from playwright.sync_api import Page, expect

from likvard.web.labels import label
from likvard.web.templatetags.lv import day, moment


class Words:
    """`t("Save")`, `t("%(n)s of %(of)s", n=1, of=2)`: what the page says. English stays as it is in the code."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, english: str, **values: object) -> str:
        with override(self.language):
            return _filled(gettext(english), values)

    def of(self, context: str, english: str, **values: object) -> str:
        """A word that needs a context to be told from its likes."""
        with override(self.language):
            return _filled(pgettext(context, english), values)

    def many(self, one: str, more: str, number: int, **values: object) -> str:
        with override(self.language):
            return _filled(ngettext(one, more, number), values)

    def code(self, kind: str, code: str) -> str:
        """The word for a code: `t.code("judgement_level", "low")`."""
        with override(self.language):
            return str(label(kind, code))

    def day(self, value: object) -> str:
        return self._shown(day, value)

    def moment(self, value: object) -> str:
        return self._shown(moment, value)

    def _shown(self, by: Callable[[object], str], value: object) -> str:
        with override(self.language):
            return by(value).replace("\N{NO-BREAK SPACE}", " ")


def _filled(words: str, values: dict[str, object]) -> str:
    return words % values if values else words.replace("%%", "%")


def speak(page: Page, t: Words) -> None:
    """The signed-in person chooses the language in the menu, as one does who wants another."""
    shown = page.locator("html").get_attribute("lang")
    if shown != t.language:
        page.locator("[data-menu].lv-person summary").click()
        page.locator(f".lv-person button[name=language][value={t.language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", t.language)
