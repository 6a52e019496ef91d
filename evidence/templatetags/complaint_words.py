"""What lists of complaints say beside each."""

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evidence.complaints import clock
from evidence.complaints.models import Complaint
from evidence.complaints.page import spent

register = template.Library()


@register.simple_tag
def clock_badge(complaint: Complaint, now: datetime) -> SafeString:
    """How much of its 24 hours is left, once it is little; nothing for what is closed, major or excluded."""
    running = clock.running(complaint, now)
    if running is None or running.tone == "ok" or complaint.excluded_reason:
        return SafeString("")
    words = _("%(time)s too late") if running.is_over else _("%(time)s left")
    return format_html('<span class="badge {}">{}</span>', running.tone, words % {"time": spent(running.left)})
