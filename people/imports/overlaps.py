"""Postings of one person that share days (SCORING §7): what a file says of them is set beside what is known.

At two sites at once, full time at both: told, one of the two may have ended. At one site and post: the corrected first
day of a known posting takes its place, anything else is refused, for which of the two holds nobody could say.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence

from django.utils.translation import gettext_noop as _noop

from kpi_portal.lib.rounding import plain
from people import part_time
from people.models import Posting
from records.imports.context import ImportContext
from records.imports.upserting import Incoming

MESSAGES = {
    "posted_twice": _noop(
        "On %(day)s the person is posted to %(site)s too, full time at both. End one of the two, or give a share "
        "of full time; each day counts once."
    ),
    "two_shares": _noop(
        "On %(day)s the person is posted there already, since %(first)s for %(share)s %% of full time. Give that "
        "posting a last day (a row with its first day), then begin the new one."
    ),
    "posted_there": _noop(
        "On %(day)s the person is posted there already, since %(first)s. Give that posting a last day (a row with its "
        "first day), or withdraw it on the person's page where it was wrong."
    ),
    "first_day_corrected": _noop(
        "The posting there began on %(first)s until now; it begins on %(day)s, and the days between count anew."
    ),
}
Of = dict[int, dict[Hashable, Posting]]
"""Of each person, what is stated by site, post and first day."""


def settle(context: ImportContext, incoming: Sequence[Incoming]) -> list[Incoming]:
    """The rows that can be stored, those that correct a known posting's first day with that posting beside them.

    What the whole file says of a posting counts, whatever the order of its rows.
    """
    known: Of = defaultdict(dict)
    for person, postings in part_time.stated({row.columns["person_id"] for row in incoming}).items():
        known[person] = {key(one): one for one in postings}
    said: Of = defaultdict(dict)
    for row in incoming:
        posting = _as_it_will_be(row, known)
        said[posting.person_id][key(posting)] = posting
    settled = [_corrected(context, row, known, said) for row in incoming]
    gone = {row.corrects.pk for row in settled if row.corrects is not None}
    for row in settled:
        person = row.columns["person_id"]
        standing = [one for one in (known[person] | said[person]).values() if one.pk not in gone or one.pk is None]
        _tell(context, row.row.number, said[person][_key(row)], standing)
    return [row for row in settled if row.row.number not in context.bad_rows]


def key(posting: Posting) -> Hashable:
    """A person is posted to a site in a post once from one day on."""
    return posting.site_id, posting.post, posting.first_day


def _key(row: Incoming) -> Hashable:
    return row.columns["site_id"], row.columns["post"], row.columns["first_day"]


def _as_it_will_be(row: Incoming, known: Of) -> Posting:
    """The posting of a row; what the file has no column for stays as it is."""
    posting = Posting(**row.columns)
    before = known[posting.person_id].get(key(posting))
    for name in ("team_id", "share", "last_day") if before is not None else ():
        if name not in row.columns:
            setattr(posting, name, getattr(before, name))
    return posting


def _corrected(context: ImportContext, row: Incoming, known: Of, said: Of) -> Incoming:
    """The row with the known posting whose first day it corrects, if there is one that the file does not state too."""
    person = row.columns["person_id"]
    posting = said[person][_key(row)]
    if key(posting) in known[person]:
        return row
    others = [one for itself, one in known[person].items() if itself not in said[person]]
    before = part_time.here_already(posting, others)
    if before is None:
        return row
    for name in ("team_id", "share", "last_day"):
        if name not in row.columns:
            setattr(posting, name, getattr(before, name))
    if not part_time.corrects_first_day(posting, before):
        return row
    params = {"first": before.first_day, "day": posting.first_day}
    context.warning(row.row.number, "first_day", "first_day_corrected", value=posting.first_day, **params)
    return row._replace(corrects=before)


def _tell(context: ImportContext, number: int, posting: Posting, others: Sequence[Posting]) -> None:
    clash = part_time.clash(posting, others)
    if clash is not None and clash.first_day <= posting.first_day:
        params = {"site": str(clash.site), "day": max(clash.first_day, posting.first_day)}
        context.warning(number, "first_day", "posted_twice", value=posting.first_day, **params)
    other = part_time.here_already(posting, others)
    if other is None:
        return
    params = {"first": other.first_day, "day": max(other.first_day, posting.first_day)}
    if other.share != posting.share:
        context.error(number, "share", "two_shares", value=plain(posting.share), share=plain(other.share), **params)
    else:
        context.error(number, "first_day", "posted_there", value=posting.first_day, **params)
