"""Kinds without a number of their own: a row is a fact of its own, and a repeat needs to be confirmed (IMPORTS §1)."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from evidence.models import DepartmentRating
from records.models import Batch
from scoring.models import Adjustment
from tenants.models import Company
from tests.importing import Sender, work_off
from tests.visiting import visitor

HEAD = "月份,工号,类型,分值,事由\n"
LATE = "2026-10,A001,deduction,-2,迟到\n"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences as they stand in the source."""
    with translation.override("en"):
        yield


@pytest.fixture
def adjustments(company: Company, tmp_path: Path) -> Sender:
    return Sender(company, "adjustments", tmp_path)


def points() -> list[Decimal]:
    return sorted(Adjustment.objects.filter(stands=True).values_list("points", flat=True))


def test_two_equal_rows_of_one_file_are_two_facts_and_the_file_twice_changes_nothing(adjustments: Sender) -> None:
    assert "2 new" in adjustments.send(HEAD + LATE + LATE)
    assert "0 new, 0 changed, 2 unchanged" in adjustments.send(HEAD + LATE + LATE)
    assert points() == [-2, -2]


def test_a_repeat_in_another_file_is_told_and_stored_only_when_confirmed(adjustments: Sender) -> None:
    adjustments.send(HEAD + LATE)
    again = HEAD + "2026-10,A002,bonus,1,表扬\n" + LATE
    said = adjustments.send(again)
    assert "Looks like row 2 of adjustments.csv." in said
    assert "1 new, 0 changed, 1 unchanged" in said
    assert points() == [-2, 1]
    assert "1 new, 0 changed, 1 unchanged" in adjustments.send(again, "--accept-repeats")
    assert points() == [-2, -2, 1]


def test_the_same_rows_in_a_file_of_another_name_may_have_happened_again(adjustments: Sender) -> None:
    adjustments.send(HEAD + LATE)
    third_week = adjustments.folder / "third-week.csv"
    third_week.write_text(HEAD + LATE, encoding="utf-8")
    assert "Looks like row 2 of adjustments.csv." in adjustments.send_file(third_week)
    assert "1 new" in adjustments.send_file(third_week, "--accept-repeats")
    assert points() == [-2, -2]


def test_the_same_cause_with_other_points_is_another_fact(adjustments: Sender) -> None:
    adjustments.send(HEAD + LATE)
    adjustments.send(HEAD + LATE.replace("-2", "-3"))
    assert points() == [-3, -2]


def test_ratings_without_rater_are_each_of_their_own(company: Company, tmp_path: Path) -> None:
    ratings = Sender(company, "ratings", tmp_path)
    head = "月份,客服工号,评价部门,评分\n"
    ratings.send(head + "2026-10,A001,工程部,5\n2026-10,A001,工程部,1\n")
    ratings.send(head + "2026-10,A001,工程部,3\n")
    assert sorted(DepartmentRating.objects.filter(stands=True).values_list("rating", flat=True)) == [1, 3, 5]


def test_the_page_offers_a_box_for_what_repeats(adjustments: Sender) -> None:
    adjustments.send(HEAD + LATE)
    browser = visitor("hr")
    content = SimpleUploadedFile("十一月.csv", (HEAD + LATE).encode() + b"\n")
    browser.post("/imports/new", {"kind": "adjustments", "source": "file", "file": content})
    batch = Batch.objects.order_by("-pk")[0]
    columns = {"month": "月份", "agent": "工号", "kind": "类型", "points": "分值", "reason": "事由"}
    mapped = {"zone": "Asia/Shanghai", "decimal": ".", "rating_scale": "5", "do": "check"}
    browser.post(
        f"/imports/{batch.pk}/mapping", mapped | {f"column-{name}": column for name, column in columns.items()}
    )
    work_off()
    assert (
        "also the 1 rows that look like facts of other files" in browser.get(f"/imports/{batch.pk}/").content.decode()
    )
    browser.post(f"/imports/{batch.pk}/store", {"accept_repeats": "on"})
    work_off()
    assert points() == [-2, -2]
