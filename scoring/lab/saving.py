"""A candidate kept as a draft, by the verbs that every draft is made with."""

from django.db import transaction

from people.models import Account
from scoring.lab.candidates import Candidate
from scoring.models import PlanVersion
from scoring.plans import drafts


@transaction.atomic
def save_as_draft(*, version: PlanVersion, candidate: Candidate, by: Account) -> PlanVersion:
    """The plan's next version with the candidate's numbers; it scores nobody. Raises Refused."""
    draft = drafts.copy_plan(plan=version, by=by)
    return drafts.change_draft(draft=draft, by=by, change=candidate.put_into)
