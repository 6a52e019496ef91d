"""The company's checklists as a table, headed as the import reads them: an item a row."""

from typing import Any

from django.utils.translation import gettext as _

from .checklists import entries
from .list_importing import Checklists
from .models import Checklist


def table() -> list[list[Any]]:
    """Heads first, then the latest version of every list with its items."""
    head = [str(field.label) for field in Checklists.fields]
    lists = Checklist.objects.filter(is_current=True).order_by("name", "pk")
    return [head, *(_row(each, item) for each in lists for item in entries(each.items))]


def _row(each: Checklist, item: dict[str, Any]) -> list[Any]:
    findings = "\n".join(item["findings"])
    said = [item["name"], item["weight"], _yes(item["critical"]), item["standard"], findings]
    return [each.name, each.get_contact_display() if each.contact else "", *said, _yes(each.in_use), each.version]


def _yes(is_so: bool) -> str:
    return _("yes") if is_so else _("no")
