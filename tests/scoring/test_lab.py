"""The what-if lab: stored months scored again by another plan, side by side, without touching any (SCORING §5, §8)."""

from collections.abc import Sequence
from decimal import Decimal
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from people.models import Account
from records.models import AuditEntry
from scoring.engine.plan import Plan
from scoring.engine.score import rescore
from scoring.indicators.catalogue import definitions
from scoring.lab import reading
from scoring.lab.comparing import kendall
from scoring.lab.replay import replay
from scoring.lab.stored import Stored
from scoring.models import Card, PlanVersion
from scoring.plans import versions
from scoring.rechecking import as_if
from tests.companies import Once
from tests.scoring.month_of_facts import OCTOBER, adjust, answer, handled, person, the_golden_month
from tests.scoring.test_closing import close
from tests.visiting import visitor

POINTS = some.integers(0, 12).map(Decimal)


@given(some.lists(some.tuples(POINTS, POINTS), max_size=12))
def test_tau_is_what_its_definition_says(pairs: list[tuple[Decimal, Decimal]]) -> None:
    found = kendall(pairs)
    expected = by_definition(pairs)
    assert (found is None) == (expected is None)
    assert found is None or expected is None or abs(float(found) - expected) < 0.0051


def by_definition(pairs: Sequence[tuple[Decimal, Decimal]]) -> float | None:
    couples = [(one, other) for place, one in enumerate(pairs) for other in pairs[:place]]
    signs = [(sign(one[0] - other[0]), sign(one[1] - other[1])) for one, other in couples]
    untied = [sum(first != 0 for first, _ in signs), sum(second != 0 for _, second in signs)]
    return sum(first * second for first, second in signs) / sqrt(untied[0] * untied[1]) if all(untied) else None


def sign(number: Decimal) -> int:
    return (number > 0) - (number < 0)


@pytest.fixture(scope="module")
def october(once_at_acme: Once) -> object:
    """Three closed cards: the golden one, one with little evidence and an adjustment, one with almost none."""
    with once_at_acme():
        the_golden_month(person("王芳"))
        for rating in (5, 4, 4, 2, 5, 3):
            answer(person("李静"), rating)
        handled(person("李静"))
        adjust(person("李静"), "-2.00", kind="deduction")
        handled(person("周倩"))
        close()
        yield None


@pytest.fixture
def standard(october: object, company: object) -> PlanVersion:
    return PlanVersion.objects.get(code="standard", version=1)


def stored(version: PlanVersion) -> list[Stored]:
    return reading.stored(version, [OCTOBER], Account.objects.get(username="hr"))


def changed(version: PlanVersion, **weights: str) -> Plan:
    document = versions.read(version).to_document()
    for dimension in document["dimensions"]:
        dimension["weight"] = weights.get(dimension["code"], dimension["weight"])
    return Plan.from_document(document, definitions())


def test_the_unchanged_plan_gives_what_is_stored(standard: PlanVersion) -> None:
    known = stored(standard)
    assert len(known) == 3
    assert replay(known, versions.read(standard)) == [card.outcome for card in known]


def test_another_plan_gives_what_the_engine_makes_of_the_stored_facts(standard: PlanVersion) -> None:
    plan = versions.read(standard)
    document = changed(standard, service_quality="10", customer_feedback="35").to_document()
    document["dimensions"][2]["indicators"][0]["rule"]["target"] = "90"
    document["dimensions"][1]["indicators"][0]["minimum_n"] = 3
    document["grades"][1]["lower"] = "80"
    other = Plan.from_document(document, definitions())
    found = replay(stored(standard), other)
    by_facts = [as_if(Card.objects.get(pk=card.key), plan=other) for card in stored(standard)]
    assert [(one.total, one.grade, one.coefficient) for one in found] == [
        (one.total, one.grade, one.coefficient) for one in by_facts
    ]
    assert [one.total for one in found] != [one.total for one in replay(stored(standard), plan)]


def test_the_fast_way_and_the_engine_agree_on_what_a_card_is_scored_from(standard: PlanVersion) -> None:
    plan = versions.read(standard)
    for card in stored(standard):
        whole = rescore(card.by(plan), {})
        assert (whole.total, whole.grade, whole.coefficient) == card.outcome[:3]


def test_three_candidates_stand_side_by_side_and_nothing_is_written(standard: PlanVersion) -> None:
    before = list(Card.objects.order_by("pk").values()), AuditEntry.objects.count()
    answer = visitor("hr").get(f"/lab/{standard.pk}/", {"a.w2": "35", "a.w0": "10", "b.g2": "80"})
    page, golden = answer.content.decode(), card_of("王芳")
    assert (golden.grade, golden.total) == ("B", Decimal("82.31"))
    assert "0 up" in page
    assert "1 up" in page  # B: 82.31 is an A from 80 on
    assert "+150.00" in page
    assert f"/card/2026-10/{golden.agent_id}/" in page
    assert (list(Card.objects.order_by("pk").values()), AuditEntry.objects.count()) == before


def card_of(name: str) -> Card:
    found: Card = Card.objects.current().get(agent=person(name))
    return found


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("w0", "30", "110.00"),
        ("w0", "1E999999", "a number is needed"),
        ("g2", "99", "Grades must fall from best to worst"),
    ],
)
def test_a_candidate_that_could_not_be_published_says_why(
    standard: PlanVersion, field: str, text: str, sentence: str
) -> None:
    page = visitor("hr").get(f"/lab/{standard.pk}/", {f"a.{field}": text}).content.decode()
    assert sentence in page
    assert "0 up" in page, "the other candidates are compared all the same"


def test_a_candidate_is_saved_as_a_draft_of_the_next_version(standard: PlanVersion) -> None:
    query = "a.w2=35&a.w0=10&b.w0=99"
    saved = visitor("hr").post(f"/lab/{standard.pk}/save/", {"query": query, "candidate": "a"})
    draft = PlanVersion.objects.get(code="standard", state="draft")
    assert saved.url == f"/plans/{draft.pk}/edit/"  # type: ignore[attr-defined]
    weights = [str(each.weight) for each in versions.read(draft).dimensions]
    assert weights == ["10.00", "15.00", "35.00", "10.00", "10.00", "10.00", "10.00"]
    assert draft.based_on == standard


def test_only_who_edits_plans_and_sees_pay_comes_in(standard: PlanVersion) -> None:
    for who in ("supervisor", "administrator"):
        assert visitor(who).get(f"/lab/{standard.pk}/").status_code == 403
    assert visitor("hr").get("/lab/").url == f"/lab/{standard.pk}/"  # type: ignore[attr-defined]
