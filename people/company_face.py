"""The company's name, mark and colour, as everybody sees them."""

from django.db import transaction

from kpi_portal.lib.company_connection import connection
from people.models import Account
from records import audit, months
from tenants.models import Company

FIELDS = ("name", "brand_mark", "brand_color")


@transaction.atomic
def change_face(*, name: str, brand_mark: str, brand_color: str, by: Account) -> Company:
    """Show the company under this name, mark (one or two characters; empty: the name's first) and colour (#rrggbb).

    Pages follow at once; what was printed stays. Raises Refused for what a field refuses.
    """
    company: Company = Company.objects.get(pk=months.company().pk)
    before = {field: getattr(company, field) for field in FIELDS}
    company.name, company.brand_mark, company.brand_color = name, brand_mark, brand_color
    company.full_clean(exclude=["schema_name"], validate_unique=False)
    after = {field: getattr(company, field) for field in FIELDS}
    if changed := {field: [before[field], after[field]] for field in FIELDS if before[field] != after[field]}:
        with connection.cursor() as cursor:  # its role may not write in ``public``: migration tenants/0002
            given = [company.schema_name, name, brand_mark, brand_color]
            cursor.execute("SELECT public.kpi_change_face(%s, %s, %s, %s)", given)
        audit.record(by=by, verb="people.change_face", subject=company, detail={"changed": changed})
    return company
