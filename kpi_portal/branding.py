"""A company's own accent colour, made readable: WCAG contrast of at least 4.5 on light and on dark ground."""

from collections.abc import Iterator
from dataclasses import dataclass

RGB = tuple[int, int, int]

PORTAL_COLOR = "#1f5fe0"
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
LIGHT_GROUND, DARK_GROUND, DARK_INK = (244, 246, 250), (21, 30, 45), (11, 21, 38)
ENOUGH_CONTRAST = 4.6
STEPS, TINT = 20, 2
RULE = ":root{{--brand:{brand};--brand-weak:{weak};--on-brand:{on}}}"


def stylesheet(color: str, *, theme: str) -> str:
    """CSS that sets the accent; ``theme`` is ``light``, ``dark`` or empty for the device's preference."""
    if color == PORTAL_COLOR:
        return ""
    light, dark = _rule(color, ground=LIGHT_GROUND), _rule(color, ground=DARK_GROUND)
    if theme == "light":
        return light
    condition = "screen" if theme == "dark" else "screen and (prefers-color-scheme:dark)"
    return f"{light}@media {condition}{{{dark}}}"


@dataclass(frozen=True)
class Accent:
    """The accent itself, a tint of it for grounds, and what is written on it."""

    brand: RGB
    weak: RGB
    on: RGB


def accent(color: str, *, ground: RGB) -> Accent:
    """The company's colour, darkened or lightened only as far as reading on this ground needs."""
    is_light = ground == LIGHT_GROUND
    for brand in _towards(rgb(color), BLACK if is_light else WHITE):
        weak = _mix(WHITE if is_light else ground, brand, TINT)
        if min(contrast(brand, weak), contrast(brand, ground)) >= ENOUGH_CONTRAST:
            break
    on = max(WHITE, DARK_INK, key=lambda ink: contrast(ink, brand))
    return Accent(brand, weak, on)


def _rule(color: str, *, ground: RGB) -> str:
    """The three tokens for one ground."""
    found = accent(color, ground=ground)
    return RULE.format(brand=hexadecimal(found.brand), weak=hexadecimal(found.weak), on=hexadecimal(found.on))


def contrast(one: RGB, other: RGB) -> float:
    """WCAG 2 contrast ratio, 1 to 21."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(color: RGB) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _towards(color: RGB, end: RGB) -> Iterator[RGB]:
    """The colour, then ever closer to the end."""
    for step in range(STEPS + 1):
        yield _mix(color, end, step)


def _mix(ground: RGB, color: RGB, share: int) -> RGB:
    """``share`` of 20 parts of the colour on the ground."""
    red, green, blue = (g + (c - g) * share // STEPS for g, c in zip(ground, color, strict=True))
    return red, green, blue


def rgb(text: str) -> RGB:
    """``#1f5fe0`` as three numbers."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def hexadecimal(color: RGB) -> str:
    """Three numbers as ``#1f5fe0``."""
    return "#{:02x}{:02x}{:02x}".format(*color)
