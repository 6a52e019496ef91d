"""``peer_rating`` 同事互评: ratings for the month by members of the own team (SCORING §4).

Counted from as many raters on as each of them was promised, and in no running month, so that nobody can tell who said
what. Fewer leave nothing behind, neither a figure nor a row.
"""

from django.utils.translation import gettext_lazy as _

from scoring.engine.definition import POINTS, Definition, Text
from scoring.indicators.indicator import OF_FIVE, Indicator, Pair, each_out_of

INDICATOR = Indicator(
    definition=Definition(
        code="peer_rating",
        name=Text("同事互评", "Peer rating"),
        unit=POINTS,
        better="higher",
        source="ratings",
        formula=Text(
            "同班组同事评分合计 ÷ (5 × 评价人数) × 100；评价人数达到公司规定的最少人数才计入",
            "sum of the peers' ratings ÷ (5 × raters) × 100; from the company's least number of raters on",
        ),
        scale=100,
    ),
    # Mean per rater, then over raters: of whom two rows came in (file and portal), both count half.
    facts="""
        WITH given AS (
            SELECT id, revision, agent_id, rating, promised, coalesce(rater_id, -id) AS rater
            FROM evidence_peerrating
            WHERE stands AND first_day = %(first_day)s AND %(is_over)s
        ), enough AS (
            SELECT agent_id FROM given GROUP BY agent_id HAVING count(DISTINCT rater) >= max(promised)
        )
        SELECT agent_id, 'peer_rating' AS kind, id AS fact_id, revision, (rating * 100)::bigint AS numerator,
               100 * count(*) OVER (PARTITION BY agent_id, rater) AS denominator,
               (count(*) OVER (PARTITION BY agent_id, rater))::integer AS shared_by, '' AS reason
        FROM given JOIN enough USING (agent_id)
    """,
    add_up=each_out_of(OF_FIVE),
    counted=Pair(_("%(n)s rater"), _("%(n)s raters")),
    in_confidence=True,
)
