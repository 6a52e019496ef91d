"""A picture or a letter with a complaint: seen by who is in charge, kept without what the camera noted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from evidence.complaints import attaching, verbs
from evidence.complaints.models import Complaint, ComplaintFile
from people.models import Account, Person
from records.models import AuditEntry
from tenants.models import Company
from tests.pictures import picture
from tests.visiting import visitor


@pytest.fixture
def complaint(company: Company) -> Complaint:
    """Handled by 王芳; taken down by 沈立."""
    report = verbs.Report(
        channel="phone",
        words="漏水",
        received_at=timezone.now(),
        handler=Person.objects.get(staff_number="A001"),
    )
    return verbs.receive(report, by=Account.objects.get(username="supervisor"))


def test_a_file_is_added_seen_by_who_is_in_charge_and_by_nobody_whom_it_is_about(complaint: Complaint) -> None:
    page, sent = complaint.get_absolute_url(), picture("JPEG", noted=True)
    answer = visitor("agent").post(f"{page}files/", {"file": SimpleUploadedFile("漏水.jpg", sent)})
    assert answer.status_code == 302
    kept = ComplaintFile.objects.get()
    address = f"{page}files/{kept.pk}/"
    assert ("漏水" in str(kept.file.name), b"SECRET-PHONE" in kept.file.read()) == (False, False)
    shown = visitor("supervisor").get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert address in visitor("agent").get(page).content.decode()
    letter = SimpleUploadedFile("信.pdf", b"%PDF-1.7 words")
    visitor("supervisor").post(f"{page}files/", {"file": letter})
    saved = visitor("hr").get(f"{page}files/{ComplaintFile.objects.latest('pk').pk}/")
    assert saved["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(verb="evidence.attach_file_to_complaint").count() == 2
    refused = visitor("agent").post(f"{page}files/", {"file": SimpleUploadedFile("x.pdf", b"MZ")}).content.decode()
    assert "x.pdf is no PDF" in refused
    Complaint.objects.update(about=Person.objects.get(staff_number="A001"))
    assert visitor("agent").get(address).status_code == 404
    assert address not in visitor("agent").get(page).content.decode()
    again = visitor("agent").post(f"{page}files/", {"file": SimpleUploadedFile("b.jpg", picture("JPEG"))})
    assert (again.status_code, ComplaintFile.objects.count()) == (200, 2)


def test_there_are_not_more_files_than_a_page_holds(complaint: Complaint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "MOST", 0)
    answer = visitor("agent").post(
        f"{complaint.get_absolute_url()}files/", {"file": SimpleUploadedFile("b.jpg", picture("JPEG"))}
    )
    assert "At most 0 files." in answer.content.decode()
