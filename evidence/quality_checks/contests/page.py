"""What the page of a check shows of its contests."""

from typing import Any

from django.utils import timezone

from evidence.quality_checks.models import QualityCheck, QualityItem
from people.models import Account

from . import window
from .models import CheckContest


def contests_of(check: QualityCheck, account: Account) -> dict[str, Any]:
    """``rows``: each item, what was contested of it, and whether the account may contest it now; ``until``: till when;
    ``is_new``: whether the account is its agent and has not taken note of it; ``decides``: whether it may decide."""
    contested = {each.position: each for each in window.of_check(check)}
    is_own = check.agent_id == account.person_id and account.has_perm("evidence.contest_check")
    is_open = is_own and window.open_to(account, timezone.now()).filter(pk=check.pk).exists()
    rows = [_row(item, contested.get(item.position), is_open) for item in check.items.all()]
    is_asked = any(not each.decision for each in contested.values()) and account.has_perm("evidence.decide_contest")
    unread = any(each.decision and each.noted_at is None for each in contested.values())
    return {
        "rows": rows,
        "until": window.until(check) if is_open else None,
        "is_new": is_own and (unread or not hasattr(check, "noted")),
        "decides": is_asked and account.person_id not in window.raters(check) | {check.agent_id},
    }


def _row(
    item: QualityItem, contest: CheckContest | None, is_open: bool
) -> tuple[QualityItem, CheckContest | None, bool]:  # fmt: skip
    return item, contest, is_open and contest is None and item.outcome == window.FAIL
