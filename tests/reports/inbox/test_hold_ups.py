"""HR is told who holds up, and reminds them."""

import re
from datetime import timedelta

import time_machine

from evidence.suggestions.verbs import decide
from people.models import Account
from reports.inbox import telling
from tenants.models import Company
from tests.reports.inbox.test_sources import NOVEMBER, account, idea_of, inbox, keys
from tests.scoring.month_of_facts import person
from tests.visiting import visitor


def test_hr_is_told_who_holds_up_and_reminds_by_mail(company: Company) -> None:
    idea = idea_of(person("王芳"))
    later = NOVEMBER + timedelta(days=8)
    key = f"hold_up:{person('沈立').pk}:2026-11-04"
    assert key not in keys(inbox("hr"))
    assert key in keys(inbox("hr", later))
    for who in ("administrator", "supervisor", "agent"):
        assert key not in keys(inbox(who, later))
    (task,) = [task for _asked, task in inbox("hr", later).tasks() if task.key == key]
    assert task.button is not None
    with time_machine.travel(later, tick=False):
        refused = visitor("hr").post(task.button.address, follow=True).content.decode()
        assert "has no e-mail address" in refused
        Account.objects.filter(username="supervisor").update(email="shen@example.com")
        assert "is mailed at once" in visitor("hr").post(task.button.address, follow=True).content.decode()
        assert telling.promise_due() == 1
    (task,) = [task for _asked, task in inbox("hr", later).tasks() if task.key == key]
    assert re.search("reminded 1 time|已提醒 1 次", task.reason)
    decide(idea, decision="adopted", by=account("supervisor"), at=later, reason="好")
    assert key not in keys(inbox("hr", later))
