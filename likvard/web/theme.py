"""The colours of the pages, worked out from one hue per meaning, light and dark.

Each meaning (accent, neutral, danger …) is a ladder of sixteen steps with the names that Designsystemet's CSS
asks for. Lightness is chosen per step in OKLCH, where equal steps look equal, so that every meaning keeps the
same contrast; `tests/web/test_theme.py` measures them (WCAG 2.2: 4.5:1 for text, 7:1 for body text, 3:1 for marks).
"""

from dataclasses import dataclass
from math import cos, radians, sin


@dataclass(frozen=True, slots=True)
class Meaning:
    """A hue in degrees, how strong it is, and the lightness of its filled surface in light and dark mode."""

    hue: float
    chroma: float
    base: float = 0.42
    base_dark: float = 0.76
    paper: float = 1.0  # how much more of the hue the light grounds carry: what makes white warm


MEANINGS = {
    "accent": Meaning(hue=208, chroma=0.085, base=0.405),  # deep blue-green: links and the next step
    "neutral": Meaning(hue=80, chroma=0.008, base=0.27, paper=8),  # ink on warm white
    "danger": Meaning(hue=32, chroma=0.135, base=0.45),  # overdue, deficiency: red-brown
    "warning": Meaning(hue=72, chroma=0.115, base=0.47),  # soon: amber
    "info": Meaning(hue=250, chroma=0.055, base=0.43),  # waiting: grey-blue
    "success": Meaning(hue=152, chroma=0.095, base=0.42),  # done: green
    "doubtful": Meaning(hue=303, chroma=0.135, base=0.45),  # doubtful reading: violet
}

# Step: (lightness light, share of the chroma, lightness dark, share of the chroma).
LADDER = {
    "background-default": (0.988, 0.06, 0.190, 0.18),
    "background-tinted": (0.968, 0.14, 0.225, 0.24),
    "surface-default": (0.998, 0.02, 0.228, 0.20),
    "surface-tinted": (0.950, 0.22, 0.270, 0.32),
    "surface-hover": (0.925, 0.30, 0.310, 0.38),
    "surface-active": (0.890, 0.42, 0.350, 0.44),
    "border-subtle": (0.870, 0.42, 0.385, 0.44),
    "border-default": (0.590, 0.90, 0.605, 0.80),
    "border-strong": (0.475, 1.00, 0.745, 0.80),
    "text-subtle": (0.430, 1.00, 0.800, 0.75),
    "text-default": (0.255, 0.70, 0.950, 0.18),
}


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """OKLCH to linear sRGB (Björn Ottosson's matrices, 2020)."""
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def colour(lightness: float, chroma: float, hue: float) -> str:
    """`#rrggbb`; a colour that a screen cannot show gives up chroma, never lightness."""
    while chroma > 0 and any(not -0.0005 <= part <= 1.0005 for part in _linear(lightness, chroma, hue)):
        chroma -= 0.002
    parts = (min(1.0, max(0.0, part)) for part in _linear(lightness, max(0.0, chroma), hue))
    return "#" + "".join(
        f"{round(255 * (12.92 * p if p <= 0.0031308 else 1.055 * p ** (1 / 2.4) - 0.055)):02x}" for p in parts
    )


def ladder(meaning: Meaning, *, dark: bool) -> dict[str, str]:
    """Every step of one meaning, by the name that the design system gives it."""
    steps = {}
    for step, (light, light_share, deep, deep_share) in LADDER.items():
        lightness, share = (deep, deep_share) if dark else (light, light_share)
        if not dark and step.startswith(("background", "surface-default")):
            share *= meaning.paper
        steps[step] = colour(lightness, meaning.chroma * share, meaning.hue)
    base, further = (meaning.base_dark, 0.05) if dark else (meaning.base, -0.06)
    for number, step in enumerate(("base-default", "base-hover", "base-active")):
        steps[step] = colour(base + number * further, meaning.chroma * (0.8 if dark else 1), meaning.hue)
    steps["base-contrast-subtle"] = colour(0.24 if dark else 0.94, meaning.chroma * 0.2, meaning.hue)
    steps["base-contrast-default"] = colour(0.17 if dark else 1.0, 0 if not dark else meaning.chroma * 0.2, meaning.hue)
    return steps


def _scheme(*, dark: bool) -> str:
    lines = [
        f"--ds-color-{name}-{step}:{value};"
        for name, meaning in MEANINGS.items()
        for step, value in ladder(meaning, dark=dark).items()
    ]
    neutral, accent = ladder(MEANINGS["neutral"], dark=dark), ladder(MEANINGS["accent"], dark=dark)
    lines += [
        f"--ds-color-focus-inner:{neutral['background-default']};",
        f"--ds-color-focus-outer:{neutral['text-default']};",
        f"--ds-link-color-visited:{accent['text-subtle']};",
        f"color-scheme:{'dark' if dark else 'light'};",
    ]
    return "".join(lines)


def css() -> str:
    """The style sheet: both schemes (dark follows the system) and the switch from one meaning to another."""
    steps = ladder(MEANINGS["accent"], dark=False)
    light, dark = _scheme(dark=False), _scheme(dark=True)
    sheet = [
        f"@layer ds.theme.color-scheme.light{{:root,[data-color-scheme=light]{{{light}}}}}",
        f"@layer ds.theme.color-scheme.dark{{[data-color-scheme=dark]{{{dark}}}"
        f"@media (prefers-color-scheme:dark){{[data-color-scheme=auto]{{{dark}}}}}}}",
    ]
    for name in MEANINGS:
        aliases = "".join(f"--ds-color-{step}:var(--ds-color-{name}-{step});" for step in steps)
        selector = ":root,[data-color-scheme],[data-color=accent]" if name == "accent" else f"[data-color={name}]"
        sheet.append(f"@layer ds.theme.color{{{selector}{{{aliases}}}}}")
    return "\n".join(sheet) + "\n"
