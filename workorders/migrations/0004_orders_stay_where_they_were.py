"""Of an order of a final month also the place and the projection are shut (SCORING §9; PROMISES 10).

Refused beside what 0002 refuses: another number, source, site, building, team or urgency, which cards and pages show;
and a changed projection (state, responsible agent, responder, completion, correction …) of an order of which nothing is known
after the month's cut-off: only such an event can have moved it. Words (subject, description, room …) change freely.
"""

from django.db import migrations

ORDERS = """
CREATE OR REPLACE FUNCTION workorders_orders_are_closed() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    final_month date;
BEGIN
    IF NOT records_any_month_is_final() THEN
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' THEN
        SELECT min(m.first_day) INTO final_month
        FROM new_rows n JOIN records_final_months m
          ON n.created_at >= m.starts_at AND n.created_at < m.ends_at
          OR n.first_dispatched_at >= m.starts_at AND n.first_dispatched_at < m.ends_at;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT min(m.first_day) INTO final_month
        FROM old_rows o JOIN records_final_months m
          ON o.created_at >= m.starts_at AND o.created_at < m.ends_at
          OR o.first_dispatched_at >= m.starts_at AND o.first_dispatched_at < m.ends_at;
    ELSE
        WITH pair AS (
            SELECT o.id, o.created_at AS old_created, n.created_at AS new_created,
                   o.first_dispatched_at AS old_dispatched, n.first_dispatched_at AS new_dispatched,
                   (o.id, o.created_at, {guarded_old}) IS DISTINCT FROM (n.id, n.created_at, {guarded_new}) AS changed,
                   o.first_dispatched_at IS DISTINCT FROM n.first_dispatched_at AS redispatched,
                   ({projected_old}) IS DISTINCT FROM ({projected_new}) AS reprojected
            FROM old_rows o FULL JOIN new_rows n USING (id)
        )
        SELECT min(m.first_day) INTO final_month
        FROM pair p JOIN records_final_months m
          ON (p.changed OR p.reprojected AND NOT EXISTS (
                  SELECT FROM workorders_orderevent e WHERE e.order_id = p.id AND e.at > m.cutoff_at))
             AND (p.old_created >= m.starts_at AND p.old_created < m.ends_at
                  OR p.new_created >= m.starts_at AND p.new_created < m.ends_at
                  OR p.old_dispatched >= m.starts_at AND p.old_dispatched < m.ends_at
                  OR p.new_dispatched >= m.starts_at AND p.new_dispatched < m.ends_at)
          OR p.redispatched AND (p.old_dispatched >= m.starts_at AND p.old_dispatched < m.ends_at
                                 OR p.new_dispatched >= m.starts_at AND p.new_dispatched < m.ends_at)
        WHERE p.changed OR p.redispatched OR p.reprojected;
    END IF;
    IF final_month IS NOT NULL THEN
        PERFORM records_refuse(final_month);
    END IF;
    RETURN NULL;
END $$;
"""

BEFORE = ("source_agent_id", "records_responses", "records_dispatches", "records_completions", "stands")
GUARDED = (*BEFORE, "source", "number", "site_id", "building_id", "team_id", "is_emergency")
PROJECTED = (
    "state",
    "agent_id",
    "responder_id",
    "completer_id",
    "first_responded_at",
    "completed_at",
    "was_completed",
    "correction",
    "last_event_at",
)


def _function(guarded: tuple[str, ...], projected: tuple[str, ...]) -> str:
    def of(row: str, columns: tuple[str, ...]) -> str:
        return ", ".join(f"{row}.{column}" for column in columns)

    return ORDERS.format(
        guarded_old=of("o", guarded),
        guarded_new=of("n", guarded),
        projected_old=of("o", projected),
        projected_new=of("n", projected),
    )


FUNCTION = _function(GUARDED, PROJECTED)


class Migration(migrations.Migration):
    dependencies = [("workorders", "0003_truth_on_the_row")]

    operations = [migrations.RunSQL(FUNCTION, _function(BEFORE, ("id",)))]
