"""The review panel: a second look that knows nothing of the first, by people without a tie to the card."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi_portal.lib.refusals import Refused
from people.models import Account
from records.models import AuditEntry
from reports.inbox.asking import inbox_of
from scoring import cards, closing
from scoring.models import Adjustment, Card, PanelCard, PanelOpinion, ReviewPanel
from scoring.panel.closing import outcome
from scoring.panel.picking import Picked, drawn
from scoring.panel.verbs import convene as convene_panel
from scoring.review import verbs as reviews
from tenants.models import Company
from tests.companies import Once
from tests.herself import plays_every_role
from tests.months import second_hr
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import CUTOFF, OCTOBER, SHANGHAI, handled, person, the_golden_month
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")
NEW = "/months/2026-10/panels/new/"
AFTER = CUTOFF + timedelta(hours=2)
SECRETS = ("台风值守", "辛苦了", "85.31", "+3.00")
"""What the first reviewer said, and what only with it is so."""


def account(username: str) -> Account:
    return Account.objects.get(username=username)


def close_month() -> None:
    closing.run_close(closing.request_close(month=OCTOBER, by=account("hr"), ring=False).pk)


@pytest.fixture(scope="module")
def reviewed_once(once_at_acme: Once) -> Iterator[None]:
    """王芳 82.31 (B), lifted to 85.31 (A) by 沈立, who leads her; closed again, so that her card says so."""
    with once_at_acme(), time_machine.travel(AFTER, tick=False):
        the_golden_month(person("王芳"))
        for name in ("李静", "周倩"):
            handled(person(name))
        second_hr()
        close_month()
        said = {"points": Decimal(3), "reason": "台风值守", "comment": "辛苦了"}
        reviews.submit(agent=person("王芳"), month=OCTOBER, by=account("supervisor"), **said)  # type: ignore[arg-type]
        close_month()
        yield


@pytest.fixture
def reviewed(reviewed_once: None, company: Company) -> None:
    """The same for one test."""


@pytest.fixture(autouse=True)
def _then() -> object:
    with time_machine.travel(AFTER, tick=False) as clock:
        yield clock


def convene(*members: str, by: str = "hr", quorum: int = 2, **asked: object) -> str:
    """Through the page; what it says."""
    seats = [account(name).pk for name in members]
    data = {"members": seats, "quorum": quorum, "sample": 0, **asked}
    return words(visitor(by).post(NEW, data, follow=True).content)


def look(card: PanelCard) -> str:
    return f"/panels/cards/{card.pk}/"


def keys(username: str) -> set[str]:
    found = inbox_of(account(username), AFTER.astimezone(SHANGHAI))
    return {task.key for _group, task in found.tasks()}


@pytest.mark.usefixtures("reviewed")
def test_a_member_sees_neither_the_first_review_nor_other_votes_by_any_route_before_the_own_opinion() -> None:
    assert Card.objects.current().get(agent__name="王芳").grade == "A"
    assert "王芳" in convene("supervisor", "other_supervisor", "hr2", rules=["changed"])
    card, wang = PanelCard.objects.get(), person("王芳")
    assert PanelOpinion.objects.get().member.account == account("supervisor")  # leads her, and was first
    routes = [
        look(card),
        f"{look(card)}?evidence=satisfaction",
        card.panel.get_absolute_url(),
        f"/panels/{card.panel_id}/close/",
        f"/card/2026-10/{wang.pk}/",
        f"/card/2026-10/{wang.pk}/pdf/",
        f"/months/2026-10/review/{wang.pk}/",
        "/months/2026-10/review/",
        "/months/2026-10/review/grades/",
        "/months/2026-10/publish/",
        "/payroll/2026-10/",
        "/adjustments/2026-10/",
        "/months/2026-10/calibration/cards/?all=yes",
        f"/months/2026-10/calibration/cards/?rater={person('沈立').pk}&only=changed",
        f"/card/all/{wang.pk}/",
        "/overview/2026-10/",
        "/",
    ]
    other = visitor("other_supervisor")
    assert "82.31" in words(other.get(look(card)).content)
    assert f"panel_card:{card.pk}" in keys("other_supervisor") & keys("hr2")
    assert other.post(look(card), {"do": "opinion", "points": "1", "reason": "回访超时"}).status_code == 302
    blind = visitor("hr2")
    for route in routes:
        page = words(blind.get(route, follow=True).content)
        for secret in (*SECRETS, "回访超时"):
            assert secret not in page, (route, secret)
    assert "回访超时" not in words(visitor("supervisor").get(look(card)).content)
    assert "Between −3 and +3" in words(visitor("hr2").post(look(card), {"do": "opinion", "points": "4"}).content)
    visitor("hr2").post(look(card), {"do": "opinion", "points": "0"})
    seen = words(visitor("hr2").get(look(card)).content)
    assert "台风值守" in seen
    assert "回访超时" in seen
    assert "台风值守" in words(visitor("hr2").get("/adjustments/2026-10/").content)
    again = visitor("hr2").post(look(card), {"do": "opinion", "points": "-3", "reason": "改主意"})
    assert "it stands" in words(again.content)
    assert PanelOpinion.objects.filter(points__isnull=False).count() == 2


@pytest.mark.usefixtures("reviewed")
def test_the_outcome_takes_the_place_of_the_first_points_and_publication_waits_for_it() -> None:
    convene("other_supervisor", "hr2", rules=["changed"])
    panel, card = ReviewPanel.objects.get(), PanelCard.objects.get()
    at = f"/panels/{panel.pk}/close/"
    assert "Below the quorum: 王芳" in words(visitor("hr").post(at, follow=True).content)
    visitor("other_supervisor").post(look(card), {"do": "opinion", "points": "1", "reason": "回访超时"})
    visitor("hr2").post(look(card), {"do": "opinion", "points": "0"})
    assert f"close_panel:{panel.pk}" in keys("hr")
    assert "review panel" in words(visitor("hr").post("/months/2026-10/publish/", {"reason": "x"}, follow=True).content)
    page = words(visitor("hr").get(at).content)
    for told in ("+3.00 → +0.50", "85.31 → 82.81", "1.1 → 1.0", "1,650.00 → 1,500.00"):
        assert told in page
    visitor("hr").post(at)
    standing = Adjustment.objects.get(agent=person("王芳"), kind="supervisor", stands=True)
    assert (standing.points, standing.author) == (Decimal("0.50"), person("周敏"))
    entry = AuditEntry.objects.get(verb="scoring.close_panel")
    assert entry.detail["cards"][0]["votes"] == {"苏岩": "1.00", str(account("hr2")): "0.00"}
    assert "回访超时" in words(visitor("hr").get(panel.get_absolute_url()).content)
    close_month()
    after = cards.card_for(person("王芳"), OCTOBER)
    assert after is not None
    assert (after.total, after.grade) == (Decimal("82.81"), "B")
    review = words(visitor("supervisor").get("/months/2026-10/review/").content)
    assert "look again" not in review
    back = visitor("supervisor").post(f"/months/2026-10/review/{person('王芳').pk}/back/", follow=True)
    assert "its outcome stands" in words(back.content)


def test_whoever_reads_the_audit_does_not_sit(reviewed: None) -> None:
    Account.objects.filter(username="hr2").update(roles=["hr", "administrator"])
    assert "吴兰" not in words(visitor("hr").get(NEW).content)
    assert "Select a valid choice" in convene("hr2", "other_supervisor", by_hand=[person("王芳").pk])
    assert not ReviewPanel.objects.exists()


@pytest.mark.usefixtures("reviewed")
def test_who_is_tied_to_a_card_has_no_vote_and_below_the_quorum_the_page_says_whom_to_add() -> None:
    hand = [person("王芳").pk, person("周倩").pk]
    page = convene("supervisor", "other_supervisor", by_hand=hand, rules=[])
    assert "Below the quorum" in page
    assert "Who could be added: 吴兰, 周敏" in page
    panel = ReviewPanel.objects.get()
    assert f"panel_short:{panel.pk}" in keys("hr")
    wang = PanelCard.objects.get(agent=person("王芳"))
    refused = visitor("supervisor").post(look(wang), {"do": "opinion", "points": "3", "reason": "我的人"})
    assert refused.status_code == 200
    noted = PanelOpinion.objects.get(member__account=account("supervisor"), card=wang)
    noted.delete()  # as if nobody had noted it
    refused = visitor("supervisor").post(look(wang), {"do": "opinion", "points": "3", "reason": "我的人"})
    assert "You are recused from this card" in words(refused.content)
    noted.save()
    assert visitor("hr").post(look(wang), {"do": "opinion", "points": "0"}).status_code == 404
    added = visitor("hr").post(f"/panels/{panel.pk}/members/add/", {"account": account("hr2").pk}, follow=True)
    assert "Below the quorum" not in words(added.content)
    visitor("hr2").post(look(wang), {"do": "recuse", "why": "和她是亲戚"})
    assert "Below the quorum" in words(visitor("hr").get(panel.get_absolute_url()).content)
    visitor("hr").post(f"/panels/{panel.pk}/give-up/", {"reason": "人手不够"})
    assert ReviewPanel.objects.get().state == "given_up"
    assert Adjustment.objects.get(kind="supervisor").stands
    assert f"panel_short:{panel.pk}" not in keys("hr")


def test_nobody_convenes_about_votes_on_or_closes_over_the_own_card(reviewed: None) -> None:
    herself = plays_every_role()
    Account.objects.filter(person=herself).update(
        roles=["hr", "supervisor", "agent"]
    )  # who reads the audit does not sit
    close_month()
    own = [herself.pk, person("周倩").pk]
    with pytest.raises(Refused) as refused:
        convene_panel(
            month=OCTOBER,
            members=[account("hr2"), account("hr")],
            quorum=2,
            picked=Picked({herself.pk: ["hand"]}, ""),
            by=account("supervisor"),
        )
    assert refused.value.code == "for_oneself"
    convene("supervisor", "hr2", "other_supervisor", by_hand=own, rules=[])
    card = PanelCard.objects.get(agent=herself)
    assert visitor("supervisor").post(look(card), {"do": "opinion", "points": "3", "reason": "我"}).status_code == 404
    closed = visitor("supervisor").post(f"/panels/{card.panel_id}/close/", follow=True)
    assert "Nobody acts for themselves" in words(closed.content)
    assert ReviewPanel.objects.get().is_open


CENTS = st.integers(-300, 300).map(lambda cents: Decimal(cents) / 100)


@settings(max_examples=30)
@given(st.lists(CENTS, min_size=1, max_size=7))
def test_one_vote_alone_never_carries_the_outcome_beyond_the_others(votes: list[Decimal]) -> None:
    found = outcome(votes)
    assert found is not None
    assert min(votes) <= found <= max(votes)
    assert found == outcome(votes[::-1])
    if len(votes) > 2:
        assert min(votes[:-1]) - Decimal("0.01") <= outcome([*votes[:-1], Decimal(3)])  # type: ignore[operator]


def test_the_same_seed_draws_the_same_sample() -> None:
    assert drawn([5, 3, 1, 9], 2, "a1") == drawn([9, 1, 3, 5], 2, "a1")
    assert drawn([1], 5, "a1") == [1]
