"""After a confirmed red line: what has to be done before somebody is back at the post (SCORING §5, step 8; §8), and the
catalogue of what nobody may do.
"""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from kpi_portal.lib.refusals import Refused
from people.models import Account
from people.self_acting import refuse_for_oneself
from records import audit, months
from scoring.models import RecertificationStep, RedLine, RedLineRule

USUAL_STEPS: tuple[tuple[str, int], ...] = (
    (gettext_noop("Training on the rule and on honest service, two hours"), 7),
    (gettext_noop("Exam of 80 points or more, one re-sit"), 12),
    (gettext_noop("Three days beside an experienced colleague"), 20),
)
"""What is to be done, and within how many days."""

USUAL_RULES: tuple[tuple[str, str], ...] = (
    ("1.1", gettext_noop("Quarrel with or insult a resident")),
    ("1.2", gettext_noop("Physical conflict with a resident")),
    ("2.1", gettext_noop("Pass on residents' personal data")),
    ("2.2", gettext_noop("Pass on company secrets")),
    ("3.1", gettext_noop("Invent or forge a work order")),
    ("3.2", gettext_noop("Invent a call-back")),
    ("3.3", gettext_noop("Conceal a major complaint or incident")),
    ("4.1", gettext_noop("Take money or gifts from residents")),
    ("4.2", gettext_noop("Charge privately")),
    ("5.1", gettext_noop("Leave the post without leave, with consequences")),
    ("5.2", gettext_noop("At the post after drinking")),
)
"""A catalogue to begin with."""


def open_steps(red_line: RedLine) -> date:
    """Make the steps of a case that was confirmed just now; the day of the last."""
    today = timezone.now().astimezone(months.company().zone).date()
    steps = [
        RecertificationStep(red_line=red_line, words=_(words), due=today + timedelta(days=days))
        for words, days in USUAL_STEPS
    ]
    RecertificationStep.objects.bulk_create(steps)
    return max(step.due for step in steps)


@transaction.atomic
def add_step(*, red_line: RedLine, words: str, due: date, by: Account) -> RecertificationStep:
    """One more thing to be done. Raises Refused."""
    red_line = _confirmed(red_line, by)
    step = RecertificationStep.objects.create(red_line=red_line, words=words.strip(), due=due)
    red_line.due = max(due, red_line.due or due)
    red_line.save(update_fields=["due"])
    audit.record(by=by, verb="scoring.add_recertification_step", subject=red_line, detail={"reason": step.words})
    return step


@transaction.atomic
def step_done(*, step: RecertificationStep, note: str, by: Account) -> RecertificationStep:
    """It was done, with its result in words. Raises Refused."""
    red_line = _confirmed(step.red_line, by)
    step = RecertificationStep.objects.select_for_update().get(pk=step.pk)
    if step.done_at is not None:
        raise Refused(gettext_lazy("This step is done already."), code="done")
    step.done_at, step.done_by, step.note = timezone.now(), by, note.strip()
    step.save(update_fields=["done_at", "done_by", "note"])
    detail = {"reason": f"{step.words}: {step.note}"}
    audit.record(by=by, verb="scoring.recertification_step_done", subject=red_line, detail=detail)
    return step


@transaction.atomic
def back_to_post(*, red_line: RedLine, by: Account) -> RedLine:
    """All is done: the case ends. What it did to the card stays. Raises Refused."""
    red_line = _confirmed(red_line, by)
    if red_line.steps.filter(done_at=None).exists():
        raise Refused(gettext_lazy("Some steps are not done yet."), code="steps_left")
    red_line.state, red_line.due = RedLine.State.BACK, None
    red_line.ended_by, red_line.ended_at = by, timezone.now()
    red_line.save(update_fields=["state", "due", "ended_by", "ended_at"])
    audit.record(by=by, verb="scoring.back_to_post", subject=red_line)
    return red_line


def _confirmed(red_line: RedLine, by: Account) -> RedLine:
    found: RedLine = RedLine.objects.select_for_update().get(pk=red_line.pk)
    refuse_for_oneself(by, found.agent_id)
    if found.state != RedLine.State.CONFIRMED:
        sentence = gettext_lazy("Only a confirmed red line has re-certification steps to be done.")
        raise Refused(sentence, code="not_confirmed")
    return found


@transaction.atomic
def adopt_usual_rules(*, by: Account) -> int:
    """Take over the catalogue to begin with; numbers that the company has stay as they are. Returns how many came."""
    known = set(RedLineRule.objects.values_list("code", flat=True))
    made = [RedLineRule(code=code, words=_(words)) for code, words in USUAL_RULES if code not in known]
    for rule in RedLineRule.objects.bulk_create(made):
        audit.record(by=by, verb="scoring.add_red_line_rule", subject=rule, detail={"reason": str(rule)})
    return len(made)


@transaction.atomic
def add_rule(*, code: str, words: str, by: Account) -> RedLineRule:
    """A line of the company's own. Raises Refused."""
    if RedLineRule.objects.filter(code=code).exists():
        raise Refused(gettext_lazy("This number is given already."), code="given", field="code")
    rule = RedLineRule.objects.create(code=code.strip(), words=words.strip())
    audit.record(by=by, verb="scoring.add_red_line_rule", subject=rule, detail={"reason": str(rule)})
    return rule


@transaction.atomic
def retire_rule(*, rule: RedLineRule, by: Account) -> RedLineRule:
    """No new incident is recorded under it; those that were keep its words."""
    rule.is_active = not rule.is_active
    rule.save(update_fields=["is_active"])
    audit.record(by=by, verb="scoring.retire_red_line_rule", subject=rule, detail={"reason": str(rule)})
    return rule
