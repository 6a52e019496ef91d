"""The command import_evidence: exit codes, sentences, the annotated file."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from kpi_portal.lib.company_connection import connection
from kpi_portal.lib.tables import open_table
from people.models import UnpaidLeave
from records.models import AuditEntry
from tenants.models import Company
from tests.importing import Sender

HEADER = "Person,First day,Last day,Reason\n"
GOOD = HEADER + "王芳,2026-10-06,2026-10-07,事假\n"
BAD = GOOD + "王方,2026-10-08,2026-10-09,\nA002,2026-10-12,2026-10-11,=1+1\n"


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    """The portal's own language: the command line is English all the same, and nothing else."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def leave(company: Company, tmp_path: Path) -> Sender:
    """Sends unpaid leave; the columns are called like the fields, so no profile is needed."""
    return Sender(company, "leave", tmp_path)


def test_a_file_whose_columns_are_called_like_the_fields_needs_no_profile(leave: Sender) -> None:
    assert "1 new" in leave.send(GOOD)
    assert UnpaidLeave.objects.get(batch=leave.batch).reason == "事假"


def test_a_dry_run_stores_nothing(leave: Sender) -> None:
    assert "Nothing is stored: 1 new" in leave.send(GOOD, "--dry-run")
    assert not UnpaidLeave.objects.filter(reason="事假").exists()


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_bad_rows_come_back_annotated(leave: Sender, tmp_path: Path, suffix: str) -> None:
    errors = tmp_path / f"errors.{suffix}"
    with pytest.raises(CommandError, match="2 of 3 rows have errors; nothing was stored"):
        leave.send(BAD, f"--errors={errors}")
    with open_table(errors) as table:
        rows = [[str(cell) for cell in row.cells] for row in table.rows()]
    assert [row[4] for row in rows] == ["3", "4"]
    assert "是 王芳 吗" in rows[0][-1]
    assert (rows[1][3], rows[1][-1]) == ("'=1+1", "结束日早于起始日。")


def test_what_is_printed_is_of_one_language(leave: Sender) -> None:
    printed = leave.refused(BAD)
    for name in ("王方", "王芳"):
        printed = printed.replace(name, "")
    assert "Do you mean" in printed
    assert not re.search("[\u4e00-\u9fff]", printed)


def test_one_audit_entry_stands_for_the_whole_file(leave: Sender) -> None:
    leave.send(BAD, "--skip-bad")
    entry = AuditEntry.objects.get(verb="records.import", subject_id=str(leave.batch.pk))
    assert (entry.detail["created"], entry.detail["rejected"]) == (1, 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody", "leave", "x.csv"], "There is no company “nobody”."),
        (["public", "leave", "x.csv"], "There is no company “public”."),
        (["acme", "holidays", "x.csv"], "There is no kind “holidays”"),
        (["acme", "leave", "/no/such/file.csv"], "/no/such/file.csv: No such file or directory."),
        (["acme", "leave", "{folder}/picture.csv"], "This is a picture."),
        (["acme", "leave", "{folder}/good.csv", "--profile={folder}/none.toml"], "none.toml: No such file"),
        (["acme", "leave", "{folder}/good.csv", "--profile={folder}/good.csv"], "not valid TOML"),
        (["acme", "people", "{folder}/good.csv"], "Without a profile the columns must be called like the fields"),
        (["acme", "people", "{folder}/good.csv", "--profile={folder}/leave.toml"], "for files of the kind “leave”"),
    ],
)
def test_bad_input_ends_with_one_sentence(company: Company, tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "good.csv").write_text(GOOD, encoding="utf-8")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "leave.toml").write_text(
        'kind = "leave"\nsource = "x"\n[fields]\nperson = "Person"\n', encoding="utf-8"
    )
    with pytest.raises(CommandError) as refusal:
        call_command("import_evidence", *(argument.format(folder=tmp_path) for argument in arguments), "--by=hr")
    connection.set_tenant(company)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
