"""What is true of a month's complaints at its cut-off: the one source, for the indicators and the monthly report.

A complaint counts in the month in which it was received. It is *closed at T* if the last of closed and re-opened with
an instant ≤ T is closed. It is credited to who handled it at the closing that stands, else to who handles it at the
cut-off (SCORING §4; ``docs/decisions/complaints.md``).
"""

HANDLED_IN_TIME = "closed_at - received_at <= interval '24 hours'"
"""An ordinary complaint that is closed this fast was handled in 24 hours: by the clock, not by office hours."""

LAST = """LATERAL (
    SELECT s.kind, s.at, s.is_resolved, s.agent_id FROM evidence_complaintstep s
    WHERE s.stands AND s.complaint_id = r.complaint_id AND s.kind IN ({kinds}) AND s.at <= %(cutoff)s
    ORDER BY s.at DESC, s.id DESC LIMIT 1
)"""

COMPLAINTS_AT_THE_CUTOFF = f"""
SELECT r.id, r.revision, r.complaint_id, r.at AS received_at, r.severity, r.excluded_reason <> '' AS is_excluded,
       CASE WHEN closing.kind = 'closed' THEN closing.at END AS closed_at,
       closing.kind = 'closed' AND closing.is_resolved AS is_resolved,
       CASE WHEN closing.kind = 'closed' THEN closing.agent_id
            ELSE coalesce(handed.agent_id, r.agent_id) END AS agent_id
FROM evidence_complaintstep r
LEFT JOIN {LAST.format(kinds="'closed', 'reopened'")} closing ON true
LEFT JOIN {LAST.format(kinds="'assigned'")} handed ON true
WHERE r.stands AND r.kind = 'received' AND r.at >= %(start)s AND r.at < %(end)s
"""
"""Complaints received from ``start`` to ``end`` as they are at ``cutoff``: one row each, named by the step received."""
