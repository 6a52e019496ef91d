"""The cards of a month are looked at by who leads, one after the other, before anybody sees them (SCORING §9)."""

from decimal import Decimal

import pytest

from people.models import Account, Person
from records.models import MonthState
from scoring import closing, publishing
from scoring.models import Adjustment, Card, Review
from scoring.review import queue, verbs
from scoring.review.queue import Queue, Standing
from tests.refusals import refused
from tests.scoring.month_of_facts import OCTOBER, handled, person
from tests.visiting import visitor

pytestmark = pytest.mark.usefixtures("company")


def close() -> None:
    closing.run_close(closing.request_close(month=OCTOBER, by=account("hr"), ring=False).pk)


def account(username: str) -> Account:
    found: Account = Account.objects.get(username=username)
    return found


def standings(username: str) -> dict[str, str]:
    own = Queue(OCTOBER, account(username))
    return {row.card.label.name: row.standing for row in own.rows(list(own.cards))}


@pytest.fixture
def closed(agent: Person, other: Person) -> Person:
    """October is computed: 王芳 and 李静 are led by 沈立, 周倩 by 苏岩."""
    for each in (agent, other, person("周倩")):
        handled(each)
    close()
    return agent


def review_of(agent: Person) -> str:
    return f"/months/{OCTOBER}/review/{agent.pk}/"


def test_a_supervisor_walks_through_the_cards_of_her_people_and_submits_each(closed: Person, other: Person) -> None:
    supervisor = visitor("supervisor")
    page = supervisor.get("/months/review/", follow=True).content.decode()
    assert "0 of 2 reviewed" in page
    assert "周倩" not in page
    page = supervisor.get(review_of(closed)).content.decode()
    assert "2 waiting" in page
    assert review_of(other) in page
    answer = supervisor.post(review_of(closed), {"do": "submit", "step": "0", "comment": "稳"}, follow=True)
    assert answer.redirect_chain[-1][0] == review_of(other)
    assert "is submitted" in answer.content.decode()
    answer = supervisor.post(review_of(other), {"do": "submit", "step": "0"}, follow=True)
    assert "2 of 2 reviewed" in answer.content.decode()
    assert queue.progress(OCTOBER) == queue.Progress(2, 3)
    review = Review.objects.get(agent=closed)
    assert (review.comment, review.reviewer, review.state) == ("稳", account("supervisor"), "submitted")
    assert review.month.state == MonthState.IN_REVIEW


def test_the_adjustment_of_a_review_is_counted_by_the_next_close_and_the_review_holds(closed: Person) -> None:
    supervisor = visitor("supervisor")
    typed = {"do": "submit", "step": "2", "other": "", "reason": ""}
    assert "Say why" in supervisor.post(review_of(closed), typed).content.decode()
    assert not Adjustment.objects.exists()
    before = Card.objects.current().get(agent=closed, is_trial=False)
    supervisor.post(review_of(closed), typed | {"reason": "台风值守"})
    entry = Adjustment.objects.get()
    assert (entry.kind, entry.points, entry.author) == ("supervisor", Decimal(2), person("沈立"))
    close()
    card = Card.objects.current().get(agent=closed, is_trial=False)
    assert (card.version, card.total) == (before.version + 1, before.total + 2)
    assert standings("supervisor")["王芳"] == Standing.REVIEWED
    supervisor.post(f"{review_of(closed)}back/")
    assert not Adjustment.objects.get().stands
    assert standings("supervisor")["王芳"] == Standing.DRAFT


def test_a_card_that_changed_after_its_review_is_looked_at_again_and_says_so(closed: Person) -> None:
    supervisor = visitor("supervisor")
    supervisor.post(review_of(closed), {"do": "submit", "step": "0"})
    handled(closed)
    close()
    assert standings("supervisor")["王芳"] == Standing.AGAIN
    assert "it changed since" in supervisor.get(review_of(closed)).content.decode()
    stale = supervisor.post(review_of(closed), {"do": "submit", "step": "0", "version": "1"})
    assert "The card changed while you looked at it" in stale.content.decode()
    supervisor.post(review_of(closed), {"do": "submit", "step": "0", "version": "2"})
    assert standings("supervisor")["王芳"] == Standing.REVIEWED


