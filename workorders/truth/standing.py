"""Events → what is true of each order after them (SCORING §3): the one statement of it.

Whoever asks names the line of events: those of stored orders up to a cut-off, or those of rows that are being imported.
Events are ordered by instant and, where instants are equal, by sequence.
"""

COLUMNS = (
    "state", "agent_id", "first_responded_at", "responder_id", "first_dispatched_at", "completed_at", "completer_id",
    "was_completed", "correction", "last_event_at",
)  # fmt: skip
"""What is known of an order, by the names of its row's columns."""

CORRECTIONS = ("marked_duplicate", "exempted")
"""They hold whatever their instant (SCORING §3, exclusions)."""

SCORED = (
    "responded", "dispatched", "reassigned", "completed", "reopened", "held", "resumed", "cancelled",
)  # fmt: skip
"""Events that can move a score at their instant. Without one after the cut-off the order's row is the truth at it."""

NOT_WORK = ("created", "automatic_message", "due", "promised", "extended", *CORRECTIONS)
"""Events after which nobody has begun to do anything for the resident."""


def _listed(kinds: tuple[str, ...]) -> str:
    return "(" + ", ".join(f"'{kind}'" for kind in kinds) + ")"


def line_of(orders: str, *, cutoff: str = "") -> str:
    """The line of stored orders: ``orders`` is a table or a sub-select, ``cutoff`` an SQL expression; none: all events.

    An order without events is one row without kind. With a cut-off each order's events are asked of their index: the
    planner takes orders that moved since for most of the table, and would read all events that there are.
    """
    events = "workorders_orderevent e ON e.order_id = o.id AND e.stands"
    if cutoff:
        events = f"""LATERAL (
            SELECT e.kind, e.at, e.sequence, e.agent_id FROM workorders_orderevent e
            WHERE e.order_id = o.id AND e.stands AND (e.at <= {cutoff} OR e.kind IN {_listed(CORRECTIONS)}) OFFSET 0
        ) e ON true"""
    return f"""
        SELECT o.id AS order_id, o.source_agent_id, e.kind, e.at, e.sequence, e.agent_id
        FROM {orders} o LEFT JOIN {events}
    """


_STANDING = f"""
    SELECT order_id,
           CASE
               WHEN cancellations[cardinality(cancellations)] = 'cancelled' THEN 'cancelled'
               WHEN holds[cardinality(holds)] = 'held' THEN 'on_hold'
               WHEN completions IS NOT NULL THEN completions[cardinality(completions)]
               WHEN begun THEN 'in_progress'
               ELSE 'new'
           END AS state,
           -- Whom it was last dispatched or re-assigned to, else the one agent its source names. A dispatch that names
           -- nobody (to a department, say) leaves the responsibility where it was.
           coalesce(agents[cardinality(agents)], source_agent_id) AS agent_id,
           first_responded_at, responders[1] AS responder_id, first_dispatched_at,
           CASE WHEN completions[cardinality(completions)] = 'completed'
                THEN completed_at[cardinality(completed_at)] END AS completed_at,
           CASE WHEN completions[cardinality(completions)] = 'completed'
                THEN coalesce(agents[given[cardinality(given)]], source_agent_id) END AS completer_id,
           was_completed, correction, last_event_at
    FROM (
        SELECT order_id, min(source_agent_id) AS source_agent_id,
               min(at) FILTER (WHERE kind = 'responded') AS first_responded_at,
               min(at) FILTER (WHERE kind = 'dispatched') AS first_dispatched_at,
               max(at) FILTER (WHERE kind IN {_listed(SCORED)}) AS last_event_at,
               array_agg(agent_id ORDER BY at, sequence) FILTER (WHERE kind = 'responded') AS responders,
               array_agg(agent_id ORDER BY at, sequence)
                   FILTER (WHERE kind IN ('dispatched', 'reassigned') AND agent_id IS NOT NULL) AS agents,
               array_agg(kind ORDER BY at, sequence) FILTER (WHERE kind IN ('completed', 'reopened')) AS completions,
               array_agg(at ORDER BY at, sequence) FILTER (WHERE kind IN ('completed', 'reopened')) AS completed_at,
               array_agg(given ORDER BY at, sequence) FILTER (WHERE kind IN ('completed', 'reopened')) AS given,
               array_agg(kind ORDER BY at, sequence) FILTER (WHERE kind IN ('cancelled', 'reopened')) AS cancellations,
               array_agg(kind ORDER BY at, sequence)
                   FILTER (WHERE kind IN ('held', 'resumed', 'completed', 'reopened')) AS holds,
               coalesce(bool_or(kind = 'completed'), false) AS was_completed,
               CASE
                   WHEN bool_or(kind = 'marked_duplicate') THEN 'duplicate'
                   WHEN bool_or(kind = 'exempted') THEN 'exempted'
                   ELSE ''
               END AS correction,
               coalesce(bool_or(kind NOT IN {_listed(NOT_WORK)}), false) AS begun
        FROM (
            SELECT e.*, count(*) FILTER (WHERE e.kind IN ('dispatched', 'reassigned') AND e.agent_id IS NOT NULL)
                            OVER (PARTITION BY e.order_id ORDER BY e.at, e.sequence) AS given
            FROM ({{line}}) e
        ) e
        GROUP BY order_id
    ) e
    """


def standing(line: str) -> str:
    """One row per order of ``line``: ``order_id`` and ``COLUMNS``. One sort, no join: linear in the events.

    Arrays are in the order of the events; the last element is the one that stands. ``given`` counts the agents named
    so far, so that the completion knows who was responsible when it happened.
    """
    return _STANDING.format(line=line)


def at_cutoff(orders: str, *, cutoff: str) -> str:
    """``orders`` (rows of the table of orders) as they stood at ``cutoff``.

    Nearly all had no scored event since: their row is the truth. Only of the others the events are read, so that the
    cost follows the month's orders, however much happened before or after. Their rows are asked of the primary key,
    one by one: without statistics the planner would compare two lists row by row.
    """
    kept = """id, revision, stands, created_at, is_emergency, source_agent_id, source, site_id, building_id, category,
        priority, channel, room, records_responses, records_dispatches, records_completions"""
    columns = ", ".join(COLUMNS)
    truth = ", ".join(f"truth.{column}" for column in COLUMNS)
    return f"""
        SELECT {kept}, {columns} FROM {orders} o WHERE o.last_event_at IS NULL OR o.last_event_at <= {cutoff}
        UNION ALL
        (
            WITH moved AS MATERIALIZED (SELECT * FROM {orders} o WHERE o.last_event_at > {cutoff})
            SELECT {", ".join(f"o.{name}" for name in kept.split(", "))}, {truth}
            FROM ({standing(line_of("moved", cutoff=cutoff))}) truth CROSS JOIN LATERAL (
                SELECT * FROM workorders_workorder o WHERE o.id = truth.order_id OFFSET 0
            ) o
        )
    """
