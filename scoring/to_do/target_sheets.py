"""Targets on their way: to be sent, answered, decided on, confirmed by HR; who has not answered (SCORING §5)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.anything_there import PERSON
from kpi_portal.lib.month import Month
from kpi_portal.lib.rounding import plain
from kpi_portal.lib.to_do import LISTED, Button, Group, Task, tasks_for
from people.models import Account
from people.visibility import people_seen
from scoring.models import ScoringSettings, Target, TargetProposal, TargetSheet
from scoring.saying import indicator_name
from scoring.scored_posts import is_scored
from scoring.targets import agreement
from scoring.to_do.months import named

State = TargetSheet.State
Row = TypeVar("Row")


@dataclass(frozen=True)
class _Waiting:
    """What is on its way from this month on, of those whom the account may see, oneself left out."""

    account: Account
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """The company's."""
        return cast(ZoneInfo, self.now.tzinfo)

    @cached_property
    def day(self) -> int:
        """On its end the targets freeze; only asked for where something is on its way."""
        return ScoringSettings.of_the_company().target_freeze_day

    def freeze(self, month: Month) -> datetime:
        """The instant from which the targets stand."""
        return month.end_of_day(self.day, self.zone)

    @cached_property
    def sheets(self) -> list[TargetSheet]:
        """Those sent and not answered."""
        return [sheet for sheet in self._moving if sheet.state == State.SENT]

    @cached_property
    def _moving(self) -> list[TargetSheet]:
        rows = _moving().filter(**self._others("agent"))
        return list(rows.filter(first_day__gte=self._since).select_related("agent").order_by("first_day", "pk"))

    @cached_property
    def due(self) -> list[Target]:
        """Of each agent and month one of the targets that wait for a word."""
        rows = _due().filter(first_day__gte=self._since, **self._others("agent")).order_by("first_day", "agent_id")
        return list(rows.distinct("first_day", "agent_id"))

    @cached_property
    def proposals(self) -> list[TargetProposal]:
        """Those that nobody decided; only asked for where there are any."""
        proposed = [sheet.pk for sheet in self._moving if sheet.state == State.PROPOSED]
        rows = TargetProposal.objects.waiting().filter(sheet__in=proposed)
        return list(rows.select_related("sheet__agent")) if proposed else []

    def by_month(self, rows: Iterable[Row], day_of: Callable[[Row], date]) -> Iterator[tuple[Month, list[Row]]]:
        """Rows by month, the earliest first."""
        found: dict[date, list[Row]] = {}
        for row in rows:
            found.setdefault(day_of(row), []).append(row)
        return ((Month.of_day(day), found[day]) for day in sorted(found))

    def ahead(self, rows: Iterable[Row], day_of: Callable[[Row], date]) -> Iterator[tuple[Month, list[Row]]]:
        """The same, of the months whose targets are not frozen."""
        return ((month, found) for month, found in self.by_month(rows, day_of) if self.now < self.freeze(month))

    @property
    def _since(self) -> date:
        return Month.of_day(self.now.date()).first_day

    def _others(self, whose: str) -> dict[str, Any]:
        return {f"{whose}__in": people_seen(self.account).exclude(pk=self.account.person_id)}


def _moving() -> Any:
    return TargetSheet.objects.filter(state__in=[State.SENT, State.PROPOSED])


def _due() -> Any:
    return Target.objects.standing().filter(word=Target.Word.DUE)


def _day(row: TargetSheet | Target) -> date:
    return row.first_day


@tasks_for("scoring.answer_targets", rows=lambda: TargetSheet.objects.filter(agent=PERSON, state=State.SENT))
def to_answer(account: Account, now: datetime) -> Iterator[Group]:
    """The own targets that were sent and wait for an answer."""
    if not is_scored(account):
        return
    waiting = _Waiting(account, now)
    own = TargetSheet.objects.filter(agent=account.person_id, state=State.SENT).select_related("sent_by")
    for month, [sheet] in waiting.ahead(own.filter(first_day__gte=now.date().replace(day=1)), _day):
        task = Task(
            key=f"answer_targets:{month}:{sheet.round}",
            sentence=_("Confirm your targets of %(month)s, or propose others") % {"month": named(month)},
            reason=_("%(name)s sent them; without an answer the plan's hold") % {"name": sheet.sent_by},
            href=reverse("scoring:my_targets_of", args=[month]),
            badge=_("reminded") if sheet.reminded_at else "",
            tone="warn",
        )
        yield Group(label=_("My targets"), act=_("Answer"), due=waiting.freeze(month), tasks=(task,))


