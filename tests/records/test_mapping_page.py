"""The mapping page: what is typed is kept, what is missing is named with what mends it, every name is the reader's."""

import re
import tomllib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from records.models import Batch
from tenants.models import Company
from tests.importing import work_off
from tests.visiting import visitor
from workorders.models import WorkOrder

PARTED = "工单号,受理日期,受理时刻,处理情况\nG1,13/09/2026,21:05,已解决\nG2,14/09/2026,09:14,怪词\n"


@pytest.fixture
def administrator(company: Company, settings: object, tmp_path: Path) -> Client:
    return visitor("administrator")


def send(client: Client, text: str, name: str = "报修系统.csv", **told: object) -> Batch:
    answer = client.post("/imports/new", {"file": SimpleUploadedFile(name, text.encode()), **told})
    assert answer.status_code == 302, answer.content.decode()
    return Batch.objects.order_by("-pk")[0]


def page_of(client: Client, batch: Batch) -> str:
    return client.get(f"/imports/{batch.pk}/mapping").content.decode()


def post(client: Client, batch: Batch, **typed: object) -> Batch:
    """What the form of the page posts, with what was typed."""
    form = {**posted(page_of(client, batch)), **typed}
    assert client.post(f"/imports/{batch.pk}/mapping", form).status_code == 302
    work_off()
    batch.refresh_from_db()
    return batch


