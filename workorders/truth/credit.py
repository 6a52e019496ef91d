"""Whom an order counts for, and why not (SCORING §3, credit and exclusions), said once, in SQL.

Expressions over a row of `standing.at_cutoff` called ``o``: measures use them for all orders of a month at once, the
page of an order for one.
"""

COUNTS_FROM = "CASE WHEN o.records_dispatches THEN o.first_dispatched_at ELSE o.created_at END"
"""What puts an order into a month's population for ``completion_rate``."""

COMPLETION_AGENT = "coalesce(o.completer_id, o.agent_id)"
"""Responsible at the completion that stands, else at the cut-off."""

_COMMON = """WHEN o.state = 'cancelled' THEN 'cancelled'
               WHEN o.correction <> '' THEN o.correction"""

COMPLETION_EXCLUDED = f"""CASE
               {_COMMON}
               WHEN o.state = 'on_hold' THEN 'on_hold'
               WHEN NOT o.records_completions AND NOT o.was_completed THEN 'no_completions_recorded'
               ELSE ''
           END"""


def response_agent(is_agent: str) -> str:
    """The responder where ``is_agent`` (of ``o.responder_id``), else the agent responsible at the cut-off."""
    return f"CASE WHEN {is_agent} THEN o.responder_id ELSE o.agent_id END"


def answered_at(takes_completion: str) -> str:
    """The first response; where none is noted and ``takes_completion``, the completion that stands."""
    return f"coalesce(o.first_responded_at, CASE WHEN {takes_completion} THEN o.completed_at END)"


def response_excluded(takes_completion: str) -> str:
    """The first exclusion that applies to ``mean_response_minutes``, or ''."""
    return f"""CASE
               {_COMMON}
               WHEN {answered_at(takes_completion)} < o.created_at THEN 'response_before_request'
               WHEN NOT o.records_responses AND o.first_responded_at IS NULL THEN 'no_responses_recorded'
               ELSE ''
           END"""
