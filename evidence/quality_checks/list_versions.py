"""Versions of checklists that a file makes, and how they go again."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kpi_portal.lib.refusals import Refused
from people import audited_save
from records.imports.context import ImportContext
from records.models import Batch

from .models import Checklist

VERB = "evidence.save_checklist"
LABEL = Checklist._meta.label


def next_version(held: Checklist | None, content: dict[str, Any], *, context: ImportContext) -> None:
    """A new list, or the next version of one: unlike on its page also where no check was made from it yet, so that the
    file can be taken back."""
    batch, version = context.batch, 1
    if held is not None:
        context.former.append([LABEL, held.pk, {"in_use": held.in_use}])
        version = held.version + 1
        audited_save.change(held, {"is_current": False, "in_use": False}, verb=VERB, by=batch.by)
    audited_save.add(Checklist(**content, version=version, batch=batch), verb=VERB, by=batch.by)


def take_back(batch: Batch) -> int:
    """Delete the versions that a file made; those before are the latest again, in use where they were.

    Returns how many items that were. One that checks were made from stays, and is named. Raises Refused where somebody
    changed a list since.
    """
    made = list(Checklist.objects.select_for_update().filter(batch=batch).order_by("pk"))
    for each in made:
        if not each.is_current:
            sentence = _("The checklist “%(name)s” was changed since; it stays as it is.")
            raise Refused(sentence, code="changed_since", params={"name": each.name})
    stay = [each for each in made if each.checks.exists()]
    if stay:
        batch.detail.setdefault("stays", {})[LABEL] = [str(each) for each in stay]
    gone = [each for each in made if each not in stay]
    Checklist.objects.filter(pk__in=[each.pk for each in gone]).delete()
    former = {pk: values for label, pk, values in batch.detail.get("former", []) if label == LABEL}
    names = {each.name for each in gone}
    for before in Checklist.objects.filter(pk__in=former, name__in=names):
        Checklist.objects.filter(pk=before.pk).update(is_current=True, **former[before.pk])
    return sum(len(each.items) for each in gone)
