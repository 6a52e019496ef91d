"""What the page of a check shows of its second rating, to who checks contacts."""

from typing import Any

from evidence.quality_checks.models import QualityCheck
from people.models import Account

from .agreement import pair_of
from .verbs import of_check


def second_of(check: QualityCheck, account: Account) -> dict[str, Any]:
    """``second``: what was asked or given; ``pair``: both side by side once it was given; what the account may do."""
    if not account.has_perm("evidence.check") or check.agent_id == account.person_id:
        return {}
    second = of_check(check).first()
    given = second is not None and second.rated_at is not None
    return {
        "second": second,
        "pair": pair_of(second) if second and given else None,
        "may_ask": second is None,
        "may_settle": given and second and not second.settlement and second.rater_id != account.pk,
    }
