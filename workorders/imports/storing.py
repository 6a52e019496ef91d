"""Orders on their way into the tables: portions are copied beside them, then compared and stored set by set."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from kpi_portal.lib.instants import written
from people import presumed
from people.directory import Directory, directory_of
from records.imports import staging
from records.imports.context import Counts, ImportContext
from records.imports.judging import JudgedRow
from records.imports.reading import Values
from workorders import machines
from workorders.due_times import standard
from workorders.imports import hand_over, second_file, statements
from workorders.imports.columns import ATTRIBUTES, DUE, EVENTS, STAGED, TEXTS, staged
from workorders.imports.telling import KEPT, OrderTelling
from workorders.models import WorkOrder
from workorders.truth.final_months import FIXED
from workorders.truth.rows import refresh_projection

PEOPLE = {"agent": "source_agent_id", "responder": "responder_id", "first_contact_owner": "first_contact_owner_id"}
TABLE = "staged_order"
SHUT = set(FIXED) & set(ATTRIBUTES)
"""What a file may not change of an order of a final month: the database refuses it, here it waits in the queue."""
MANY = 1_000
PERIODS = {"monthly": "%Y-%m", "yearly": "%Y"}
ALWAYS_KEPT = ("created_at", "flags", "records_responses", "records_dispatches", "records_completions")
NOT_MAPPED = ("held_at", "cancelled_at", "marked_duplicate_at", "automatic_message_at")
"""Instants that come from another field: a status, or a machine named as responder."""
PLAIN = (*TEXTS, "priority", "is_emergency")


class OrderStoring:
    """One file of work orders."""

    def __init__(self, context: ImportContext) -> None:
        self._context = context
        self._directory: Directory = directory_of(context)
        self._telling = OrderTelling(context)
        mapped = context.profile.fields
        self._attributes = [column for field, column in PEOPLE.items() if field in mapped and field != "responder"]
        self._attributes += [f"{field}_id" for field in ("site", "building", "team") if field in mapped]
        self._attributes += [field for field in PLAIN if field in mapped]
        self._events = [field for field in EVENTS if field in mapped or field in NOT_MAPPED]
        self._instants = [*self._events, *([DUE] if DUE in mapped else [])]
        self._machines = frozenset(context.profile.automatic_responders) | machines.names()
        self._people = {field: column for field, column in PEOPLE.items() if field in mapped}
        staging.create(TABLE, STAGED)
        staging.forget(
            "matched", "late_row", "fresh", "fresh_truth", "wanted", "event_change", "order_change", "kept_order"
        )

    def take(self, rows: Sequence[JudgedRow]) -> None:
        """Look up people and places, then copy."""
        known = self._known_without_period(rows)
        for row in rows:
            row.values["number"] = self._with_period(row.values, known)
        looked_up = [(_without_machines(row, self._machines), self._keys(row)) for row in rows]
        people = [column for column in self._people.values() if column not in self._attributes]
        columns = [
            "row",
            "number",
            "status",
            "flags",
            "automatic_responder",
            "dispatched_to_id",
            *people,
            *self._attributes,
            *self._instants,
        ]
        staging.write(TABLE, columns, self._staged(looked_up, [*people, *self._attributes]))

    def _known_without_period(self, rows: Sequence[JudgedRow]) -> dict[str, datetime]:
        """Orders that came in before the profile said that numbers begin again: they keep the number that they have."""
        if not self._context.profile.numbers_restart:
            return {}
        numbers = [str(row.values["number"]) for row in rows]
        known = WorkOrder.objects.standing().filter(source=self._context.profile.source, number__in=numbers)
        return dict(known.values_list("number", "created_at"))

    def _with_period(self, values: Values, known: Mapping[str, datetime]) -> str:
        """The number; of a source whose numbers begin again, with the month or year of creation before it."""
        number, restart, created = str(values["number"]), self._context.profile.numbers_restart, values["created_at"]
        if not restart or not isinstance(created, datetime) or known.get(number) == created:
            return number
        return f"{created.astimezone(self._context.zone).strftime(PERIODS[restart])}/{number}"

    def _staged(
        self, looked_up: Sequence[tuple[JudgedRow, dict[str, Any]]], attributes: Sequence[str]
    ) -> Iterator[list[Any]]:
        for row, keys in looked_up:
            if row.number in self._context.bad_rows:
                continue
            values = row.values
            cells = [
                row.number,
                values["number"],
                values.get("status"),
                list(dict.fromkeys(row.warnings)),
                values.get("automatic_responder", ""),
                keys.get("source_agent_id"),
            ]
            cells += [keys[name] if name in keys else values[name] for name in attributes]
            cells += [values.get(field) for field in self._instants]
            yield cells

    def _keys(self, row: JudgedRow) -> dict[str, Any]:
        """Keys of the people and places that a row names, by the columns they go to."""
        values, directory = row.values, self._directory
        keys: dict[str, Any] = {}
        for field, column in self._people.items():
            word = values.get(field)
            keys[column] = directory.person(row.number, field, str(word)) if word else None
        site, team, building = values.get("site"), values.get("team"), values.get("building")
        keys["site_id"] = directory.site(row.number, "site", str(site)) if site else None
        keys["team_id"] = directory.team(row.number, "team", str(team)) if team else None
        keys["building_id"] = (
            directory.building(keys["site_id"], str(building)) if keys["site_id"] and building else None
        )
        return keys

    def settle(self) -> None:
        """Report numbers that come twice, and forget every row that has an error by now."""
        staging.run("ANALYZE staged_order")
        self._refuse_what_begins_again()
        for row, number, first in staging.run(statements.TWICE):
            self._context.error(row, "number", "twice", value=number, first=first)
        for row, number, near in staging.run(second_file.NEAR, [self._context.profile.source]):
            self._context.warning(row, "number", "near_order", value=number, near=near)
        for row, number, source in staging.run(second_file.ELSEWHERE, [self._context.profile.source]):
            self._context.warning(row, "number", "known_elsewhere", value=number, number=number, source=source)

    def finish(self) -> Counts:
        """Compare with what is known, then add, change, queue."""
        staging.run("DELETE FROM staged_order WHERE row = ANY(%s)", [list(self._context.bad_rows)])
        staging.run("DELETE FROM matched WHERE row = ANY(%s)", [list(self._context.bad_rows)])
        self._refuse_own(statements.OWN_NEW)
        self._due_by_standard()
        staging.run(statements.LATE_NEW)
        self._leave_whose_it_was()
        counts = Counts()
        known = staging.run("SELECT count(*) FROM matched")[0][0]
        if known:
            counts.changed, not_taken = self._change_known()
            counts.unchanged = known - counts.changed - not_taken
        else:
            staging.create("order_change", {"row": "integer", "order_id": "bigint"})
        counts.late = self._queue_late()
        counts.created = self._add_new()
        self._telling.afterwards()
        presumed.settle(self._directory.named)
        return counts

    def _due_by_standard(self) -> None:
        """New orders whose due time the file does not give have it by the company's table, where there is one."""
        ((first, last),) = staging.run("SELECT min(created_at), max(created_at) FROM staged_order")
        told = first and standard.parameters(first, last)
        if told:
            staging.run(statements.STANDARD, told)

    def _leave_whose_it_was(self) -> None:
        """Turn other agents of known orders into hand-overs; tell which completed orders one was named for in vain."""
        fields = self._context.profile.fields
        if "agent" not in fields:
            return
        returned = [str(status) for status in second_file.RETURNED]
        staging.run(hand_over.KEPT, {"completions_mapped": "completed_at" in fields, "returned": returned})
        staging.run(hand_over.KEEP)
        staging.run(hand_over.HAND_OVER, {"now": self._context.now})
        staging.run(hand_over.FIRST_AGENT_STAYS)
        kept = staging.run(hand_over.TOLD)
        self._context.telling.rows(KEPT, [(row, number) for row, number, _agent, _at in kept])
        for row, number, agent, at in kept:
            params = {"number": number, "known": self._directory.name_of(agent), "at": self._shown(at)}
            self._context.warning(row, "agent", "keeps_completer", **params)

    def _refuse_own(self, statement: str, *tables: str) -> int:
        """Rows about who imports are errors; forget them here and in these tables. How many there were."""
        own = [row for (row,) in staging.run(statement, {"author": self._context.author})]
        for row in own:
            self._context.error(row, "", "for_oneself")
        for table in ("staged_order", *tables) if own else ():
            staging.run(f"DELETE FROM {table} WHERE row = ANY(%s)", [own])
        return len(own)

    def _params(self) -> dict[str, Any]:
        profile = self._context.profile
        return {
            "batch": self._context.batch.pk,
            "source": profile.source,
            "records_responses": profile.records_responses,
            "records_completions": profile.records_completions,
            "unsaid": [kind for kind, field in statements.NAMED_BY.items() if field not in profile.fields],
            "records_dispatches": profile.records_dispatches,
            "dispatches_mapped": "dispatched_at" in profile.fields,
            "reason": _("Import of %(file)s") % {"file": self._context.batch.file_name},
        }

    def _add_new(self) -> int:
        staging.run(statements.FRESH)
        staging.run(statements.FRESH_TRUTH)
        staging.run("ANALYZE fresh, fresh_truth")
        created = staging.change(statements.INSERT_ORDERS, self._params())
        staging.run(statements.INSERT_EVENTS, self._params())
        if created >= MANY:
            staging.run("ANALYZE workorders_workorder, workorders_orderevent")  # else the planner believes them empty
        return created

    def _change_known(self) -> tuple[int, int]:
        """How many known orders were changed, and how many changes came too late or are about who imports."""
        names, params = self._attributes, self._params()
        differs = " OR ".join(["false", *(f"o.{name} IS DISTINCT FROM {staged(name)}" for name in names)])
        shut = [name for name in names if name in SHUT]
        shut_differ = " ".join(f"OR o.{name} IS DISTINCT FROM {staged(name)}" for name in shut)
        staging.run(statements.WANTED)
        staging.run("ANALYZE matched, wanted")
        staging.run(statements.EVENT_CHANGES, params)
        self._take_back()
        staging.run(statements.ORDER_CHANGES.format(differs=differs, shut_differ=shut_differ), params)
        own = self._refuse_own(statements.OWN_CHANGES, "order_change", "event_change")
        staging.run(statements.LATE_CHANGES)
        late = staging.change("DELETE FROM order_change c USING late_row l WHERE l.row = c.row")
        staging.run("DELETE FROM event_change c USING late_row l WHERE l.row = c.row")
        self._tell_what_moves()
        self._telling.before_the_change(names)
        kept = ", ".join(f"'{name}', o.{name}" for name in (*names, *ALWAYS_KEPT))
        staging.run(statements.KEEP_REVISIONS.format(pairs=kept), params)
        assignments = "".join(f", {name} = {staged(name)}" for name in names)
        staging.run(statements.UPDATE_ORDERS.format(assignments=assignments), params)
        staging.run(statements.SUPERSEDE_EVENTS, [self._context.batch.pk])
        staging.run(statements.APPEND_EVENTS, params)
        changed = [order_id for (order_id,) in staging.run("SELECT order_id FROM order_change")]
        refresh_projection(changed)
        return len(changed), late + own

    def _refuse_what_begins_again(self) -> None:
        """Report numbers that name something else than they did."""
        staging.run(statements.MATCH, [self._context.profile.source])
        staging.run("ANALYZE matched")
        telling = [name for name in ("source_agent_id", "site_id") if name in self._attributes]
        differs = " OR ".join(["false", *(f"o.{name} IS DISTINCT FROM s.{name}" for name in telling)])
        for row, number, created in staging.run(second_file.BEGIN_AGAIN.format(differs=differs)):
            params = {"number": number, "created": self._shown(created)}
            self._context.error(row, "number", "number_begins_again", value=number, **params)

    def _take_back(self) -> None:
        """Set the events aside that the file does not have any more."""
        fields = self._context.profile.fields
        mapped = [field for field in self._events if field in fields]
        if statement := second_file.taken_back(mapped, has_status="status" in fields, has_agent="agent" in fields):
            staging.run(statement)

    def _tell_what_moves(self) -> None:
        """Events that are taken back, hand-overs, and completions that move across a cut-off: told row by row."""
        for row, kind, at in staging.run(second_file.SAID):
            self._context.warning(row, "", "taken_back", event=kind, at=self._shown(at))
        for row, number, before, agent, at in staging.run(hand_over.SAID):
            people = {"before": self._directory.name_of(before), "known": self._directory.name_of(agent)}
            self._context.warning(row, "agent", "handed_over", number=number, at=self._shown(at), **people)
        for row, before, after in staging.run(second_file.CROSSING, second_file.edges(self._context.zone)):
            params = {"before": self._shown(before), "after": self._shown(after)}
            self._context.warning(row, "completed_at", "completion_crosses", **params)

    def _shown(self, at: datetime) -> str:
        return written(at, self._context.zone)

    def _queue_late(self) -> int:
        late = staging.run(
            "SELECT l.row, s.number, l.first_day FROM late_row l JOIN staged_order s USING (row) ORDER BY l.row"
        )
        staging.run(statements.SETTLE_LATE, self._params())
        if late:
            staging.run(statements.QUEUE_LATE, self._params())
        for row, number, first_day in late:
            self._context.late_rows.add(row)
            self._context.telling.waits(row, first_day)
            self._context.warning(row, "number", "late", value=number, month=f"{first_day:%Y-%m}")
        return len(late)


def _without_machines(row: JudgedRow, machines: Collection[str]) -> JudgedRow:
    """The row without the machines that it names for people; what one answered is an automatic message (§3)."""
    values = row.values
    responder = str(values.get("responder") or values.get("agent") or "")
    if responder in machines and values.get("responded_at") and not values.get("of_own_column"):
        values["automatic_message_at"], values["automatic_responder"] = values.pop("responded_at"), responder
    for field in PEOPLE:
        if values.get(field) in machines:
            values[field] = None
    return row
