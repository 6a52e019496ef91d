"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """The room ``evidence``."""

    name = "evidence"
    verbose_name = _("evidence")
