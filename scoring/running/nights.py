"""Which companies' running months are due: once a night, in each company's own zone."""

from datetime import datetime, timedelta

from kpi_portal.lib.company_connection import connection
from records import months
from scoring.models import ProvisionalRun
from scoring.running import month
from tenants.models import Company

HOUR = 2
"""When a company's night's work begins."""


def began(now: datetime, company: Company) -> datetime:
    """The instant at which this company's latest night's work began."""
    local = now.astimezone(company.zone)
    begin = local.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return begin if begin <= local else begin - timedelta(days=1)


def due(now: datetime) -> list[str]:
    """Schemas of the companies that nobody computed since their night began, in one query."""
    companies = list(Company.objects.all())
    if not companies:
        return []
    table = ProvisionalRun._meta.db_table
    by_night = f"SELECT FROM {{}}.{table} WHERE requested_at >= %s AND requested_by_id IS NULL"
    asked = f"SELECT %s AS name WHERE NOT EXISTS ({by_night})"
    union = " UNION ALL ".join(asked.format(company.schema_name) for company in companies)
    given = [part for company in companies for part in (company.schema_name, began(now, company))]
    with connection.cursor() as cursor:
        cursor.execute(union, given)
        return [row[0] for row in cursor.fetchall()]


def ask(now: datetime) -> None:
    """Promise the running months of the company whose schema the connection is in, unless this night has them."""
    since = began(now, months.company())
    for record in month.running_months(now):
        if not ProvisionalRun.objects.filter(month=record, requested_by=None, requested_at__gte=since).exists():
            month.request_run(month=record.month, by=None)
