"""Praise, as a kind of evidence."""

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from evidence.kind import Kind, Shown, Table

from .models import Praise


def _shown(praise: Praise) -> Shown:
    return Shown(
        number=praise.get_form_display(),
        href=praise.get_absolute_url(),
        remark=praise.reason if praise.state == Praise.State.DECLINED else "",
        subject=praise.words,
        place=str(praise.site or ""),
        at=praise.received_at,
    )


def _proves(praise: Praise) -> str:
    if praise.state != Praise.State.CONFIRMED:
        return ""
    parts = [praise.get_form_display(), f"{localtime(praise.received_at):%Y-%m-%d}", praise.giver, praise.words]
    return " · ".join(part for part in parts if part)


RECEIVED = Table(
    model=Praise,
    code="praise",
    whose="agent",
    counts_at="received_at",
    guarded=("agent", "received_at", "state", "stands"),
    shown=_shown,
    called=_("Kind"),
    fetched=lambda praise: praise.select_related("site"),
    proves=_proves,
)

PRAISE = Kind(
    code="praise",
    label=_("Praise"),
    tables=(RECEIVED,),
    verbs={
        "bring_praise": _("Praise brought in"),
        "decide_praise": _("Praise decided on"),
        "attach_file_to_praise": _("File added to a praise"),
    },
    page="evidence:praise",
    urls="evidence.praise.urls",
    verb="evidence.bring_praise",
    imports=("evidence.praise.importing.KIND",),
    to_do=("evidence.praise.to_do.to_confirm",),
)