@tasks_for("scoring.set_targets", rows=lambda: (_moving(), _due()))
def to_agree(account: Account, now: datetime) -> Iterator[Group]:
    """Proposals to decide on, targets set and not sent, who has not answered; for whom HR gives the word."""
    waiting = _Waiting(account, now)
    yield from _to_decide(waiting)
    asked = {(sheet.agent_id, sheet.first_day) for sheet in waiting.sheets}
    unsent = [target for target in waiting.due if (target.agent_id, target.first_day) not in asked]
    mute = {target.agent_id for target in waiting.due if target.agent_id is not None}
    mute -= agreement.who_answer(mute) if mute else set()
    for month, found in waiting.ahead([target for target in unsent if target.agent_id not in mute], _day):
        label = _("Targets of %(month)s to be sent") % {"month": named(month)}
        yield Group(label=label, act=_("Send targets"), due=waiting.freeze(month), tasks=(_send(month, len(found)),))
    for month, sheets in waiting.ahead(waiting.sheets, _day):
        label = _("Targets of %(month)s not answered") % {"month": named(month)}
        yield Group(label=label, due=waiting.freeze(month), tasks=(_silent(month, sheets),))
    if account.has_perm("scoring.confirm_targets"):
        for month, found in waiting.ahead([target for target in waiting.due if target.agent_id in mute], _day):
            label = _("Targets of %(month)s to be confirmed by HR") % {"month": named(month)}
            task = _for_hr(month, len(found))
            yield Group(label=label, act=_("Confirm targets"), due=waiting.freeze(month), tasks=(task,))


def _to_decide(waiting: _Waiting) -> Iterator[Group]:
    """Until the freeze; afterwards, until the month ends, as a change that HR confirms."""
    for month, proposals in waiting.by_month(waiting.proposals, lambda proposal: proposal.sheet.first_day):
        freeze = waiting.freeze(month)
        yield Group(
            label=_("Proposed targets of %(month)s") % {"month": named(month)},
            act=_("Decide on proposals"),
            due=freeze if waiting.now < freeze else month.bounds(waiting.zone)[1],
            tasks=tuple(_proposed(month, proposal) for proposal in proposals[:LISTED]),
            total=len(proposals),
            href=reverse("scoring:targets_of", args=[month, "agent"]),
        )


def _for_hr(month: Month, number: int) -> Task:
    return Task(
        key=f"confirm_targets_for:{month}",
        sentence=ngettext("%(n)s agent without a log-in", "%(n)s agents without a log-in", number) % {"n": number},
        reason=_("Their targets hold once HR confirms them"),
        href=reverse("scoring:targets_of", args=[month, "agent"]),
    )


def _send(month: Month, number: int) -> Task:
    sentence = ngettext(
        "Targets of %(n)s agent are set and not sent", "Targets of %(n)s agents are set and not sent", number
    )
    return Task(
        key=f"send_targets:{month}",
        sentence=sentence % {"n": number},
        reason=_("What is not sent and confirmed by the freeze is the plan's"),
        href=reverse("scoring:targets_of", args=[month, "agent"]),
        badge=_("to send"),
        tone="warn",
    )


def _silent(month: Month, sheets: list[TargetSheet]) -> Task:
    number, names = len(sheets), _(", ").join(str(sheet.agent) for sheet in sheets[:LISTED])
    return Task(
        key=f"silent_targets:{month}",
        sentence=ngettext("%(n)s agent has not answered", "%(n)s agents have not answered", number) % {"n": number},
        reason=names + (" …" if number > LISTED else ""),
        href=reverse("scoring:targets_of", args=[month, "agent"]),
        button=Button(_("Remind"), reverse("scoring:remind_of_targets", args=[month])),
        waits=True,
    )


def _proposed(month: Month, proposal: TargetProposal) -> Task:
    told = {
        "name": proposal.sheet.agent,
        "indicator": indicator_name(proposal.indicator),
        "value": plain(proposal.value),
    }
    return Task(
        key=f"target_proposal:{proposal.pk}",
        sentence=_("%(name)s proposes %(value)s for %(indicator)s") % told,
        reason=proposal.reason,
        href=reverse("scoring:targets_of", args=[month, "agent"]),
        badge=_("proposal"),
        tone="warn",
    )
