"""The certificate of an award on paper: A4 landscape, in both languages, in the company's colour.

It hangs on a wall: it names the award and the person, never a total, a rank or money.
"""

from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from kpi_portal import branding
from records import months
from reports.pdf_process import Press
from reports.wording import month as written_month
from scoring.models import Award, AwardKind

_STYLE = Path(settings.BASE_DIR) / "templates" / "pdf" / "certificate.css"
LANGUAGES = ("zh-hans", "en")


@cache
def _template() -> Template:
    return Template(_STYLE.read_text(encoding="utf-8"))


def style_sheet(color: str) -> str:
    """The sheet with the company's accent as it can be read on white."""
    found = branding.accent(color, ground=branding.LIGHT_GROUND)
    return _template().substitute(
        brand=branding.hexadecimal(found.brand),
        weak=branding.hexadecimal(found.weak),
        on=branding.hexadecimal(found.on),
    )


def markup(award: Award, language: str) -> str:
    """The page as HTML; ``language`` comes first and larger, the other one below it."""
    company = months.company()
    second = next(other for other in LANGUAGES if other != language)
    told = {
        "award": award,
        "label": award.label,
        "company": company,
        "mark": company.brand_mark or company.name[:1],
        "color": branding.hexadecimal(branding.accent(company.brand_color, ground=branding.LIGHT_GROUND).brand),
        "first": _words(award, language),
        "second": _words(award, second),
        "decided": award.decision.decided_at.astimezone(company.zone).date(),
        "entry": award.decision.ledger_entry,
        "hash": award.decision.ledger_entry.entry_hash[:16],
    }
    with translation.override(language):
        return render_to_string("pdf/certificate.html", told | {"language": language})


def _words(award: Award, language: str) -> dict[str, Any]:
    with translation.override(language):
        kind = AwardKind(award.decision.kind)
        return {
            "language": language,
            "title": translation.gettext("Certificate of Honour"),
            "award": str(kind.label),
            "month": written_month(award.decision.month),
            "praise": translation.gettext(PRAISE[kind]),
        }


PRAISE = {
    AwardKind.STAR: translation.gettext_noop(
        "for outstanding service to the residents this month, and for being an example to the whole team."
    ),
    AwardKind.PROGRESS: translation.gettext_noop(
        "for the greatest progress of the month, earned step by step through steady effort."
    ),
}


def printed(award: Award, language: str) -> bytes:
    """The page as PDF. Raises Refused."""
    with Press(style=style_sheet(months.company().brand_color)) as press:
        return press.print_page(markup(award, language))
