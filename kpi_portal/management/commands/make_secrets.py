"""manage.py make_secrets >> .env"""

from typing import Any

from django.core.management.base import BaseCommand

from kpi_portal.make_secrets import fresh_secrets


class Command(BaseCommand):
    """Print new secrets."""

    help = "Print a new value for every secret of .env.example, as lines for .env. Nothing is stored or changed."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each."""
        for name, value in fresh_secrets().items():
            self.stdout.write(f"{name}={value}")
