"""A suggestion that was declined in a month does not become adopted in it once the month is final, by whatever way."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from evidence.suggestions import verbs
from evidence.suggestions.models import Suggestion
from people.models import Account
from records.final_month_guard import MonthIsFinal
from records.models import LateFact, MonthState
from tenants.models import Company
from tests.importing import Sender
from tests.months import bring_to
from tests.scoring.month_of_facts import CUTOFF, MIDDLE, OCTOBER

HEAD = "number,agent,title,submitted_at,decision,decided_at\n"
DECLINED = "1,A001,Signs,2026-10-02 10:00,declined,2026-10-14 10:00\n"


@pytest.fixture
def sender(company: Company, tmp_path: Path) -> Sender:
    """One suggestion, declined in October by a file; October is final since."""
    made = Sender(company, "suggestions", tmp_path)
    made.send(HEAD + DECLINED)
    bring_to(MonthState.FINAL, OCTOBER)
    return made


def test_the_database_refuses_another_decision_and_another_day(sender: Sender) -> None:
    ideas = Suggestion.objects.filter(number="1")
    for change in ({"decision": "adopted"}, {"decided_at": CUTOFF}, {"stands": False}, {"agent_id": 1}):
        with pytest.raises(MonthIsFinal), transaction.atomic():
            ideas.update(**change)
    with pytest.raises(MonthIsFinal), transaction.atomic():
        ideas.delete()
    assert ideas.update(title="") == 1  # words may be erased


def test_a_file_that_says_otherwise_waits(sender: Sender) -> None:
    sender.send(HEAD + DECLINED.replace("declined", "adopted"))
    sender.send(HEAD + DECLINED.replace("declined,2026-10-14", "adopted,2026-11-14"))
    assert Suggestion.objects.get().decision == Suggestion.Decision.DECLINED
    assert LateFact.objects.count() == 2
    assert "1 unchanged" in sender.send(HEAD + DECLINED)


def test_the_verb_says_that_the_month_is_final(sender: Sender) -> None:
    by = Account.objects.get(username="supervisor")
    pending = verbs.submit(by=Account.objects.get(username="agent"), title="A", text="B", at=MIDDLE)
    with pytest.raises(ValidationError, match="2026-10"):
        verbs.decide(pending, decision="adopted", by=by, at=MIDDLE + timedelta(days=1), reason="good")
    verbs.decide(pending, decision="declined", by=by, at=CUTOFF, reason="late")
    assert Suggestion.objects.filter(title="A", stands=True).get().decided_at == CUTOFF
