"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScoringConfig(AppConfig):
    """The room ``scoring``."""

    name = "scoring"
    verbose_name = _("scoring")
