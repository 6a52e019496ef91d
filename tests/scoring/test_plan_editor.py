"""The editor of a draft, by its page: nothing typed is lost, a draft holds any sum, a published plan only 100.00."""

import json
import re
from decimal import Decimal
from fractions import Fraction
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpi_portal.lib.rounding import exact, half_up
from records.models import AuditEntry
from scoring.engine.facts import Measure
from scoring.engine.rules import PerEvent, Rule, Step, Steps, TowardTarget
from scoring.models import PlanVersion
from scoring.plans import drafts, versions
from scoring.plans.editor import calculator, curve
from tests.long_run import examples
from tests.months import publisher
from tests.scoring.month_of_facts import MIDDLE, OCTOBER
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")

WEIGHTS = ("service_quality", "responsiveness", "customer_feedback", "conduct", "teamwork", "innovation", "growth")
ONE = {
    "edit": "service_quality.completion_rate",
    "kind": "toward_target",
    "floor": "80",
    "target": "98",
    "minimum_n": "1",
    "prior_weight": "0",
    "no_evidence": "reweight",
}


@pytest.fixture
def hr() -> Client:
    return visitor("hr")


@pytest.fixture
def draft() -> PlanVersion:
    return drafts.adopt_preset(preset="standard", by=publisher())


def document(draft: PlanVersion) -> Any:
    draft.refresh_from_db()
    return json.loads(draft.document)


def page(hr: Client, draft: PlanVersion, sent: dict[str, str] | None = None, query: str = "") -> str:
    address = f"/plans/{draft.pk}/edit/{query}"
    answer = hr.get(address) if sent is None else hr.post(address, sent, follow=True)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_a_draft_holds_any_sum_and_says_what_is_wrong_with_it(hr: Client, draft: PlanVersion) -> None:
    assert "Sum 100.00" in page(hr, draft)
    assert "Sum 105.00, not 100.00" in page(hr, draft, {"w.service_quality": "25", "do": "save"})
    assert document(draft)["dimensions"][0]["weight"] == "25.00"
    with time_machine.travel(MIDDLE):
        answer = hr.post(f"/plans/{draft.pk}/publish/").content.decode()
    assert "add up to 105.00, not 100.00" in answer
    draft.refresh_from_db()
    assert draft.is_draft


def test_what_cannot_be_kept_stands_at_its_field_as_it_was_typed_and_nothing_is_saved(
    hr: Client, draft: PlanVersion
) -> None:
    before = document(draft)
    sent = {**ONE, "w.service_quality": "2O", "w.innovation": "7.5", "floor": "achtzig", "rubric": "新的细则"}
    shown = page(hr, draft, sent | {"do": "save"})
    for typed in ('value="2O"', 'value="7.5"', 'value="achtzig"', "新的细则", "Write a number with at most 2 decimals"):
        assert typed in shown
    assert document(draft) == before


def test_looking_computes_the_sum_and_the_answer_from_what_is_typed_and_saves_nothing(
    hr: Client, draft: PlanVersion
) -> None:
    before = document(draft)
    shown = page(hr, draft, {**ONE, "w.service_quality": "30.00", "target": "96", "value": "92", "do": "look"})
    assert "Sum 110.00, not 100.00" in shown
    assert "(92 − 80) ÷ (96 − 80) × 100" in shown
    assert "75.00" in shown
    assert document(draft) == before


def test_the_calculator_has_an_address_and_says_what_the_golden_card_says(hr: Client, draft: PlanVersion) -> None:
    shown = page(hr, draft, query="?edit=service_quality.completion_rate&value=92")
    assert "92 % → 66.67" in shown
    assert re.findall(r"<dd>([\d.]+)</dd>", shown)[:3] == ["66.67", "66.67", "13.33"]


def test_an_indicator_is_changed_with_its_words_and_the_audit_says_what(hr: Client, draft: PlanVersion) -> None:
    sent = {**ONE, "target": "97.5", "minimum_n": "３", "rubric": "按单计。", "rubric_en": "By order.", "do": "save"}
    sent |= {"example": "50 张完成 46 张", "no_evidence": "neutral", "neutral_points": "60"}
    page(hr, draft, sent)
    made = document(draft)["dimensions"][0]["indicators"][0]
    assert made["rule"] == {"kind": "toward_target", "floor": "80", "target": "97.5"}
    assert (made["minimum_n"], made["neutral_points"]) == (3, "60")
    assert made["rubric"] == {"zh": "按单计。", "en": "By order."}
    assert made["example"] == {"zh": "50 张完成 46 张", "en": "50 张完成 46 张"}
    changed = AuditEntry.objects.get(verb="scoring.change_draft").detail["changed"]
    assert changed["dimensions.service_quality.indicators.completion_rate.rule.target"] == ["98", "97.5"]
    said = " ".join(
        unescape(
            re.sub(r"<[^>]+>", " ", visitor("administrator").get("/audit/?q=draft+of+a+plan").content.decode())
        ).split()
    )
    for told in (
        "Completion rate Target (100 points) 98 → 97.5",
        "Completion rate Without evidence Its weight goes to the others → Fixed points",
        "Completion rate Rubric (English)",
    ):
        assert told in said
    assert "service_quality" not in said


