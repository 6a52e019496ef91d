"""The own rulebook on paper: the same words as its page, laid out by the same process as a card."""

from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from people.models import Account
from records import months
from reports.pdf_process import Press

_STYLE = Path(settings.BASE_DIR) / "templates" / "pdf" / "rulebook.css"


@cache
def style_sheet() -> str:
    """One for every rulebook, read once per process."""
    return _STYLE.read_text(encoding="utf-8")


def markup(book: dict[str, Any], account: Account) -> str:
    """The pages as HTML, in the active language."""
    told = {"book": book, "month": book["month"], "person": account.person.name, "employer": months.company().name}
    return render_to_string("pdf/rulebook.html", told)


def printed(book: dict[str, Any], account: Account) -> bytes:
    """The pages as PDF. Raises Refused."""
    with Press(style=style_sheet()) as press:
        return press.print_page(markup(book, account))
