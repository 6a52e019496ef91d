"""Files as people bring them, each after a public report (the folder is no part of the project): what they end with is
right, or is refused with a sentence that says what to do."""

import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from people.models import Account, BonusBase, Person, Posting, Role
from scoring.models import ScoringSettings
from tenants.models import Company
from tests.database import CHECKOUT
from tests.outside_cases import Case
from workorders.models import OrderEvent, WorkOrder

CHINA = ZoneInfo("Asia/Shanghai")
CASES = CHECKOUT.parent / "shared" / "cases"

pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the folder ../shared/cases is absent")


@pytest.fixture
def case(request: pytest.FixtureRequest, company: Company, tmp_path: Path) -> Iterator[Case]:
    """A company in which nobody works yet; sentences as they stand in the source."""
    BonusBase.objects.all().delete()
    Posting.objects.all().delete()
    agents = Account.objects.filter(roles=[Role.AGENT])
    people = list(agents.values_list("person_id", flat=True))
    agents.delete()
    Person.objects.filter(pk__in=people).delete()
    Person.objects.update(staff_number=None)
    ScoringSettings.objects.all().delete()
    ScoringSettings.objects.create()
    with translation.override("en"):
        yield Case(CASES / request.param, tmp_path)


FORGETS_THE_ROBOT = "09-robot-answers-first"
"""Its own profile cannot be right; what it is told is a test below."""
WITH_ENDS = sorted({path.parent.name for path in CASES.glob("*/expect")} - {FORGETS_THE_ROBOT})


@pytest.mark.parametrize("case", WITH_ENDS, indirect=True)
def test_a_case_ends_as_it_expects(case: Case) -> None:
    for line in (case.folder / "steps").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            case.step(*line.split())
    said = "\n".join(case.said)
    for line in (case.folder / "expect").read_text("utf-8").splitlines():
        kind, pattern = line.split(": ", 1)
        assert bool(re.search(pattern, case.said[-1] if kind == "last" else said)) == (kind != "not"), line


def only(*names: str) -> pytest.MarkDecorator:
    """The cases of which a test tells more."""
    return pytest.mark.parametrize("case", names, indirect=True)


HUMANS_FIRST = """
kind = "workorders"
source = "tickets"
records_dispatches = false
automatic_responders = ["智能客服"]
[fields]
number = "工单编号"
created_at = "创建时间"
responded_at = { first_of = ["人工首次响应", "首次响应"] }
responder = "首次响应人"
completed_at = "办结时间"
agent = "客服"
"""


@only("09-robot-answers-first")
def test_a_robot_is_no_first_response_and_the_profile_that_forgets_it_is_refused(case: Case) -> None:
    case.send("people", "0-people.csv")
    case.send("postings", "0-postings.csv")
    said = case.send("workorders", "1-orders.csv", "orders-robot-to-nothing.toml")
    assert "CommandError" in said
    assert "name it among the machine responders" in said
    assert "2 new" in case.send("workorders", "1-orders.csv", HUMANS_FIRST)
    assert "mean_response_minutes 140 / 2" in case.close("2026-10")


@only("04-equals-quotes")
def test_marks_that_force_a_text_are_no_part_of_a_number(case: Case) -> None:
    case.send("people", "0-people.csv")
    assert Person.objects.get(staff_number="00123").name == "王芳"
    case.send("workorders", "1-orders.csv", "orders.toml")
    assert "1 unchanged" in case.send("workorders", "2-orders-again.csv", "orders.toml")
    assert "The same number stands in row 2" in case.send("workorders", "3-orders-apostrophe.csv", "orders.toml")
    assert "completion_rate 1 / 1" in case.close("2026-10")


@only("05-zero-format")
def test_zeros_that_a_format_shows_belong_to_the_number(case: Case) -> None:
    case.send("people", "0-people.csv")
    case.send("workorders", "1-orders.csv", "orders.toml")
    assert "1 unchanged" in case.send("workorders", "2-same-order.xlsx", "orders.toml")


@only("06-excel-instants")
def test_instants_of_a_workbook_are_read_as_shown(case: Case) -> None:
    case.send("people", "0-people.csv")
    for file in ("1-orders.xlsx", "2-book-of-1904.xlsx"):
        assert " 0 with errors" in case.send("workorders", file, "orders.toml")
    instants = OrderEvent.objects.filter(stands=True).values_list("at", flat=True)
    assert {(at.second, at.microsecond) for at in instants} == {(0, 0), (13, 0), (59, 0)}


@only("07-rare-names")
def test_rare_characters_are_one_in_every_encoding(case: Case) -> None:
    case.send("people", "0-people-utf8.csv")
    said = case.send("workorders", "1-orders-windows.csv", "orders.toml")
    assert "GB18030" in said
    assert " 0 with errors" in said


@only("08-name-spellings")
def test_blanks_dots_and_invisible_characters_make_nobody(case: Case) -> None:
    case.send("people", "0-people.csv")
    before = Person.objects.count()
    assert "19 new" in case.send("workorders", "1-orders.csv", "orders-creates.toml")
    assert Person.objects.count() == before