def test_rules_in_steps_and_per_event(hr: Client, draft: PlanVersion) -> None:
    steps = {**ONE, "kind": "steps", "at0": "95", "gives0": "100", "at1": "80", "gives1": "60", "do": "save"}
    page(hr, draft, steps)
    rule = document(draft)["dimensions"][0]["indicators"][0]["rule"]
    assert [step["threshold"] for step in rule["steps"]] == ["80", "95"]
    assert "both the value and its points" in page(hr, draft, steps | {"gives1": ""})
    page(hr, draft, {**ONE, "kind": "per_event", "start": "100", "each": "20", "do": "save"})
    assert document(draft)["dimensions"][0]["indicators"][0]["rule"] == {
        "kind": "per_event",
        "start": "100",
        "each": "20",
    }


def test_saving_what_stands_there_changes_nothing(hr: Client, draft: PlanVersion) -> None:
    before = document(draft)
    shown = page(hr, draft, query="?edit=innovation.suggestions_adopted")
    form = shown[shown.index('id="editor"') : shown.index("</form>", shown.index('id="editor"'))]
    sent = dict(
        re.findall(
            r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', re.sub(r'<input[^>]*type="radio"[^>]*>', "", form)
        )
    )
    rubric = re.findall(r'name="(rubric\w*)"[^>]*>([^<]*)</textarea>', form)
    page(
        hr,
        draft,
        sent
        | {name: text.strip() for name, text in rubric}
        | {"kind": "steps", "no_evidence": "reweight", "do": "save"},
    )
    assert document(draft) == before
    assert not AuditEntry.objects.filter(verb="scoring.change_draft").exists()


def test_dimensions_and_indicators_come_go_and_move(hr: Client, draft: PlanVersion) -> None:
    page(hr, draft, {"do": "remove:innovation"})
    page(hr, draft, {"do": "add_dimension", "own_name": "安全"})
    page(hr, draft, {"do": "add_indicator", "into": "own-1", "new_indicator": "completion_rate"})
    page(hr, draft, {"do": "add_indicator", "into": "own-1", "new_indicator": "satisfaction"})
    page(hr, draft, {"do": "up:own-1", "w.own-1": "10"})
    assert "already" in page(hr, draft, {"do": "add_indicator", "into": "own-1", "new_indicator": "satisfaction"})
    made = document(draft)["dimensions"]
    assert [each["code"] for each in made][-2:] == ["own-1", "growth"]
    assert [each["weight"] for each in made[-2]["indicators"]] == ["100.00", "0.00"]
    assert (made[-2]["name"]["zh"], made[-2]["weight"]) == ("安全", "10.00")
    page(hr, draft, {"do": "add_dimension", "new_dimension": "innovation"})
    assert document(draft)["dimensions"][-1]["name"]["zh"] == "创新贡献"


def test_a_dimension_is_renamed_and_keeps_its_code(hr: Client, draft: PlanVersion) -> None:
    page(hr, draft, {"zh.growth": "成长与学习", "en.growth": "Learning", "do": "save"})
    made = document(draft)["dimensions"][-1]
    assert (made["code"], made["name"]) == ("growth", {"zh": "成长与学习", "en": "Learning"})
    assert "was Growth" in page(hr, draft)
    assert "Learning" in unescape(hr.get(f"/plans/{draft.pk}/changes/").content.decode())
    assert "A dimension needs a name" in page(hr, draft, {"zh.growth": "", "en.growth": "", "do": "save"})
    assert document(draft)["dimensions"][-1] == made


def test_opening_another_indicator_keeps_what_was_typed(hr: Client, draft: PlanVersion) -> None:
    answer = hr.post(f"/plans/{draft.pk}/edit/", {"w.growth": "12", "do": "open:growth.training_exam"})
    assert answer["Location"] == f"/plans/{draft.pk}/edit/?edit=growth.training_exam#edit"
    assert document(draft)["dimensions"][-1]["weight"] == "12.00"