def test_a_draft_keeps_what_was_typed_and_counts_nothing(closed: Person) -> None:
    supervisor = visitor("supervisor")
    supervisor.post(review_of(closed), {"do": "draft", "other": "1.25", "reason": "待核实"})
    page = supervisor.get(review_of(closed)).content.decode()
    assert 'value="1.25"' in page
    assert "待核实" in page
    assert not Adjustment.objects.exists()
    assert (
        "Either one of the steps"
        in supervisor.post(review_of(closed), {"do": "draft", "step": "2", "other": "1.25"}).content.decode()
    )
    assert "Between −3 and +3" in supervisor.post(review_of(closed), {"do": "draft", "other": "3.5"}).content.decode()


def test_a_card_sent_back_waits_until_hr_says_what_came_of_it(closed: Person) -> None:
    supervisor = visitor("supervisor")
    assert "Say what is missing" in supervisor.post(review_of(closed), {"do": "send_back"}).content.decode()
    supervisor.post(review_of(closed), {"do": "send_back", "missing": "10 月 8 日的抽检"})
    assert standings("supervisor")["王芳"] == Standing.SENT_BACK
    review = Review.objects.get()
    with refused("for_oneself"):
        verbs.answer(review=review, by=account("agent"), answer="没有")
    verbs.answer(review=review, by=account("hr"), answer="已补录")
    assert standings("supervisor")["王芳"] == Standing.DRAFT
    assert "已补录" in supervisor.get(review_of(closed)).content.decode()


def test_nobody_reviews_the_own_card_nor_one_of_another_site(closed: Person) -> None:
    assert visitor("other_supervisor").get(review_of(closed)).status_code == 404
    assert visitor("other_supervisor").post(review_of(closed), {"do": "submit"}).status_code == 404
    Account.objects.filter(username="agent").update(roles=["agent", "supervisor", "hr"])
    herself = visitor("agent")
    assert herself.get(review_of(closed)).status_code == 404
    assert herself.post(review_of(closed), {"do": "submit"}).status_code == 404
    assert "王芳" not in standings("agent")
    for act in (verbs.submit, verbs.save_draft, verbs.take_back):
        with refused("for_oneself"):
            act(agent=closed, month=OCTOBER, by=account("agent"))
    assert not Review.objects.exists()


def test_the_agent_reads_the_comment_with_the_published_card(closed: Person) -> None:
    verbs.submit(agent=closed, month=OCTOBER, by=account("supervisor"), comment="夜班辛苦了", points=Decimal(0))
    address = f"/card/{OCTOBER}/{closed.pk}/"
    assert "夜班辛苦了" not in visitor("agent").get(address).content.decode()
    publishing.publish_month(month=OCTOBER, by=account("hr"))
    assert "夜班辛苦了" in visitor("agent").get(address).content.decode()


def test_nothing_is_reviewed_once_agents_see_the_cards(closed: Person) -> None:
    verbs.submit(agent=closed, month=OCTOBER, by=account("supervisor"))
    publishing.publish_month(month=OCTOBER, by=account("hr"))
    with refused("not_reviewed_now"):
        verbs.take_back(agent=closed, month=OCTOBER, by=account("supervisor"))
    page = visitor("supervisor").get(review_of(closed)).content.decode()
    assert "Take the review back" not in page
    assert 'value="submit"' not in page


def test_the_evidence_opens_beside_the_card_in_parts_with_their_reasons(closed: Person) -> None:
    page = visitor("supervisor").get(f"{review_of(closed)}?evidence=completion_rate").content.decode()
    assert 'id="evidence"' in page
    assert "met, 0 not met" in page or "not met" in page
    assert "/orders/" in page
    assert visitor("supervisor").get(f"{review_of(closed)}?evidence=no_such").status_code == 404
