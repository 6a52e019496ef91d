"""What a posting is for (岗位, SCORING §1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Post(models.TextChoices):
    """The post held; only agents are always scored."""

    AGENT = "agent", _("Customer-service agent")
    SUPERVISOR = "supervisor", _("Supervisor")
    OTHER = "other", _("Other")
