"""Early warnings: an agent against the own last four weeks, from the eighth day on; people answer them."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
import time_machine

from people.models import Account, Person, UnpaidLeave
from records.models import AuditEntry
from scoring.engine.fingerprint import fingerprint_of
from scoring.models import EarlyWarning, ProvisionalCard
from scoring.running import early_warnings, month
from tenants.models import Company
from tests.refusals import refused
from tests.reports.test_card_page import words
from tests.scoring.month_of_facts import MINUTE, OCTOBER, START, answer, handled
from tests.visiting import visitor

TWENTIETH = START + timedelta(days=19, hours=12)
A_DAY = timedelta(days=1)


def compute(now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        month.run(month.request_run(month=OCTOBER, by=None, ring=False).pk)


def slower(agent: Person, *, before: int = 12, recent: int = 6, end: datetime = TWENTIETH) -> None:
    """Answers in five minutes for four weeks, in an hour in the last seven days."""
    for place in range(before):
        handled(agent, created=end - 9 * A_DAY - place * A_DAY, after=5 * MINUTE)
    for place in range(recent):
        handled(agent, created=end - A_DAY - place * timedelta(hours=20), after=60 * MINUTE)


def test_who_answers_slower_than_the_own_four_weeks_is_told_to_who_leads_with_figures_load_and_points(
    agent: Person,
) -> None:
    slower(agent)
    compute(TWENTIETH)
    address = EarlyWarning.objects.get().get_absolute_url()
    with time_machine.travel(TWENTIETH, tick=False):
        ways = [visitor("supervisor").get(way).content for way in ("/", "/warnings/", "/overview/2026-10/")]
        page = words(visitor("supervisor").get(address).content)
        other = words(visitor("other_supervisor").get("/warnings/").content)
    assert all(f'href="{address}"' in way.decode() for way in ways)
    assert "60 min (360 / 6)" in page
    assert "5 min (60 / 12)" in page
    assert "warned from 10 min on: half as long again as the 5 min before" in page
    assert "2026-10-19 60 min 1" in page  # day by day
    assert "There is more work than before: ask what can be taken off or shared." in page
    assert "Worst were 10-19 (60 min), 10-20 (60 min)" in page
    assert "王芳: Mean response time fell behind" in words(ways[0])
    assert "Nobody fell behind" in other


def test_the_days_are_those_that_were_compared_and_the_load_is_by_posted_day(agent: Person) -> None:
    slower(agent)
    UnpaidLeave.objects.create(person=agent, first_day=date(2026, 10, 18), last_day=date(2026, 10, 19))
    compute(TWENTIETH)
    warning = EarlyWarning.objects.get()
    for kept, days in ((warning.before, warning.days[:28]), (warning.recent, warning.days[28:])):
        assert sum(Fraction(added) for _day, added, _number in days) == Fraction(kept[0])
        assert sum(number for _day, _added, number in days) == kept[2]
    assert [day for day, _added, _number in warning.days[27:29]] == ["2026-10-13", "2026-10-14"]
    load = warning.workload["recent"]
    assert (load["orders"], load["days"], load["posted"]) == (6, 7, 5)
    page = words(visitor("supervisor").get(warning.get_absolute_url()).content)
    assert "Orders per posted day 1.2 (6 / 5) 0.43 (12 / 28)" in page


def test_the_agent_reads_it_in_gentle_words_and_a_colleague_reads_nothing(agent: Person, other: Person) -> None:
    slower(agent)
    compute(TWENTIETH)
    with time_machine.travel(TWENTIETH, tick=False):
        own = words(visitor("agent").get(f"/card/2026-10/{agent.pk}/").content)
        colleague = words(visitor("second_agent").get(f"/card/2026-10/{other.pk}/").content)
        assert visitor("agent").get("/warnings/").status_code == 403
    assert "Mean response time: your last seven days were not like your own four weeks before." in own
    assert "four weeks before" not in colleague


def test_none_in_the_first_seven_days_nor_from_too_few_facts_and_each_is_told_once(agent: Person) -> None:
    seventh = START + timedelta(days=6, hours=23)
    slower(agent, end=seventh)
    compute(seventh)
    assert not EarlyWarning.objects.exists()
    compute(seventh + timedelta(hours=2))
    compute(seventh + timedelta(hours=8))
    assert EarlyWarning.objects.count() == 1


@pytest.mark.parametrize(("before", "recent"), [(9, 6), (12, 4)])
def test_few_facts_warn_nobody(agent: Person, before: int, recent: int) -> None:
    slower(agent, before=before, recent=recent)
    compute(TWENTIETH)
    assert not EarlyWarning.objects.exists()


def test_it_closes_by_itself_when_the_figure_is_back_and_says_so(agent: Person) -> None:
    slower(agent)
    compute(TWENTIETH)
    for place in range(40):
        handled(agent, created=TWENTIETH + place * 10 * MINUTE, after=MINUTE)
    compute(TWENTIETH + A_DAY)
    warning = EarlyWarning.objects.get()
    assert (warning.state, warning.is_back) == ("closed", True)
    with time_machine.travel(TWENTIETH + A_DAY, tick=False):
        assert "the figure is back" in words(visitor("supervisor").get("/warnings/?all").content)
        assert "Closed by itself" in words(visitor("supervisor").get(warning.get_absolute_url()).content)


def test_it_is_seen_acted_on_and_closed_each_with_its_entry_and_no_figure_moves(agent: Person) -> None:
    slower(agent)
    compute(TWENTIETH)
    figure = fingerprint_of(ProvisionalCard.objects.get(agent=agent).frozen)
    warning = EarlyWarning.objects.get()
    supervisor, address = visitor("supervisor"), f"/warnings/{warning.pk}/"
    supervisor.post(address, {"do": "acknowledge"})
    refusal = supervisor.post(address, {"do": "act", "note": " "})
    assert refusal.status_code == 200
    assert "Say in a sentence what was done." in words(refusal.content)
    warning.refresh_from_db()
    assert warning.state == "acknowledged"
    supervisor.post(address, {"do": "act", "note": "谈过，夜班调开"})
    supervisor.post(address, {"do": "close", "note": "恢复正常"})
    warning.refresh_from_db()
    assert (warning.state, warning.is_back, warning.note) == ("closed", False, "恢复正常")
    verbs = AuditEntry.objects.filter(verb__startswith="scoring.warning_").order_by("pk").values_list("verb", flat=True)
    assert [verb.removeprefix("scoring.warning_") for verb in verbs] == ["acknowledged", "acted", "closed"]
    page = words(supervisor.get(address).content)
    assert page.index("Early warning seen") < page.index("谈过，夜班调开") < page.index("恢复正常")
    assert "What was done" not in page
    assert visitor("other_supervisor").post(address, {"do": "close"}).status_code == 404
    compute(TWENTIETH + timedelta(minutes=1))
    assert EarlyWarning.objects.count() == 1  # what was closed rests for seven days
    assert fingerprint_of(ProvisionalCard.objects.get(agent=agent).frozen) == figure


def test_nobody_answers_their_own(company: Company, agent: Person) -> None:
    slower(agent)
    compute(TWENTIETH)
    own, warning = Account.objects.get(username="agent"), EarlyWarning.objects.get()
    own.roles = ["agent", "supervisor"]
    own.save()
    for verb in (early_warnings.act, early_warnings.close):
        with refused("for_oneself"):
            verb(warning=warning, by=own, note="没事")
    with refused("for_oneself"):
        early_warnings.acknowledge(warning=warning, by=own)


def test_ratings_of_a_day_are_shown_of_a_hundred(agent: Person) -> None:
    for place in range(18):
        answer(agent, 5 if place > 5 else 3, at=TWENTIETH - place * A_DAY - MINUTE)
    compute(TWENTIETH)
    warning = EarlyWarning.objects.get()
    page = words(visitor("supervisor").get(warning.get_absolute_url()).content)
    assert "65.71 points (23 / 35)" in page
    assert "2026-10-20 60 points 1" in page
    assert "2026-10-05 100 points 1" in page


def test_orders_of_the_last_days_that_are_still_open_are_not_taken_for_slackness(agent: Person) -> None:
    for place in range(30):
        created = TWENTIETH - place * A_DAY
        done = (("completed", created + 2 * A_DAY),)
        handled(agent, *done, created=created, after=MINUTE)
    compute(TWENTIETH)
    assert not EarlyWarning.objects.exists()


def test_completions_that_stay_away_warn(agent: Person) -> None:
    for place in range(40):
        created = TWENTIETH - place * timedelta(hours=20)
        done = () if 4 <= place <= 9 else (("completed", created + A_DAY),)
        handled(agent, *done, created=created, after=MINUTE)
    compute(TWENTIETH)
    assert [one.indicator for one in EarlyWarning.objects.all()] == ["completion_rate"]
