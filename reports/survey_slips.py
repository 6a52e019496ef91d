"""Slips with residents' one-time links on paper, eight to a page, cut along the lines."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from evidence.surveys.campaigns.models import Campaign
from evidence.surveys.inviting.giving import Given
from evidence.surveys.inviting.models import Invitation
from kpi_portal.lib.links import whole
from records import months
from reports.pdf_process import Press

_STYLE = Path(settings.BASE_DIR) / "templates" / "pdf" / "survey_slips.css"
INK = "#0f1b2d"


class Slip(NamedTuple):
    """One slip: what it is about, and its link as a picture and as words."""

    invitation: Invitation | None
    link: str
    code: str


@cache
def style_sheet() -> str:
    """One for all slips, read once per process."""
    return _STYLE.read_text(encoding="utf-8")


def markup(given: Sequence[Given]) -> str:
    """The pages as HTML, in the active language."""
    return render_to_string(
        "pdf/survey_slips.html",
        {"slips": [_slip(each.token, each.link.invitation) for each in given], "company": months.company()},
    )


def printed(given: Sequence[Given]) -> bytes:
    """The pages as PDF. Raises Refused."""
    with Press(style=style_sheet()) as press:
        return press.print_page(markup(given))


def printed_campaign(campaign: Campaign, tokens: Sequence[str], *, poster: bool) -> bytes:
    """Slips of a survey of all residents, or its poster, as PDF. Raises Refused."""
    slips = [_slip(token) for token in tokens]
    told = {"campaign": campaign, "slips": slips, "poster": poster, "company": months.company()}
    with Press(style=style_sheet()) as press:
        return press.print_page(render_to_string("pdf/survey_poster.html", told))


def _slip(token: str, invitation: Invitation | None = None) -> Slip:
    link = whole(reverse("residents:survey", args=[token]))
    code = segno.make_qr(link, error="m").svg_data_uri(scale=4, border=0, dark=INK)
    return Slip(invitation, link, code)
