"""How the web process runs, the same in development, in the tests and in the image."""

import os

from kpi_portal.lib.collector import rest_while_loading, spare_what_is_loaded

rest_while_loading()

from kpi_portal.env import settings_or_exit  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_portal.settings")
settings_or_exit()  # here a sentence ends the start; in a worker it would be a traceback, again and again

bind = os.environ.get("KPI_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("KPI_WEB_WORKERS", "2"))
worker_class = "gthread"  # no async views: the search_path belongs to a thread's connection
threads = int(os.environ.get("KPI_WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 30
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
accesslog = "-" if os.environ.get("KPI_ACCESS_LOG") else None
logger_class = "kpi_portal.log_lines.DiscreetAccessLog"


def post_worker_init(worker: object) -> None:
    """What is loaded stays: a collector that walks through all of it now and then holds a page up by 0.2 s."""
    from kpi_portal import public_urls, urls  # noqa: F401 - else the first request would load them, after the freeze

    spare_what_is_loaded()
