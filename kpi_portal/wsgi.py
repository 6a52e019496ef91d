"""WSGI entry point for gunicorn."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_portal.settings")

from kpi_portal.embedded import ensure_for_development

ensure_for_development()

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
