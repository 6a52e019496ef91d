"""How a colour is shown on light and on dark ground, and whether it could be read as it was chosen."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal import branding


@dataclass(frozen=True)
class Shade:
    """The colour on one ground. ``contrast``: to one decimal, as chosen; 4.5 and more is read well."""

    label: Any
    ground: str
    ink: str
    brand: str
    on: str
    contrast: str
    is_as_chosen: bool


def shades(color: str) -> list[Shade]:
    """On the portal's light and dark ground."""
    grounds = ((_("On light ground"), branding.LIGHT_GROUND), (_("On dark ground"), branding.DARK_GROUND))
    return [_shade(color, label, ground) for label, ground in grounds]


def _shade(color: str, label: Any, ground: branding.RGB) -> Shade:
    shown, chosen = branding.accent(color, ground=ground), branding.rgb(color)
    ink = max(branding.WHITE, branding.DARK_INK, key=lambda each: branding.contrast(each, ground))
    return Shade(
        label=label,
        ground=branding.hexadecimal(ground),
        ink=branding.hexadecimal(ink),
        brand=branding.hexadecimal(shown.brand),
        on=branding.hexadecimal(shown.on),
        contrast=f"{branding.contrast(chosen, ground):.1f}",
        is_as_chosen=shown.brand == chosen,
    )
