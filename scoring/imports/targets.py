"""Import of targets (SCORING §5): agreed for an agent, a team or a site, one indicator and one month."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.month import Month
from kpi_portal.lib.refusals import Refused
from people.directory import DirectoryKind
from records.imports.context import Counts, ImportContext
from records.imports.fact_row import FactRow
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow, Note
from records.imports.reading import Values
from records.imports.upserting import FactTable
from records.models import Batch
from scoring.engine.problems import SENTENCES
from scoring.indicators.catalogue import definitions
from scoring.models import Target
from scoring.models.target import LEVELS
from scoring.saying import say
from scoring.targets import agreement, verbs
from scoring.targets import window as target_window
from scoring.targets.verbs import Terms
from scoring.targets.window import Stage, Window

TABLE = FactTable(
    Target,
    kind="targets",
    counts_in=lambda rows: [columns["first_day"] for columns in rows],
    apart=frozenset({"word"}),
)
REFUSALS = (
    "target_without_rule", "target_wrong_side", "target_wrong_side_lower", "target_too_easy", "target_too_easy_lower",
)  # fmt: skip


class Targets(DirectoryKind):
    """One row: the value that replaces the plan's target of one indicator, for one agent, team or site."""

    code = "targets"
    verb = "records.import_evidence"
    label = _("Targets")
    fields = (
        Field(name="number", label=_("Number"), type=FieldType.IDENTIFIER, max_length=100, aliases=("编号",),
              help=_("Without one, month, indicator and whom it is for identify a target.")),
        Field(name="month", label=_("Month"), type=FieldType.MONTH, required=True, aliases=("月份",)),
        Field(name="indicator", label=_("Indicator"), type=FieldType.CHOICE, required=True, aliases=("指标",),
              choices={code: (known.name.zh, known.name.en) for code, known in definitions().items()},
              labels={code: lazy(say, str)(known.name) for code, known in definitions().items()},
              help=_("Code or name of an indicator of the plan.")),
        Field(name="agent", label=_("Agent"), type=FieldType.IDENTIFIER, example="A012", aliases=("工号", "客服工号"),
              help=_("Exactly one of agent, team and site.")),
        Field(name="team", label=_("Team"), aliases=("班组",)),
        Field(name="site", label=_("Site"), aliases=("项目编码", "项目")),
        Field(name="value", label=_("Target"), type=FieldType.NUMBER, required=True, places=4, example="96",
              maximum=99_999_999,
              minimum=-99_999_999, aliases=("目标值", "目标"),
              help=_("On the plan target's side of the floor, and not much easier.")),
    )  # fmt: skip
    refers = {"agent": "person", "team": "team", "site": "site"}
    messages = {
        "target_for_one": _noop("A target is for exactly one: an agent, a team or a site."),
        "target_twice": _noop("There is a target of this indicator for the same month and whom it is for already."),
        **target_window.SENTENCES,
        **{code: SENTENCES[code] for code in REFUSALS},
    }

    def check(self, values: Values, note: Note) -> None:
        """Exactly one of agent, team and site."""
        if sum(1 for name in LEVELS if values.get(name)) != 1:
            note.error("", "target_for_one")

    def key(self, values: Values) -> Hashable:
        """What is agreed, for whom."""
        return values["month"], values["indicator"], *(values.get(f"{name}_id") for name in LEVELS)

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new targets, supersede changed ones; one that another source or the portal set is not set again."""
        facts = [FactRow(row, _number(row.values), _columns(row.values)) for row in rows]
        facts = TABLE.spelled(context.batch.source, facts)
        taken = _taken(context, facts)
        for fact in facts:
            if fact.row.number in taken:
                context.error(fact.row.number, "indicator", "target_twice", value=fact.columns["indicator"])
        judge = _Judge(context)
        for fact in TABLE.differing(context, facts):
            judge.judge(fact)
        judge.give_words(facts)
        counts, made = TABLE.store(context, [fact for fact in facts if fact.row.number not in context.bad_rows])
        _begin_anew(fact for _row, fact in made)
        return counts

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its targets holds for this person."""
        given = Target.objects.filter(batch=batch)
        return any(_is_for(target, verbs.own_of(person, Month.of_day(target.first_day))) for target in given)

    def undo(self, batch: Batch) -> int:
        """Void the batch's targets; what stood before stands again. After the freeze that would be a change."""
        given_for = Target.objects.filter(batch=batch).order_by().values_list("first_day", flat=True)
        for month in map(Month.of_day, given_for.distinct()):
            if not target_window.held(month).is_open:
                sentence = _("The targets of %(month)s are frozen and stay.")
                raise Refused(sentence, code="targets_frozen", params={"month": month})
        _begin_anew(Target.objects.filter(batch=batch))
        return TABLE.undo(batch)


