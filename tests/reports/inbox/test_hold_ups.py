"""HR is told who holds up, and reminds them."""

import re
from datetime import timedelta

import time_machine

from evidence.suggestions.verbs import decide
from tenants.models import Company
from tests.reports.inbox.test_sources import NOVEMBER, account, idea_of, inbox, keys
from tests.scoring.month_of_facts import person
from tests.visiting import visitor


def test_hr_is_told_who_holds_up_and_reminds_them(company: Company) -> None:
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
        assert visitor("hr").post(task.button.address).status_code == 302
    (task,) = [task for _asked, task in inbox("hr", later).tasks() if task.key == key]
    assert re.search("reminded 11-12|11-12 提醒过", task.reason)
    assert "reminder:2026-11:2026-11-12" in keys(inbox("supervisor", later))
    decide(idea, decision="adopted", by=account("supervisor"), at=later, reason="好")
    assert key not in keys(inbox("hr", later))
