"""The signed record of a talk on one sheet, for the personnel file; laid out by the same process as a card."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from records import months
from reports.pdf_process import Press
from scoring.models import Talk
from scoring.talks import points, wording

_STYLE = Path(settings.BASE_DIR) / "templates" / "pdf" / "talk.css"


@cache
def style_sheet() -> str:
    """One for all records, read once per process."""
    return _STYLE.read_text(encoding="utf-8")


def context(talk: Talk) -> dict[str, Any]:
    """What the sheet says: only what was signed, nothing that is computed today."""
    month = talk.month.month
    ticked = [each for each in points.kept(talk.proposed) if each.key in talk.ticked]
    told = [wording.shown(each, month, talk.agent_id, ticked=True) for each in ticked]
    items = list(talk.items.select_related("owner__department"))
    return {"talk": talk, "points": told, "plan": items, "employer": months.company().name, "month": month}


def markup(talk: Talk) -> str:
    """The sheet as HTML, in the active language."""
    return render_to_string("pdf/talk.html", context(talk))


def printed(talk: Talk) -> bytes:
    """The sheet as PDF. Raises Refused."""
    with Press(style=style_sheet()) as press:
        return press.print_page(markup(talk))