def test_the_rules_of_the_whole_plan(hr: Client, draft: PlanVersion) -> None:
    address = f"/plans/{draft.pk}/edit/rules/"
    shown = unescape(hr.get(address).content.decode())
    sent = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', shown))
    sent |= {"policy": "cap_grade", "no_response_noted": "completion"}
    before = document(draft)
    assert hr.post(address, sent).status_code == 302
    assert document(draft) == before
    hr.post(address, sent | {"goal": "满意度 95", "bonus": "6", "plan_months": "2", "grade5": ""})
    made = document(draft)
    assert (made["goal"]["zh"], made["limits"]["bonus"], made["follow_up"]["plan_months"]) == ("满意度 95", "6", 2)
    hr.post(address, sent | {"share0": "10", "share1": "20"})
    assert [grade.get("share") for grade in document(draft)["grades"]] == ["10", "20", None, None, None]
    assert "as many as reach the total" in page(hr, draft, query="rules/")
    answer = unescape(hr.post(address, sent | {"grade5": "E", "goal": "写了一半"}).content.decode())
    assert "needs its letter" in answer
    assert "写了一半" in answer


def test_a_published_version_is_read_and_not_edited(hr: Client) -> None:
    one = PlanVersion.objects.get(code="standard")
    assert hr.get(f"/plans/{one.pk}/edit/")["Location"] == f"/plans/{one.pk}/"
    assert hr.post(f"/plans/{one.pk}/edit/", {"w.growth": "12"})["Location"] == f"/plans/{one.pk}/"


TYPED = st.one_of(
    st.decimals(0, 100, places=2).map(str),
    st.sampled_from(["", "20", "20.00", "１０", "-1", "1e1", "abc", "100.001", "NaN", "9" * 19, "<b>"]),
)


@settings(max_examples=examples(12, long=100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.dictionaries(st.sampled_from(WEIGHTS), TYPED), even=st.booleans())
def test_whatever_is_typed_a_draft_loses_nothing_and_what_is_published_sums_to_100(
    hr: Client, draft: PlanVersion, typed: dict[str, str], even: bool
) -> None:
    sent = {f"w.{code}": text for code, text in typed.items()}
    if even:
        sent = dict.fromkeys((f"w.{code}" for code in WEIGHTS), "10.00") | {"w.customer_feedback": "40.00"}
    before = document(draft)
    answer = hr.post(f"/plans/{draft.pk}/edit/", sent | {"do": "save"})
    after = {f"w.{each['code']}": each["weight"] for each in document(draft)["dimensions"]}
    if answer.status_code == 302:
        assert all(Decimal(after[name]) == Decimal(plain_digits(text)) for name, text in sent.items())
    else:
        shown = unescape(answer.content.decode())
        assert document(draft) == before
        assert all(f'name="{name}" value="{text}"' in shown for name, text in sent.items())
    copy = drafts.copy_plan(plan=draft, by=publisher())
    with time_machine.travel(MIDDLE):
        hr.post(f"/plans/{copy.pk}/publish/")
    copy.refresh_from_db()
    plan = versions.read(copy)
    whole = sum(exact(each.weight) for each in plan.dimensions)
    insides = {sum(exact(part.weight) for part in each.indicators) for each in plan.dimensions}
    if not copy.is_draft:
        assert (whole, insides) == (100, {Fraction(100)})
    elif all(each.weight > 0 for each in plan.dimensions):
        assert whole != 100


def plain_digits(text: str) -> str:
    return text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))


NUMBERS = st.decimals(-1000, 1000, places=2)
RULES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(TowardTarget, NUMBERS, NUMBERS).filter(lambda rule: rule.floor != rule.target),
    st.builds(PerEvent, st.decimals(0, 100, places=2), st.decimals("0.01", 50, places=2)),
    st.builds(
        lambda better, marks: Steps(
            better, tuple(Step(Decimal(at), Decimal(points)) for at, points in sorted(marks.items()))
        ),
        st.sampled_from(("higher", "lower")),
        st.dictionaries(st.integers(-50, 50), st.integers(0, 100), min_size=1, max_size=6),
    ),
)


@given(rule=RULES, value=NUMBERS)
def test_the_calculator_says_the_engines_points_and_every_rule_can_be_drawn(rule: Rule, value: Decimal) -> None:
    measured = Fraction(*Measure.of(exact(value).numerator, exact(value).denominator, 1).ratio)
    points = half_up(rule.points(measured), 2)
    assert calculator.points_of(rule, value) == points
    shown = calculator.steps(rule, value, weight=Fraction(20), share=Fraction(100), alone=True)
    assert shown[0].result == shown[1].result == str(points)
    drawn = curve.large(rule, "x", "%", exact(value))
    assert drawn.startswith("<svg")
    assert curve.small(rule, "x").startswith("<svg")
    ys = [float(pair.split(",")[1]) for pair in re.findall(r'points="([^"]+)"', drawn)[0].split()]
    assert all(20 <= y <= 150 for y in ys)


def test_hr_sees_the_first_step_after_adopting(hr: Client) -> None:
    with time_machine.travel(MIDDLE):
        answer = hr.post("/plans/new/", {"preset": "commercial"}, follow=True)
    assert "/edit/" in answer.redirect_chain[-1][0]
    assert str(OCTOBER.next) in unescape(answer.content.decode()) or "Nov" in answer.content.decode()
