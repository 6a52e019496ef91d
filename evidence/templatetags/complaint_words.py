"""What lists of complaints say beside each."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evidence.complaints import clock
from evidence.complaints.models import Complaint
from evidence.complaints.page import spent

register = template.Library()
MOST_COUNTED = 99


@register.simple_tag
def clock_badge(complaint: Complaint, now: datetime) -> SafeString:
    """How much of its 24 hours is left, once it is little; nothing for what is closed, major or excluded."""
    running = clock.running(complaint, now)
    if running is None or running.tone == "ok" or complaint.excluded_reason:
        return SafeString("")
    words = _("%(time)s too late") if running.is_over else _("%(time)s left")
    return format_html('<span class="badge {}">{}</span>', running.tone, words % {"time": spent(running.left)})


@register.simple_tag(takes_context=True)
def open_complaints(context: Any) -> str:
    """How many the reader sees that are not closed: one statement over the open ones, however many there were."""
    seen = Complaint.objects.visible_to(context["request"].user).exclude(state=Complaint.State.CLOSED)
    number = seen.order_by()[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)