def posted(page: str) -> dict[str, list[str]]:
    """Every control of the form as a browser without script sends it."""
    form: dict[str, list[str]] = {}
    page = page[page.index('id="mapping-form"') :]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        chosen = chosen or re.findall(r'<option value="([^"]*)"', options)
        form.setdefault(name, []).append(chosen[0])
    for control in re.findall(r"<input[^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', control), re.search(r'value="([^"]*)"', control)
        if name and (("radio" not in control and "checkbox" not in control) or "checked" in control):
            form.setdefault(name[1], []).append(value[1] if value else "")
    for name, words in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        form.setdefault(name, []).append(words)
    return form


def test_a_file_is_all_that_is_asked_for(administrator: Client) -> None:
    text = "Ticket ID,Created at,Assignee,Status\n1,2026-09-01 10:00,王芳,solved\n"
    batch = send(administrator, text, "zendesk 2026-09.csv")
    assert (batch.kind, batch.source) == ("workorders", "zendesk")
    assert batch.profile["fields"]["agent"] == "Assignee"
    assert batch.profile["fields"]["status"] == {"column": "Status", "map": {"solved": "completed"}}


def test_checking_what_lacks_a_needed_column_keeps_all_that_was_typed(administrator: Client) -> None:
    batch = post(administrator, send(administrator, PARTED), **{"column-subject": "处理情况", "do": "check"})
    assert batch.state == "uploaded"
    assert batch.profile["fields"]["subject"] == "处理情况"
    page = page_of(administrator, batch)
    assert "Still missing: " in page
    assert '<option value="处理情况" selected>D 处理情况' in page


def test_a_day_and_a_time_beside_it_are_joined_by_one_button(administrator: Client) -> None:
    batch = send(administrator, PARTED)
    button = re.search(r'name="use" value="([^"]+)"', page_of(administrator, batch))
    assert button
    batch = post(administrator, batch, use=button[1])
    assert batch.profile["fields"]["created_at"] == {"columns": ["受理日期", "受理时刻"]}
    assert "13 September 2026 21:05" in page_of(administrator, batch)


def test_a_column_of_words_offers_a_meaning_for_each_and_names_the_unknown(administrator: Client) -> None:
    batch = post(administrator, send(administrator, PARTED), **{"column-status": "处理情况"})
    assert batch.profile["fields"]["status"]["map"] == {"已解决": "completed"}
    assert "It is not said what “怪词” means." in page_of(administrator, batch)
    batch = post(administrator, batch, **{"means-status": ["completed", "cancelled"]})
    assert batch.profile["fields"]["status"]["map"] == {"已解决": "completed", "怪词": "cancelled"}
    assert "怪词" not in page_of(administrator, batch).partition('id="mapping-form"')[0]


def test_the_row_with_the_headings_is_chosen_and_the_columns_are_found_anew(administrator: Client) -> None:
    text = "九月,工单号,明细\n工单号,创建时间,客服\nG1,2026-09-01 10:00,王芳\n"
    batch = post(administrator, send(administrator, text, kind="workorders"), header_row="1")
    assert "created_at" not in batch.profile["fields"]
    batch = post(administrator, batch, header_row="2")
    assert batch.profile["fields"] == {"number": "工单号", "created_at": "创建时间", "agent": "客服"}


def test_another_kind_begins_anew_and_the_first_one_is_not_forgotten(administrator: Client) -> None:
    batch = send(administrator, "工号,姓名,部门\nA9,新人,工程部\n")
    assert batch.kind == "people"
    batch = post(administrator, batch, **{"column-department": ""})
    batch = post(administrator, batch, kind="workorders")
    assert (batch.kind, batch.profile["kind"]) == ("workorders", "workorders")
    batch = post(administrator, batch, kind="people")
    assert batch.profile["fields"] == {"staff_number": "工号", "name": "姓名"}


def test_a_date_is_read_as_the_example_says(administrator: Client) -> None:
    batch = send(administrator, "工单号,创建时间\nG1,13.09.26 21h05\n")
    batch = post(administrator, batch, dates="\u0001example", example="13.09.26 21h05", means="2026-09-13T21:05")
    assert batch.profile["dates"] == ["%d.%m.%y %Hh%M"]
    assert "13 September 2026 21:05" in page_of(administrator, batch)
    assert "%d" not in re.sub(r'value="[^"]*"', "", page_of(administrator, batch))


def test_no_format_code_stands_on_the_page_while_dates_can_be_read_two_ways(administrator: Client) -> None:
    page = page_of(administrator, send(administrator, "工单号,创建时间\nG1,03/10/2026\n"))
    assert "03/10/2026 = <strong>3 October 2026</strong>" in " ".join(page.split())
    assert "03/10/2026 = <strong>10 March 2026</strong>" in " ".join(page.split())
    assert "%" not in re.sub(r"<[^>]*>", " ", page.partition('id="mapping"')[2])


def test_the_profile_goes_out_and_comes_in_as_toml(administrator: Client) -> None:
    batch = post(administrator, send(administrator, PARTED), **{"column-status": "处理情况"})
    text = administrator.get(f"/imports/{batch.pk}/profile.toml").content
    assert tomllib.loads(text.decode()) == batch.profile
    other = send(administrator, PARTED + "G3,15/09/2026,09:14,已解决\n", "另一个.csv")
    file = SimpleUploadedFile("p.toml", text)
    administrator.post(f"/imports/{other.pk}/mapping", {"profile": file, "do": "profile"})
    other.refresh_from_db()
    assert other.profile == batch.profile


def test_a_profile_that_cannot_be_used_leaves_the_mapping_as_it_was(administrator: Client) -> None:
    batch = send(administrator, PARTED)
    before = batch.profile
    file = SimpleUploadedFile("p.toml", b'kind = "workorders"\nsource = "x"\ncolour = 1\n')
    answer = administrator.post(f"/imports/{batch.pk}/mapping", {"profile": file, "do": "profile"})
    batch.refresh_from_db()
    assert "The key “colour” is not known" in answer.content.decode()
    assert batch.profile == before


def test_the_form_of_a_page_that_nobody_touched_changes_nothing(administrator: Client) -> None:
    profile = SimpleUploadedFile(
        "p.toml",
        """
kind = "workorders"
source = "hand"
missing = ["—"]
automatic_responders = ["智能客服"]
numbers_restart = "monthly"
dates = ["%d/%m/%Y"]
[fields]
number = "工单号"
created_at = { columns = ["受理日期", "受理时刻"], zone = "Asia/Shanghai" }
completed_at = { column = "受理日期", where = { "处理情况" = ["已解决", "怪词"] } }
channel = { value = "hotline" }
status = { column = "处理情况", map = { "已解决" = "closed", "从前的词" = "new" }, other = "" }
is_emergency = { value = "true" }
""".encode(),
    )
    batch = send(administrator, PARTED, profile=profile)
    before = batch.profile
    assert post(administrator, batch).profile == before


def test_no_code_name_stands_on_the_page(administrator: Client) -> None:
    batch = send(administrator, "月份,工号,类型,分值,事由\n2026-10,A001,扣分,-2,迟到\n")
    text = re.sub(r"<[^>]*>", " ", page_of(visitor("hr"), batch))
    assert batch.kind == "adjustments"
    assert "deduction" not in text
    assert "in_progress" not in text


def test_a_stored_mapping_is_taken_again_by_the_next_file_with_these_columns(administrator: Client) -> None:
    text = "通话号,来电,坐席\nC1,2026-09-01 10:00,王芳\n"
    batch = send(administrator, text, "一月.csv", kind="workorders")
    typed = {
        "column-number": "通话号",
        "column-created_at": "来电",
        "column-agent": "坐席",
        "source": "热线",
        "do": "check",
    }
    post(administrator, batch, **typed)
    administrator.post(f"/imports/{batch.pk}/store")
    work_off()
    assert WorkOrder.objects.filter(source="热线").count() == 1
    again = send(administrator, text.replace("C1", "C2"), "二月.csv")
    assert (again.source, again.detail["origin"]) == ("热线", "remembered")
    like = send(
        administrator, text.replace("坐席", "坐席,说明").replace("王芳", "王芳,短"), "别处.csv", kind="workorders"
    )
    assert (like.source, like.detail["origin"]) == ("别处", "proposed")
    named = send(administrator, text.replace("坐席", "坐席,说明").replace("王芳", "王芳,短"), "别处.csv", source="热线")
    assert (named.source, named.detail["origin"]) == ("热线", "remembered")
