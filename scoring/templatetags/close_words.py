"""Words of a running close: what was found at a step, how long it took."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _

from scoring.indicators.catalogue import definitions
from scoring.saying import indicator_name

register = template.Library()


@register.filter
def named(what: str) -> str:
    """The name of a count: an indicator's facts, or a word of the close."""
    if what in definitions():
        return indicator_name(what)
    words = {
        "agents": _("agents"),
        "cards": _("cards"),
        "new": _("new versions"),
        "kept": _("unchanged"),
    }
    return words.get(what, what)


@register.filter
def seconds(took: timedelta | None) -> str:
    """How long a step took, to a tenth of a second."""
    if took is None:
        return ""
    tenths = took // timedelta(milliseconds=100)
    return _("%(seconds)s s") % {"seconds": f"{tenths // 10}.{tenths % 10}"}
