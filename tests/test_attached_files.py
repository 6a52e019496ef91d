"""What people attached leaves through a view that asks who they are, and goes only by whose it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evidence.complaints import verbs
from evidence.complaints.models import ComplaintFile
from people.models import Account, Person
from records.models import AuditEntry, MonthState
from tenants.models import Company
from tests import world
from tests.doors import NOBODY, table
from tests.months import bring_to
from tests.pictures import picture
from tests.scoring.month_of_facts import MIDDLE, OCTOBER, handled, person
from tests.visiting import visitor
from workorders.models import OrderPhoto

CHECKOUT = Path(__file__).resolve().parent.parent
GIVEN_OUT_BY = {
    "workorders.OrderPhoto": "workorders:photo",
    "evidence.ComplaintFile": "evidence:file_of_complaint",
    "evidence.PraiseFile": "evidence:file_of_praise",
    "scoring.AppealFile": "scoring:appeal_file",
    "scoring.TalkItem": "scoring:talk_item_file",
    "scoring.RedLineEvidence": "scoring:red_line_file",
    "reports.CardFile": "reports:card_pdf",
    "reports.CardBundle": "reports:card_bundle_file",
    "records.Batch": "",  # read by the import alone; its rows are shown, never the file
}
"""Every table with a file → the route by which it leaves. A new one needs a line here."""


def with_a_file() -> Iterator[str]:
    for room in world.ROOMS:
        for model in apps.get_app_config(room).get_models():
            if any(isinstance(field, models.FileField) for field in model._meta.fields):
                yield model._meta.label


def views_that_give_out() -> Iterator[str]:
    """Functions of the source that call ``attachments.given_out``."""
    for room in world.ROOMS:
        for path in (CHECKOUT / room).rglob("*.py"):
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.FunctionDef) and "attachments.given_out(" in ast.unparse(node):
                    yield f"{path.relative_to(CHECKOUT)} {[ast.unparse(each) for each in node.decorator_list]}"


def test_every_table_with_a_file_has_a_door_that_is_shut_to_strangers() -> None:
    assert set(with_a_file()) == set(GIVEN_OUT_BY)
    doors = table()
    for route in filter(None, GIVEN_OUT_BY.values()):
        door = doors[route]
        assert door.expected("GET", NOBODY) == {302}, route
        assert {status for who in ("second_agent", "other_supervisor") for status in door.expected("GET", who)} <= {
            403,
            404,
            405,
        }, route


def test_every_view_that_gives_a_file_out_asks_for_a_verb() -> None:
    found = list(views_that_give_out())
    assert len(found) >= 4
    for each in found:
        assert "verb_required" in each, each


@pytest.mark.usefixtures("company")
def test_the_place_where_files_are_kept_has_no_address() -> None:
    name = default_storage.save("complaints/known.jpg", ContentFile(b"picture"))
    try:
        for client in (Client(SERVER_NAME="acme.localhost"), visitor("administrator")):
            for address in (f"/{name}", f"/media/{name}", f"/static/{name}", f"{settings.STATIC_URL}../media/{name}"):
                answer = client.get(address, follow=True)
                assert b"picture" not in b"".join(answer), address
    finally:
        default_storage.delete(name)


def _photo(by: str) -> OrderPhoto:
    order = handled(person("王芳"))
    kept = ContentFile(picture("JPEG"), name="x.jpg")
    kept.content_type = "image/jpeg"  # type: ignore[attr-defined]  # what an uploaded file has
    account = Account.objects.get(username=by)
    return OrderPhoto.objects.create(order=order, file=kept, content_type="image/jpeg", by=account, at=MIDDLE)


def test_a_picture_goes_with_its_file_by_who_added_it_or_leads(
    company: Company, django_capture_on_commit_callbacks: object
) -> None:
    photo = _photo("supervisor")
    address = reverse("workorders:remove_photo", args=[photo.order_id, photo.pk])
    refused = visitor("agent").post(address, {"reason": "拍错了"})
    assert "Who added it, or a supervisor" in refused.content.decode()
    assert address not in visitor("agent").get(photo.order.get_absolute_url()).content.decode()
    assert address in visitor("supervisor").get(photo.order.get_absolute_url()).content.decode()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert visitor("supervisor").post(address, {"reason": "拍到了业主的证件"}).status_code == 302
    assert not OrderPhoto.objects.filter(pk=photo.pk).exists()
    assert not default_storage.exists(str(photo.file.name))
    assert AuditEntry.objects.get(verb="workorders.remove_photo").detail["reason"] == "拍到了业主的证件"


def test_a_picture_of_an_order_that_a_final_month_counts_stays(company: Company) -> None:
    photo = _photo("agent")
    bring_to(MonthState.FINAL, OCTOBER)
    address = reverse("workorders:remove_photo", args=[photo.order_id, photo.pk])
    assert "2026-10 is final" in visitor("agent").post(address, {"reason": "拍错了"}).content.decode()
    assert OrderPhoto.objects.filter(pk=photo.pk).exists()


def test_a_file_of_a_complaint_goes_by_its_own_and_stays_in_a_final_month(company: Company) -> None:
    agent, supervisor = (Account.objects.get(username=name) for name in ("agent", "supervisor"))
    handler = Person.objects.get(staff_number="A001")
    report = verbs.Report(channel="phone", words="漏水", received_at=timezone.now(), handler=handler)
    complaint = verbs.receive(report, by=supervisor)
    for account in (supervisor, agent):
        stored = ContentFile(b"%PDF-1.7", name="信.pdf")
        stored.content_type = "application/pdf"  # type: ignore[attr-defined]  # what an uploaded file has
        ComplaintFile.objects.create(
            complaint=complaint, file=stored, file_name="信.pdf", content_type="application/pdf", by=account
        )
    leads, own = ComplaintFile.objects.order_by("pk")
    where = "evidence:remove_file_of_complaint"
    said = {"reason": "业主要求删除"}
    refused = visitor("agent").post(reverse(where, args=[complaint.pk, leads.pk]), said)
    assert "Who added it, or a supervisor" in refused.content.decode()
    assert visitor("agent").post(reverse(where, args=[complaint.pk, own.pk]), said).status_code == 302
    assert AuditEntry.objects.get(verb="evidence.remove_file_of_complaint").detail["file_name"] == "信.pdf"
    complaint.received_at = MIDDLE
    complaint.save(update_fields=["received_at"])
    bring_to(MonthState.FINAL, OCTOBER)
    kept = visitor("supervisor").post(reverse(where, args=[complaint.pk, leads.pk]), said)
    assert "2026-10 is final" in kept.content.decode()
    assert ComplaintFile.objects.filter(pk=leads.pk).exists()
