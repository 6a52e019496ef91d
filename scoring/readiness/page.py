"""What a month lacks before it is closed: per site and source, what changes points first, who holds it up (SCORING §9).

All of it is advice: only what ``blocking`` says keeps a month from being closed. The number of statements does not
depend on how many sites, people or facts there are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.models import Account, Person, Posting
from records import service_time
from records.models import MonthRecord
from scoring import can_close
from scoring.agent_month import Posted, posted_agents
from scoring.flags import page as flags
from scoring.models import CloseSchedule, MonthReminder, ScheduledClose
from scoring.readiness.evidence_counts import Cell, SiteRow, Source, by_site, sources
from scoring.readiness.late_evidence import Line, Waiting, waiting_for
from scoring.scheduled_close import due

NAMED = 6
"""So many people of a line are named."""
TARGETS, IDEAS = "=targets", "=suggestions"
"""What is no source of evidence."""


@dataclass(frozen=True)
class HeldUp:
    """One person in whose hands something lies: what, at which sites, when they were last reminded."""

    person: Person
    sites: str
    what: str
    reminded_at: datetime | None
    may_be_reminded: bool


class Readiness:
    """One month as the account may see it; asked piece by piece, each read once."""

    def __init__(self, record: MonthRecord, account: Account) -> None:
        self.record, self.account, self.month = record, account, record.month

    @cached_property
    def posted(self) -> dict[int, Posted]:
        """The agents posted this month whom the account may see."""
        return self._seen(self.month)

    @cached_property
    def posted_before(self) -> dict[int, Posted]:
        """The same of the month before."""
        return self._seen(self.month.previous)

    def _seen(self, month: Month) -> dict[int, Posted]:
        seen = set(Person.objects.visible_in(month, self.account).posted_in(month).values_list("pk", flat=True))
        return {agent: own for agent, own in posted_agents(month).items() if agent in seen}

    @cached_property
    def sources(self) -> list[Source]:
        """Orders and every kind of evidence."""
        return sources(self.record, self.account)

    @cached_property
    def rows(self) -> list[SiteRow]:
        """Site by site."""
        return by_site(self.sources, self.posted, self.posted_before)

    @cached_property
    def _waiting(self) -> Waiting:
        return waiting_for(self.record, self.account)

    @cached_property
    def names(self) -> dict[int, str]:
        """Of everybody whom a line may name."""
        keys = {*self.posted, *self.posted_before, *self._credited, *self._waiting.unanswered}
        return dict(Person.objects.filter(pk__in=keys).values_list("pk", "name"))

    @cached_property
    def _credited(self) -> set[int]:
        return {agent for source in self.sources for agent in source.now}

    @property
    def blocking(self) -> str:
        """Why the month cannot be closed whenever it is; empty where it can."""
        return str(self._refusal or "")

    @cached_property
    def _refusal(self) -> Refused | None:
        try:
            can_close.refuse_unscorable(self.record)
        except Refused as refusal:
            return refusal
        return None

    @property
    def _place_of_the_block(self) -> str:
        """Where it is mended."""
        assert self._refusal is not None
        if self._refusal.code == "nobody_to_score":
            return self._people_page
        return reverse("scoring:plans") if self._refusal.code == "no_plan" else self._calendar_page

    @cached_property
    def closes_itself_at(self) -> datetime | None:
        """When the schedule closes it, or tries again; None where nobody scheduled it."""
        tried = ScheduledClose.objects.filter(month__first_day=self.month.first_day).first()
        return None if self.schedule.has_stopped else due.next_try(self.schedule, self.record, tried)

    @cached_property
    def schedule(self) -> CloseSchedule:
        """The company's choice."""
        return CloseSchedule.of_the_company()

    @property
    def is_before_cutoff(self) -> bool:
        """Whether the close is still refused."""
        return timezone.now() <= self.record.cutoff_at

    @cached_property
    def missing(self) -> list[tuple[SiteRow, Cell]]:
        """Cells without any evidence where there was some last month, those of most people first."""
        found = [(row, cell) for row in self.rows for cell in row.cells if cell.verdict == "missing"]
        return sorted(found, key=lambda each: -len(each[0].agents))

    @property
    def few(self) -> int:
        """Cells with far less than last month."""
        return sum(cell.verdict == "few" for row in self.rows for cell in row.cells)

    @property
    def evidence(self) -> list[tuple[Any, int]]:
        """Each source with what came in."""
        return [(source.label, sum(source.now.values())) for source in self.sources]

    @cached_property
    def lines(self) -> list[Line]:
        """What to look at, what moves points first."""
        return [*self._missing(), *self._waiting.lines(self.names), *self._flags(), *self._people(), *self._calendar()]

    def _flags(self) -> Iterator[Line]:
        return (
            flags.readiness_line(self.month, self.account) if self.account.has_perm("scoring.judge_flags") else iter(())
        )

    def _missing(self) -> Iterator[Line]:
        for row, cell in self.missing:
            place = row.site.name if row.site else _("people without a site")
            number = len(row.agents)
            yield Line(
                _("%(place)s: none in “%(source)s”") % {"place": place, "source": cell.source.label},
                _("%(before)s last month; without evidence its weight goes to the other dimensions")
                % {"before": cell.before},
                cell.href,
                ngettext("%(n)s card", "%(n)s cards", number) % {"n": number},
                "bad",
            )

    def _people(self) -> Iterator[Line]:
        nothing = [agent for agent in self.posted if agent not in self._credited]
        if nothing:
            yield self._named(
                nothing, _("No evidence at all"), _("the card has no total, and HR decides"), self._people_page, "warn"
            )
        unposted = [agent for agent in self._credited if agent not in self.posted and agent in self._unposted]
        if unposted:
            reason = _("evidence, and no posting: no rank, and no pay for the month")
            yield self._named(unposted, _("Without a posting"), reason, self._people_page, "warn")
        new, gone = self.posted.keys() - self.posted_before, self.posted_before.keys() - self.posted
        if self.posted_before and (new or gone):
            told = [self._listed(_("new: %(names)s"), new), self._listed(_("gone: %(names)s"), gone)]
            yield Line(
                _("Since last month: %(new)s new, %(gone)s gone") % {"new": len(new), "gone": len(gone)},
                " · ".join(part for part in told if part),
                self._people_page,
                ngettext("%(n)s person", "%(n)s people", len(new | gone)) % {"n": len(new | gone)},
            )

    @cached_property
    def _unposted(self) -> set[int]:
        """Of the people credited, those whom no agent posting of the month names."""
        credited = Person.objects.visible_to(self.account).filter(pk__in=self._credited)
        return set(credited.values_list("pk", flat=True)) - set(
            Posting.objects.of_agents().touching(self.month).values_list("person_id", flat=True)
        )

    def _calendar(self) -> Iterator[Line]:
        if self.blocking:
            yield Line(_("It cannot be closed"), self.blocking, self._place_of_the_block, _("blocks"), "bad")
            return
        ahead = self.month.next.last_day.year
        if ahead != self.record.cutoff_at.year and not service_time.knows_holidays_of(ahead):
            reason = _("needed for the close of %(month)s where public holidays count") % {"month": self.month.next}
            sentence = _("Public holidays of %(year)s are not known yet") % {"year": ahead}
            yield Line(sentence, reason, self._calendar_page, _("later"))

    @property
    def _calendar_page(self) -> str:
        return reverse("scoring:calendar_of", args=[self.month])

    @property
    def _people_page(self) -> str:
        return reverse("people:list")

    def _named(self, people: Sequence[int], what: str, reason: str, href: str, tone: str) -> Line:
        badge = ngettext("%(n)s person", "%(n)s people", len(people)) % {"n": len(people)}
        listed = self._listed("%(names)s", people)
        return Line(what, _("%(names)s; %(reason)s") % {"names": listed, "reason": reason}, href, badge, tone)

    def _listed(self, sentence: str, people: Any) -> str:
        names = sorted(self.names.get(agent, "") for agent in people)
        shown = _(", ").join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
        return sentence % {"names": shown} if names else ""

    @cached_property
    def held_up(self) -> list[HeldUp]:
        """In whose hands what is missing lies: the supervisor of the agents concerned, who has most first."""
        counts: dict[int, Counter[str]] = defaultdict(Counter)
        sites: dict[int, set[str]] = defaultdict(set)
        for what, agent in self._in_hands():
            leader, site = self._leader(agent), self.posted[agent].posting.site
            if leader is not None:
                counts[leader][what] += 1
                sites[leader].update({site.name} if site else ())
        people = Person.objects.in_bulk(list(counts))
        sent = dict(
            MonthReminder.objects.filter(month__first_day=self.month.first_day).values_list("person", "sent_at")
        )
        order = sorted(counts, key=lambda key: -sum(counts[key].values()))
        return [
            HeldUp(
                people[key],
                _(", ").join(sorted(sites[key])),
                _(", ").join(_in_words(what, number) for what, number in counts[key].items()),
                sent.get(key),
                key != self.account.person_id,
            )
            for key in order
        ]

    def _in_hands(self) -> Iterator[tuple[str, int]]:
        """What, and an agent concerned."""
        for row, cell in self.missing:
            yield from ((str(cell.source.label), agent) for agent in row.agents)
        yield from ((TARGETS, agent) for agent in self._waiting.unanswered if agent in self.posted)
        yield from ((IDEAS, agent) for agent in self._waiting.undecided if agent in self.posted)

    def _leader(self, agent: int) -> int | None:
        team = self.posted[agent].posting.team
        return team.supervisor_id if team else self._site_leaders.get(self.posted[agent].posting.site_id or 0)

    @cached_property
    def _site_leaders(self) -> dict[int, int]:
        """Site → who is posted there as a supervisor of the whole site."""
        leading = Posting.objects.filter(post=Posting.Post.SUPERVISOR, team=None, site__isnull=False)
        return dict(leading.touching(self.month).order_by("pk").values_list("site_id", "person_id"))


def _in_words(what: str, number: int) -> str:
    if what == TARGETS:
        return ngettext("targets of %(n)s person", "targets of %(n)s people", number) % {"n": number}
    if what == IDEAS:
        return ngettext("%(n)s suggestion undecided", "%(n)s suggestions undecided", number) % {"n": number}
    told = ngettext("%(source)s of %(n)s person", "%(source)s of %(n)s people", number)
    return told % {"source": what, "n": number}
