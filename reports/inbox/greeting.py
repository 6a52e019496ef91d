"""How somebody is greeted at this hour."""

from datetime import datetime

from django.utils.translation import gettext as _

MORNING, AFTERNOON, EVENING = 5, 12, 18


def words(now: datetime) -> str:
    """By the hour of the company's zone."""
    if MORNING <= now.hour < AFTERNOON:
        return _("Good morning")
    return _("Good afternoon") if AFTERNOON <= now.hour < EVENING else _("Good evening")
