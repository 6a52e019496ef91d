"""A check that stands of nearly the same contact: told before another is saved."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from kpi_portal.lib.instants import written
from people.models import Person

from .models import QualityCheck

NEAR = timedelta(minutes=30)


def near(agent: Person | None, at: datetime | None) -> QualityCheck | None:
    """The check of this agent nearest in time, where there is one within half an hour."""
    if agent is None or at is None:
        return None
    around = QualityCheck.objects.standing().filter(agent=agent, contact_at__gte=at - NEAR, contact_at__lte=at + NEAR)
    return min(around.select_related("checker"), key=lambda check: abs(check.contact_at - at), default=None)


def told(check: QualityCheck) -> str:
    """What the rater is told of it."""
    said = _("A contact of %(agent)s at %(at)s was checked by %(name)s already. Is this another one?")
    return said % {"agent": check.agent, "at": written(check.contact_at), "name": check.checker or "—"}