class _Judge:
    """Says at a row why its target cannot be set: the month's stage, whose it is, floor and ease. Asks once a month."""

    def __init__(self, context: ImportContext) -> None:
        self.context = context
        self.by = context.batch.by
        self.months: dict[Month, tuple[Window, Terms, Mapping[str, set[int]]]] = {}

    def judge(self, fact: FactRow) -> None:
        """Report what is wrong with a row that would change something."""
        row, month = fact.row, cast(Month, fact.row.values["month"])
        window, terms, own = self._of(month)
        refusal = window.refusal(self.by)
        if refusal:
            self.context.error(row.number, "month", refusal, value=month, month=month)
        if any(fact.columns[f"{level}_id"] in mine for level, mine in own.items()):
            self.context.error(row.number, "", "for_oneself")
        problem = terms.misfit(str(row.values["indicator"]), cast(Decimal, row.values["value"]))
        if problem is not None:
            self.context.error(row.number, "value", problem.code, value=row.values["value"], **problem.params)

    def give_words(self, facts: Iterable[FactRow]) -> None:
        """What an agent has to confirm waits for the agent's word; for who has no log-in the file is HR's."""
        able = agreement.who_answer({fact.columns["agent_id"] for fact in facts} - {None})
        for fact in facts:
            is_set, agent = (
                self._of(cast(Month, fact.row.values["month"]))[0].stage == Stage.OPEN,
                fact.columns["agent_id"],
            )
            fact.columns["word"] = Target.Word.DUE if is_set and agent in able else Target.Word.NEEDLESS

    def _of(self, month: Month) -> tuple[Window, Terms, Mapping[str, set[int]]]:
        if month not in self.months:
            self.months[month] = (
                target_window.held(month),
                verbs.terms_of(month),
                verbs.own_of(self.context.author, month),
            )
        return self.months[month]


def _begin_anew(given: Iterable[Target]) -> None:
    """These targets are others now: agents among those they are for are asked again."""
    agents: dict[date, set[int]] = defaultdict(set)
    for target in given:
        if target.agent_id is not None:
            agents[target.first_day].add(target.agent_id)
    for day, whose in agents.items():
        agreement.begin_anew(Month.of_day(day), whose)


def _is_for(target: Target, own: Mapping[str, set[int]]) -> bool:
    return any(getattr(target, f"{level}_id") in mine for level, mine in own.items())


def _taken(context: ImportContext, facts: Sequence[FactRow]) -> set[int]:
    """Rows whose target stands under another source or number."""
    months = {fact.columns["first_day"] for fact in facts}
    standing = Target.objects.filter(first_day__in=months, stands=True)
    known = {_what(vars(target)): (target.source, target.number) for target in standing}
    mine = [(fact.row.number, known.get(_what(fact.columns)), (context.batch.source, fact.number)) for fact in facts]
    return {row for row, there, here in mine if there not in (None, here)}


def _what(columns: dict[str, Any]) -> Hashable:
    return columns["first_day"], columns["indicator"], *(columns[f"{name}_id"] for name in LEVELS)


def _whose(values: Values) -> Iterator[str]:
    for name in LEVELS:
        if values.get(f"{name}_id") is not None:
            yield f"{name}-{values[f'{name}_id']}"


def _number(values: Values) -> str:
    return str(values.get("number") or "/".join([str(values["month"]), str(values["indicator"]), *_whose(values)]))


def _columns(values: Values) -> dict[str, Any]:
    return {
        "indicator": values["indicator"],
        "first_day": cast(Month, values["month"]).first_day,
        **{f"{name}_id": values.get(f"{name}_id") for name in LEVELS},
        "value": values["value"],
    }


KIND = Targets()