@only("16-durations")
def test_lengths_of_time_are_exact_or_refused_with_what_to_do(case: Case) -> None:
    case.send("people", "0-people.csv")
    said = case.send("workorders", "1-orders.csv", "orders.toml", "--skip-bad")
    assert "11 new" in said
    assert "say on the page of columns which it is" in said
    assert "This is not a length of time; write it like 90" in said
    said = case.send("workorders", "2-orders.xlsx", "orders.toml", "--skip-bad")
    assert "6 new" in said
    assert "“-0:30:00”: A duration cannot be negative" in said
    assert "format the cells as [h]:mm:ss" in said
    exact = {"D-04": 3750.75, "D-08": 8100, "D-09": 97200, "D-11": 3900, "X-1": 95400, "X-3": 750, "X-8": 86400}
    waited = {o.number: o.first_responded_at - o.created_at for o in WorkOrder.objects.exclude(first_responded_at=None)}
    assert {number: waited[number].total_seconds() for number in exact} == exact


@only("17-date-texts")
def test_dates_as_text_are_read_rightly_or_refused(case: Case) -> None:
    case.send("people", "0-people.csv")
    said = case.send("workorders", "1-orders.csv", "no-format.toml", "--skip-bad")
    assert "row 14" in said  # 10月5日 9:05: the year is missing
    known = dict(WorkOrder.objects.values_list("number", "created_at"))
    clock = {number: f"{at.astimezone(CHINA):%d %H:%M}" for number, at in known.items()}
    told = {"T-00": "05 09:05", "T-01": "05 13:05", "T-06": "06 00:00", "T-07": "01 00:00", "T-16": "05 12:30",
            "T-17": "05 20:05", "T-18": "05 01:05", "T-09": "05 09:05", "T-13": "05 21:05"}  # fmt: skip
    assert {number: clock.get(number) for number in told} == told
    assert not {"T-12", "T-14", "T-15"} & set(known)


@only("25-left-and-back")
def test_days_and_pay_follow_the_postings(case: Case) -> None:
    case.send("people", "0-people.csv")
    case.send("postings", "1-postings.csv", "postings.toml")
    case.send("leave", "2-leave.csv")
    case.send("bonus_bases", "3-bonus.csv")
    case.send("workorders", "4-orders.csv", "orders.toml")
    said = case.close("2026-10")
    assert re.findall(r"A00(\d) \S+ days (\d+)", said) == [
        ("1", "20"),
        ("2", "29"),
        ("3", "28"),
        ("4", "1"),
        ("5", "30"),
    ]
    pay = case.pay("2026-10", "--preview")
    assert all(amount in pay for amount in ("1064.52", "1543.55", "1490.32", "53.23", "1596.77"))


@only("34-keys-by-pandas")
def test_numbers_that_differ_by_marks_only_are_told(case: Case) -> None:
    case.send("people", "0-people.csv")
    assert "0 warnings" in case.send("workorders", "0.csv", "orders.toml")
    for file in ("1.csv", "3.csv"):
        assert "Order 471 is known too and differs by zeros or marks only" in case.send(
            "workorders", file, "orders.toml"
        )
    for file in ("7.csv", "8.csv"):
        assert "1 unchanged, 0 with errors, 0 warnings" in case.send("workorders", file, "orders.toml")
    assert "0 with errors" in case.send("workorders", "b-trailing-commas.csv", "orders.toml")


@only("35-boundary")
def test_a_grade_begins_at_its_bound_and_ranks_are_shared(case: Case) -> None:
    case.send("people", "0-people.csv")
    case.send("postings", "0-postings.csv")
    case.send("workorders", "1-orders.csv", "orders.toml")
    case.send("adjustments", "2-adj.csv")
    said = case.close("2026-10")
    assert re.findall(r"A00([123]) \S+ days 31 total (\S+) (\w)", said) == [
        ("1", "85.00", "A"),
        ("2", "84.99", "B"),
        ("3", "84.99", "B"),
    ]


@only("36-solved-at-once")
def test_a_completion_is_a_contact_at_the_latest(case: Case) -> None:
    case.send("people", "0-people.csv")
    case.send("workorders", "1-orders.csv", "orders.toml")
    assert "mean_response_minutes 4 / 2" in case.close("2026-10")


@only("43-staff-number-spelling")
def test_a_staff_number_is_one_person_in_any_case_and_a_near_one_is_told(case: Case) -> None:
    case.send("people", "1.csv")
    assert "1 unchanged" in case.send("people", "2.csv")
    case.send("people", "3.csv")
    assert "0017 is known too" in case.send("people", "4.csv")


@only("50-title-row-workbook")
def test_a_title_above_the_headings_is_passed_over(case: Case) -> None:
    assert "1 new, 0 changed, 0 unchanged, 0 with errors" in case.send("workorders", "title_min.xlsx", "min2.toml")
    said = case.send("workorders", "titles.xlsx", "titles.toml", "--skip-bad")
    assert "row 7, 完成时间: There is a rating, but not when it was given" in said
    assert "This row adds the others up; it was left out." in said
    assert "9 new, 0 changed, 0 unchanged, 1 with errors" in said
    assert WorkOrder.objects.filter(source="titles", agent__name="李娜").count() == 5  # its cell is merged over them


@only("51-zendesk-like")
def test_an_export_like_zendesk_s_comes_in_by_its_profile(case: Case) -> None:
    assert "12 new, 0 changed, 0 unchanged, 0 with errors" in case.send("workorders", "zendesk.csv", "zendesk.toml")


@only("52-udesk-like")
def test_an_export_like_udesk_s_comes_in_by_its_profile(case: Case) -> None:
    said = case.send("workorders", "udesk.csv", "udesk.toml")
    assert "GB18030" in said
    assert " 0 with errors" in said


@only("53-rating-without-answered-at")
def test_a_rating_needs_the_time_of_its_answer(case: Case) -> None:
    said = case.send("workorders", "rate_min.csv", "rate_min.toml")
    assert "There is a rating, but not when it was given: “Answered” must not be empty." in said
