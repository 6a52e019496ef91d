"""Names that people had before, as the page's audit and imports of people keep them: to ask whether an old name in a
file means who has a new one (IMPORTS §1)."""

from collections.abc import Iterator

from people.models import Person
from records.models import AuditEntry, Batch


def former_names() -> Iterator[tuple[int, str]]:
    """Person and former name."""
    changed = AuditEntry.objects.filter(verb="people.change_person", detail__changed__has_key="name")
    for subject, detail in changed.values_list("subject_id", "detail"):
        yield int(subject), str(detail["changed"]["name"][0])
    stated = Batch.objects.filter(kind="people", detail__has_key="former").exclude(state=Batch.State.UNDONE)
    for detail in stated.values_list("detail", flat=True):
        for label, pk, former in detail["former"]:
            if label == Person._meta.label and former.get("name"):
                yield int(pk), str(former["name"])
