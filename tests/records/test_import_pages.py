"""The import centre, through the front door: send, map, check, store, undo."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase

from kpi_portal.lib.tables import open_table
from people.models import Account
from records.imports import pipeline, uploads
from records.models import AuditEntry, Batch, SourceProfile
from tenants.models import Company
from tests.importing import work_off
from tests.refusals import refused
from tests.visiting import visitor
from workorders.models import WorkOrder

GOOD = "工单编号,受理时间,完工时间,客服姓名\nGD-1,2026/10/6 09:00,2026/10/6 11:00,王芳\nGD-2,2026/10/7 09:00,,王芳\n"
BAD = GOOD + "GD-3,2026/10/32 09:00,,王方\n=GD-4,2026/10/8 09:00,,王方\n"
MAPPED = {
    "zone": "Asia/Shanghai",
    "decimal": ".",
    "rating_scale": "5",
    "silent": ["responses", "dispatches"],
    "column-number": "工单编号",
    "column-created_at": "受理时间",
    "column-completed_at": "完工时间",
    "column-agent": "客服姓名",
    "do": "check",
}


@pytest.fixture
def administrator(company: Company, settings: object, tmp_path: Path) -> Client:
    """孙安 at the browser."""
    return visitor("administrator")


def send(client: Client, text: str | bytes, **more: object) -> Batch:
    """Upload a file of work orders."""
    content = text.encode() if isinstance(text, str) else text
    data = {"kind": "workorders", "source": "报修系统", "file": SimpleUploadedFile("十月.csv", content), **more}
    answer = client.post("/imports/new", data)
    assert answer.status_code == 302, answer.content.decode()
    return Batch.objects.order_by("-pk")[0]


def check(client: Client, batch: Batch) -> Batch:
    """Map the columns and judge."""
    answer = client.post(f"/imports/{batch.pk}/mapping", MAPPED)
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    batch.refresh_from_db()
    return batch


def store(client: Client, batch: Batch, **confirmed: str) -> None:
    """Have it stored."""
    assert client.post(f"/imports/{batch.pk}/store", confirmed).status_code == 302
    work_off()


def test_the_columns_are_guessed_from_their_names(administrator: Client) -> None:
    page = administrator.get(f"/imports/{send(administrator, GOOD).pk}/", follow=True).content.decode()
    assert (
        page.count("selected>A 工单编号") == page.count("selected>B 受理时间") == page.count("selected>D 客服姓名") == 1
    )
    assert "GD-1" in page


def test_checking_says_what_would_be_stored_and_stores_nothing(administrator: Client) -> None:
    batch = check(administrator, send(administrator, GOOD))
    assert (batch.state, batch.created, batch.rejected) == ("judged", 2, 0)
    assert not WorkOrder.objects.filter(source="报修系统").exists()


def test_storing_keeps_the_mapping_for_the_next_file_of_this_source(administrator: Client) -> None:
    batch = check(administrator, send(administrator, GOOD))
    store(administrator, batch)
    assert WorkOrder.objects.filter(source="报修系统").count() == 2
    assert SourceProfile.objects.get(source="报修系统").document["fields"]["number"] == "工单编号"
    assert send(administrator, GOOD).profile["fields"]["agent"] == "客服姓名"
    assert AuditEntry.objects.filter(verb="records.import", subject_id=str(batch.pk)).count() == 1


def test_rows_with_errors_keep_the_whole_file_out_and_are_named(administrator: Client) -> None:
    batch = check(administrator, send(administrator, BAD))
    page = administrator.get(f"/imports/{batch.pk}/").content.decode()
    assert "There is no such day." in page
    assert "like 王芳" in page
    store(administrator, batch)
    assert not WorkOrder.objects.filter(source="报修系统").exists()


def test_the_good_rows_are_stored_where_that_is_asked_for(administrator: Client) -> None:
    batch = check(administrator, send(administrator, BAD))
    store(administrator, batch, skip_bad="on")
    assert sorted(WorkOrder.objects.filter(source="报修系统").values_list("number", flat=True)) == ["GD-1", "GD-2"]


def test_the_annotated_file_holds_the_bad_rows_and_runs_no_formula(administrator: Client) -> None:
    batch = check(administrator, send(administrator, BAD))
    with open_table(administrator.get(f"/imports/{batch.pk}/errors").content) as table:
        rows = list(table.rows())
    assert [row.cells[0] for row in rows] == ["GD-3", "'=GD-4"]
    assert "There is no such day." in str(rows[0].cells[-1])


def test_a_file_that_is_no_table_is_refused_at_its_field(administrator: Client) -> None:
    data = {"kind": "workorders", "source": "x", "file": SimpleUploadedFile("a.csv", b"%PDF-1.7 ...")}
    assert "This is a PDF document." in administrator.post("/imports/new", data).content.decode()
    assert not Batch.objects.filter(source="x").exists()


def test_a_profile_that_cannot_be_used_is_refused_at_its_field(administrator: Client) -> None:
    profile = SimpleUploadedFile("p.toml", b'kind = "workorders"\nsource = "x"\ncolour = 1\n')
    data = {"kind": "workorders", "source": "x", "file": SimpleUploadedFile("a.csv", GOOD.encode()), "profile": profile}
    assert "The key “colour” is not known" in administrator.post("/imports/new", data).content.decode()


def test_a_file_that_was_lost_is_a_sentence_on_every_page_that_needs_it(administrator: Client) -> None:
    batch = check(administrator, send(administrator, BAD))
    batch.file.storage.delete(str(batch.file.name))
    page = f"/imports/{batch.pk}/"
    for answer in (
        administrator.get(page),
        administrator.post(f"{page}mapping", MAPPED, follow=True),
        administrator.get(f"{page}errors", follow=True),
        administrator.post(f"{page}store", follow=True),
    ):
        assert answer.status_code == 200
        assert "send it again" in answer.content.decode()
        assert "Errno" not in answer.content.decode()


def test_an_import_can_be_undone_and_done_again(administrator: Client) -> None:
    batch = check(administrator, send(administrator, GOOD))
    store(administrator, batch)
    administrator.post(f"/imports/{batch.pk}/undo")
    assert not WorkOrder.objects.standing().filter(source="报修系统").exists()
    again = check(administrator, send(administrator, GOOD))
    store(administrator, again)
    assert WorkOrder.objects.standing().filter(source="报修系统", state="completed").count() == 1


def test_pay_is_imported_by_hr_alone(company: Company) -> None:
    assert "bonus_bases" not in visitor("administrator").get("/imports/new").content.decode()
    assert "bonus_bases" in visitor("hr").get("/imports/new").content.decode()


@pytest.mark.parametrize("kind", ["workorders", "people", "quality_checks"])
def test_a_template_can_be_filled_in_and_sent_without_mapping(administrator: Client, kind: str) -> None:
    with open_table(administrator.get(f"/imports/templates/{kind}.xlsx").content) as table:
        assert len(table.columns) > 2


# --- several at once, and files that nobody stores --------------------------------------------------------------------


def test_who_stores_or_checks_a_file_that_was_stored_meanwhile_changes_nothing(administrator: Client) -> None:
    batch = check(administrator, send(administrator, GOOD))
    as_it_was, by = Batch.objects.get(pk=batch.pk), Account.objects.get(username="administrator")
    uploads.store(batch, by=by)
    work_off()
    with refused("settled"):
        uploads.check(as_it_was, by=by)
    with refused("settled"):
        uploads.store(as_it_was, by=by)
    batch.refresh_from_db()
    assert (batch.state, batch.created) == ("stored", 2)


def test_a_file_that_is_not_wanted_is_discarded_with_its_bytes_and_leaves_a_trace(administrator: Client) -> None:
    batch = check(administrator, send(administrator, BAD))
    file = Path(batch.file.path)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert administrator.post(f"/imports/{batch.pk}/discard").status_code == 302
    assert not Batch.objects.filter(pk=batch.pk).exists()
    assert not file.exists()
    assert AuditEntry.objects.get(verb="records.discard_import").detail["file"] == "十月.csv"


def test_a_file_whose_bytes_are_lost_can_be_discarded(administrator: Client) -> None:
    batch = check(administrator, send(administrator, GOOD))
    Path(batch.file.path).unlink()
    assert f"/imports/{batch.pk}/discard" in administrator.get(f"/imports/{batch.pk}/").content.decode()
    administrator.post(f"/imports/{batch.pk}/discard")
    assert not Batch.objects.filter(pk=batch.pk).exists()


def test_a_stored_file_is_not_discarded_but_undone(administrator: Client) -> None:
    batch = check(administrator, send(administrator, GOOD))
    store(administrator, batch)
    administrator.post(f"/imports/{batch.pk}/discard")
    assert Batch.objects.get(pk=batch.pk).state == "stored"
    assert "/discard" not in administrator.get(f"/imports/{batch.pk}/").content.decode()


def test_an_error_deep_inside_a_file_leaves_nothing_of_the_rows_before_it(administrator: Client) -> None:
    rows = "".join(f"GD-{number},2026/10/6 09:00,,王芳\n" for number in range(6_000))
    batch = check(administrator, send(administrator, GOOD))
    Path(batch.file.path).write_text(GOOD + rows + 'GD-X,"2026/10/6 09:00,,王芳\n', encoding="utf-8")
    store(administrator, batch)
    batch.refresh_from_db()
    assert (batch.state, WorkOrder.objects.count()) == ("judged", 0)
    assert "6004" in administrator.get(f"/imports/{batch.pk}/").content.decode()


def test_long_texts_make_portions_short_and_nothing_is_lost(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "PORTION_CHARACTERS", 100)
    batch = check(
        administrator, send(administrator, GOOD + "".join(f"GD-{n},2026/10/6 09:00,,王芳\n" for n in range(3, 12)))
    )
    store(administrator, batch)
    assert WorkOrder.objects.count() == 11


def test_a_text_is_as_long_as_its_field_allows(administrator: Client) -> None:
    batch = send(administrator, f"工单编号,受理时间,描述\nGD-1,2026/10/6 09:00,{'长' * 20_001}\n")
    administrator.post(
        f"/imports/{batch.pk}/mapping",
        MAPPED | {"column-description": "描述", "column-completed_at": "", "column-agent": ""},
    )
    work_off()
    assert [problem.code for problem in batch.problems.all()] == ["too_long"]
