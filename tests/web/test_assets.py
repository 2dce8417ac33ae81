"""What the pages are dressed in is built from named packages, and nothing of it comes from elsewhere."""

import json
import re
from pathlib import Path

import pytest

from likvard.web import assets

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "likvard" / "web" / "static"


def test_the_lock_file_holds_no_address():
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in text
    packages = json.loads(text)["packages"]
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def test_colours_are_taken_out_of_the_design_systems_theme_and_the_rest_is_kept():
    sheet = (
        "@layer ds.theme.size-mode{a{b:c}}@layer ds.theme.color-scheme.light{a{b:c}}"
        "@layer ds.theme.color{a{b:c}}@layer ds.theme.semantic{a{b:c}}@layer ds.theme.typography.secondary{a{b:c}}"
        "@layer ds.theme.typography.primary{a{b:c}}"
    )
    kept = re.findall(r"ds\.theme\.[a-z.-]+", assets.without_colours(sheet))
    assert kept == ["ds.theme.size-mode", "ds.theme.semantic", "ds.theme.typography.primary"]


def test_a_font_package_without_our_letters_is_refused():
    with pytest.raises(assets.AssetsError, match="latin"):
        assets.font_faces("/* inter-cyrillic-wght-normal */ @font-face { src: url(./files/x.woff2); }")


def test_what_is_built_is_there_and_fits_the_packages():
    assert assets.is_built(), "run python -m likvard.web.assets"
    names = {str(path.relative_to(assets.VENDOR)) for path in assets.VENDOR.rglob("*") if path.is_file()}
    assert names == {
        "LICENCES.txt",
        "designsystem.css",
        "fonts/inter-latin-ext-wght-normal.woff2",
        "fonts/inter-latin-wght-normal.woff2",
        "inter.css",
        "theme.css",
        "versions.json",
    }


@pytest.mark.parametrize("sheet", sorted(STATIC.rglob("*.css")), ids=lambda p: p.name)
def test_no_style_sheet_fetches_from_elsewhere(sheet):
    text = sheet.read_text(encoding="utf-8")
    outside = [
        u
        for u in re.findall(r"url\(['\"]?([^'\")]+)|@import\s+([^;]+)", text)
        if re.match(r"(https?:)?//", u[0] or u[1])
    ]
    assert outside == []


ICON = re.compile(r'\{% icon "([a-z]+)"|icon_name="([a-z]+)"|\sstate="([a-z]+)"')


def test_every_icon_that_a_page_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "web" / "icons.svg").read_text(encoding="utf-8")))
    named = set()
    for page in (ROOT / "likvard" / "web" / "templates").rglob("*.html"):
        named |= {"".join(groups) for groups in ICON.findall(page.read_text(encoding="utf-8"))}
    for module in (ROOT / "likvard" / "web").rglob("*.py"):
        named |= set(re.findall(r'icon="([a-z]+)"', module.read_text(encoding="utf-8")))
    assert named - drawn == set()
