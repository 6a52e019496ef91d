"""Final months are shut: what is guarded of each table (records.final_month_triggers; SCORING §9)."""

from django.db import migrations

from records.final_month_triggers import Guard, GuardTable



class Migration(migrations.Migration):
    replaces = [
        ("evidence", "0001_initial"),
        ("evidence", "0021_second_ratings_and_replacements"),
    ]

    dependencies = [
        ("evidence", "0001_tables"),
        ("records", "0002_rules"),
    ]

    operations = [
        GuardTable(
            Guard(
                table='evidence_surveyanswer',
                columns=('agent_id', 'answered_at', 'rating', 'top', 'recommend', 'source', 'invitation', 'stands', 'excluded_reason', 'number', 'revision'),
                lies_in='c.answered_at >= m.starts_at AND c.answered_at < m.ends_at',
                joins='',
            )
        ),
        GuardTable(
            Guard(
                table='evidence_qualitycheck',
                columns=('agent_id', 'contact_at', 'final_at', 'stands', 'revision'),
                lies_in='c.contact_at >= m.starts_at AND c.contact_at < m.ends_at',
                joins='',
            )
        ),
        GuardTable(
            Guard(
                table='evidence_qualityitem',
                columns=('quality_check_id', 'outcome', 'weight', 'is_critical'),
                lies_in='w1.contact_at >= m.starts_at AND w1.contact_at < m.ends_at',
                joins='JOIN evidence_qualitycheck w1 ON w1.id = c.quality_check_id',
            )
        ),
        GuardTable(
            Guard(
                table='evidence_departmentrating',
                columns=('agent_id', 'department_id', 'by_own_department', 'first_day', 'rating', 'stands', 'revision'),
                lies_in='m.first_day = c.first_day',
                joins='',
            )
        ),
        GuardTable(
            Guard(
                table='evidence_peerrating',
                columns=('agent_id', 'rater_id', 'first_day', 'rating', 'promised', 'stands', 'revision'),
                lies_in='m.first_day = c.first_day',
                joins='',
            )
        ),
        GuardTable(
            Guard(
                table='evidence_supervisorrating',
                columns=('agent_id', 'rater_id', 'first_day', 'rating', 'stands', 'revision'),
                lies_in='m.first_day = c.first_day',
                joins='',
            )
        ),
        GuardTable(
            Guard(
                table='evidence_suggestion',
                columns=('agent_id', 'decision', 'decided_at', 'stands', 'revision'),
                lies_in='c.decided_at >= m.starts_at AND c.decided_at < m.ends_at',
                joins='',
            )
        ),
        GuardTable(
            Guard(
                table='evidence_trainingsession',
                columns=('held_at', 'has_exam', 'stands', 'revision'),
                lies_in='c.held_at >= m.starts_at AND c.held_at < m.ends_at',
                joins='',
            )
        ),
        GuardTable(
            Guard(
                table='evidence_trainingattendance',
                columns=('session_id', 'agent_id', 'status', 'stands', 'revision'),
                lies_in='w1.held_at >= m.starts_at AND w1.held_at < m.ends_at',
                joins='JOIN evidence_trainingsession w1 ON w1.id = c.session_id',
            )
        ),
        GuardTable(
            Guard(
                table='evidence_examscore',
                columns=('session_id', 'agent_id', 'attempt', 'score', 'stands', 'revision'),
                lies_in='w1.held_at >= m.starts_at AND w1.held_at < m.ends_at',
                joins='JOIN evidence_trainingsession w1 ON w1.id = c.session_id',
            )
        ),
        GuardTable(
            Guard(
                table='evidence_complaintstep',
                columns=('complaint_id', 'kind', 'at', 'counts_at', 'agent_id', 'severity', 'is_public', 'excluded_reason', 'is_resolved', 'rating', 'verdict', 'stands', 'revision'),
                lies_in="c.kind IN ('received', 'called_back', 'judged') AND c.at >= m.starts_at AND c.at < m.ends_at OR c.kind IN ('assigned', 'closed', 'reopened') AND r.at >= m.starts_at AND r.at < m.ends_at AND c.at <= m.cutoff_at",
                joins="LEFT JOIN evidence_complaintstep r ON r.complaint_id = c.complaint_id AND r.kind = 'received' AND r.stands",
            )
        ),
        GuardTable(
            Guard(
                table='evidence_praise',
                columns=('agent_id', 'received_at', 'state', 'stands', 'revision'),
                lies_in='c.received_at >= m.starts_at AND c.received_at < m.ends_at',
                joins='',
            )
        ),
        GuardTable(
            Guard(
                table='evidence_activity',
                columns=('held_at', 'stands', 'revision'),
                lies_in='c.held_at >= m.starts_at AND c.held_at < m.ends_at',
                joins='',
            )
        ),
        GuardTable(
            Guard(
                table='evidence_participation',
                columns=('activity_id', 'agent_id', 'part', 'stands', 'revision'),
                lies_in='w1.held_at >= m.starts_at AND w1.held_at < m.ends_at',
                joins='JOIN evidence_activity w1 ON w1.id = c.activity_id',
            )
        ),
    ]
