"""Closing, closing again, publishing, making final (SCORING §5, §7, §9)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError

from kpi_portal.lib.canonical import canonical
from kpi_portal.lib.company_connection import connection
from people.models import Account, BonusBase, Person, Posting, Site, UnpaidLeave
from records import ledger, months
from records.models import LedgerEntry, MonthState
from scoring import adjustments, closing, publishing
from scoring.agent_month import posted_agents
from scoring.engine.card import Card as ScoredCard
from scoring.engine.plan import Plan
from scoring.indicators.catalogue import definitions
from scoring.models import Card, CardFacts, MonthClose, PlanVersion
from scoring.plans.versions import For, publish_plan, read
from scoring.rechecking import recheck
from scoring.targets.verbs import Wanted, set_targets
from tenants.models import Company
from tests.months import closer, finaliser, publisher
from tests.refusals import refused
from tests.scoring import month_of_facts as october
from tests.scoring.agreeing import agree
from tests.scoring.month_of_facts import CUTOFF, END, INSTANT, MIDDLE, MINUTE, OCTOBER, START, handled, person

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def agent(company: Company) -> Person:
    return person("王芳")


@pytest.fixture
def supervisor(company: Company) -> Account:
    return Account.objects.get(username="supervisor")


def close() -> MonthClose:
    return closing.run_close(closing.request_close(month=OCTOBER, by=closer(), ring=False).pk)


def card(agent: Person, *, trial: bool = False) -> Card:
    found: Card = Card.objects.current().get(agent=agent, is_trial=trial)
    return found


def lines(of: Card) -> dict[str, object]:
    return {line.code: line for line in ScoredCard.from_frozen(of.frozen).lines}


# --- when a month can be closed --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "code"), [(END - INSTANT, "not_over"), (END, "before_cutoff"), (CUTOFF, "before_cutoff")]
)
def test_a_close_before_the_cut_off_has_passed_is_refused(now: datetime, code: str) -> None:
    with time_machine.travel(now, tick=False), refused(code):
        closing.request_close(month=OCTOBER, by=closer())


def test_a_close_right_after_the_cut_off_is_accepted() -> None:
    with time_machine.travel(CUTOFF + INSTANT, tick=False):
        assert close().state == MonthClose.State.DONE


def test_a_month_without_anybody_to_score_is_refused() -> None:
    Posting.objects.all().delete()
    with refused("nobody_to_score"):
        closing.request_close(month=OCTOBER, by=closer())


def test_asking_again_while_a_close_is_under_way_gives_the_same() -> None:
    first = closing.request_close(month=OCTOBER, by=closer())
    assert closing.request_close(month=OCTOBER, by=closer()) == first


# --- closing again ---------------------------------------------------------------------------------------------------


def test_a_card_gets_a_new_version_only_when_its_fingerprint_changes(agent: Person) -> None:
    handled(agent, ("completed", MIDDLE + 20 * MINUTE))
    close()
    before = {each.agent_id: each.pk for each in Card.objects.current()}
    handled(agent)
    close()
    changed = [each for each in Card.objects.current() if before[each.agent_id] != each.pk]
    assert [(each.agent, each.version) for each in changed] == [(agent, 2)]
    assert Card.objects.get(pk=before[agent.pk]).is_current is False
    assert not recheck(OCTOBER).problems


def test_whoever_is_no_longer_scored_has_no_standing_card(agent: Person) -> None:
    close()
    Posting.objects.filter(person=agent).delete()
    close()
    assert not Card.objects.current().filter(agent=agent).exists()
    Posting.objects.create(person=agent, first_day=OCTOBER.first_day)
    close()
    assert card(agent).version == 2


def test_what_the_fingerprint_leaves_out_is_kept_up_to_date(agent: Person) -> None:
    october.the_golden_month(agent)
    close()
    BonusBase.objects.filter(person=agent).update(amount="2000.00")
    close()
    assert (card(agent).version, card(agent).pay) == (1, Decimal("2000.00"))


def test_a_published_month_is_not_closed_again() -> None:
    close()
    publishing.publish_month(month=OCTOBER, by=publisher())
    with refused("published"):
        closing.request_close(month=OCTOBER, by=closer())


def test_each_step_is_entered_in_the_ledger_and_only_in_its_order() -> None:
    with refused("never_closed"):
        publishing.publish_month(month=OCTOBER, by=publisher())
    close()
    with refused("not_published"):
        publishing.finalise_month(month=OCTOBER, by=finaliser())
    publishing.start_review(month=OCTOBER, by=publisher())
    close()
    assert months.record_for(OCTOBER).state == MonthState.IN_REVIEW
    publishing.publish_month(month=OCTOBER, by=publisher())
    publishing.finalise_month(month=OCTOBER, by=finaliser())
    kinds = list(LedgerEntry.objects.order_by("position").values_list("kind", flat=True))
    assert kinds == ["close", "close", "publish", "finalise"]
    assert ledger.verify(ledger.head()).is_sound


# --- plans -----------------------------------------------------------------------------------------------------------


def publish(code: str, *, trial: bool = False, site_kind: str = "", **indicator: object) -> PlanVersion:
    """The preset with the policy of its first indicator changed, in force from October on."""
    document = read(PlanVersion.objects.get(code=code, version=1)).to_document()
    document["dimensions"][0]["indicators"][0].update(indicator)
    plan = Plan.from_document(document, definitions())
    version = PlanVersion.objects.create(
        code=code,
        version=2,
        is_trial=trial,
        document=canonical(plan.to_document()).decode(),
        document_hash=plan.plan_hash,
    )
    with time_machine.travel(START):
        return publish_plan(plan=version, valid_from=OCTOBER, by=publisher(), whom=For(site_kind=site_kind))


def test_the_most_specific_plan_scores_whoever_it_is_for(agent: Person) -> None:
    publish("commercial", site_kind="commercial")
    Site.objects.filter(code="CH").update(kind="commercial")
    close()
    assert card(agent).plan.code == "commercial"
    assert card(person("周倩")).plan.code == "standard"


def test_a_trial_plan_makes_a_second_card_that_is_never_paid(agent: Person) -> None:
    october.the_golden_month(agent)
    publish("premium", trial=True)
    close()
    assert (card(agent).plan.code, card(agent).pay) == ("standard", Decimal("1500.00"))
    assert (card(agent, trial=True).plan.code, card(agent, trial=True).pay) == ("premium", None)
    assert not recheck(OCTOBER).problems


def test_a_plan_is_not_published_into_a_final_month() -> None:
    close()
    publishing.publish_month(month=OCTOBER, by=publisher())
    publishing.finalise_month(month=OCTOBER, by=finaliser())
    with refused("month_is_computed"):
        publish("premium")


def test_a_held_card_blocks_final(agent: Person) -> None:
    publish("standard", no_evidence="hold")
    close()
    publishing.publish_month(month=OCTOBER, by=publisher())
    with refused("decision_missing") as refusal:
        publishing.finalise_month(month=OCTOBER, by=finaliser())
    assert "王芳" in str(refusal.value)


# --- postings, targets, adjustments ----------------------------------------------------------------------------------


def test_posted_days_are_distinct_days_less_unpaid_leave(agent: Person) -> None:
    Posting.objects.filter(person=agent).update(last_day=date(2026, 10, 12))
    cloud = Site.objects.get(code="YQ")
    Posting.objects.create(person=agent, site=cloud, first_day=date(2026, 10, 10), last_day=date(2026, 10, 20))
    UnpaidLeave.objects.create(person=agent, first_day=date(2026, 10, 19), last_day=date(2026, 11, 2))
    posted = posted_agents(OCTOBER)[agent.pk]
    assert (posted.days, str(posted.posting.site)) == (18, "翠湖花园")


def test_of_postings_with_equally_many_days_the_latest_start_gives_the_plan(agent: Person) -> None:
    Posting.objects.filter(person=agent).update(last_day=date(2026, 10, 10))
    later = Posting.objects.create(person=agent, first_day=date(2026, 10, 22))
    assert posted_agents(OCTOBER)[agent.pk].posting == later


@pytest.mark.parametrize(("agreed", "holds"), [(1, "site"), (2, "team"), (3, "agent"), (4, "team")])
def test_a_target_of_the_agent_goes_before_that_of_team_and_site(
    agent: Person, supervisor: Account, agreed: int, holds: str
) -> None:
    october.the_golden_month(agent)
    posting = Posting.objects.get(person=agent)
    wanted = [
        Wanted("site", posting.site_id or 0, "completion_rate", Decimal(96)),
        Wanted("team", posting.team_id or 0, "completion_rate", Decimal(95)),
        Wanted("agent", agent.pk, "completion_rate", Decimal(94)),
        Wanted("agent", agent.pk, "completion_rate", None),
    ]
    values: dict[str, Decimal | None] = {wish.level: wish.value for wish in wanted[:3]}
    with time_machine.travel(START):
        agree(OCTOBER, wanted[:agreed], by=supervisor)
    close()
    line = ScoredCard.from_frozen(card(agent).frozen).lines[0]
    assert (line.target_from, line.target) == (holds, values[holds])
    assert not recheck(OCTOBER).problems


def test_a_target_on_the_wrong_side_of_the_floor_is_refused(agent: Person, supervisor: Account) -> None:
    wrong = [Wanted("agent", agent.pk, "mean_response_minutes", Decimal(60))]
    with time_machine.travel(START), pytest.raises(ValidationError, match="60"):
        set_targets(month=OCTOBER, wanted=wrong, by=supervisor)


def test_a_withdrawn_adjustment_counts_no_longer(agent: Person, supervisor: Account) -> None:
    october.the_golden_month(agent)
    entry = adjustments.enter(
        agent=agent, month=OCTOBER, by=supervisor, kind="deduction", points=Decimal("-2.00"), text="迟到"
    )
    close()
    assert card(agent).total == Decimal("80.31")
    adjustments.withdraw(entry=entry, reason="查无此事", by=supervisor)
    close()
    assert card(agent).total == Decimal("82.31")


def test_nothing_is_entered_for_a_published_month(agent: Person, supervisor: Account) -> None:
    close()
    publishing.publish_month(month=OCTOBER, by=publisher())
    with refused("month_is_published"):
        adjustments.enter(agent=agent, month=OCTOBER, by=supervisor, kind="bonus", points=Decimal(1), text="表扬")
    wanted = [Wanted("agent", agent.pk, "completion_rate", Decimal(99))]
    with pytest.raises(ValidationError):
        set_targets(month=OCTOBER, wanted=wanted, by=supervisor)


# --- tampering -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("superuser")
@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE scoring_cardfacts SET facts = replace(facts, '\"0/1\",\"\"', '\"1/1\",\"\"')",
        "UPDATE scoring_cardfacts SET facts = replace(facts, ',\"cancelled\"', ',\"exempted\"')",
        "UPDATE scoring_cardfacts SET shared_by = array_fill(1, ARRAY[6]) WHERE indicator = 'collaboration'",
        "UPDATE scoring_cardfacts SET facts = (facts::jsonb - 0)::text WHERE indicator = 'satisfaction'",
        "DELETE FROM scoring_cardfacts WHERE indicator = 'satisfaction'",
        "UPDATE scoring_card SET total = 99.99 WHERE total IS NOT NULL",
        "UPDATE scoring_card SET frozen = jsonb_set(frozen, '{total}', '\"99.99\"')",
        "UPDATE scoring_card SET fingerprint = repeat('0', 64)",
        "UPDATE records_ledgerentry SET body = replace(body, '\"cards\"', '\"others\"'), head = ''",
    ],
)  # fmt: skip
def test_tampering_behind_the_triggers_shows(agent: Person, tampering: str) -> None:
    october.the_golden_month(agent)
    close()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(tampering)
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert recheck(OCTOBER).problems or not ledger.verify().is_sound


def test_every_fact_of_a_card_is_stored_once(agent: Person) -> None:
    october.the_golden_month(agent)
    close()
    keys = [(row.pk, fact.kind, fact.fact_id) for row in CardFacts.objects.all() for fact in row]
    assert len(keys) == len(set(keys)) == 53 + 53 + 20 + 10 + 6 + 1 + 4 + 2


@pytest.mark.usefixtures("owner")
def test_a_month_of_another_zone_has_its_own_edges(company: Company) -> None:
    company.time_zone = "UTC"
    company.save()
    connection.set_tenant(company)
    assert months.record_for(OCTOBER).ends_at == END + timedelta(hours=8)
