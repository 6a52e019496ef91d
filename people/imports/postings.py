"""Import of postings (SCORING §1, §7): who worked where, in which team, from a day to a day."""

from collections.abc import Hashable, Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as _noop

from people.directory import DirectoryKind
from people.final_days import posted_days
from people.imports import overlaps
from people.imports.sites import KINDS
from people.made_up_places import sites_only_named
from people.models import Person, Posting, Site, Team
from people.part_time import FULL_TIME
from people.posts import Post
from records.imports.context import Counts, ImportContext
from records.imports.fields import Field, FieldType
from records.imports.judging import JudgedRow, Note
from records.imports.reading import Values
from records.imports.upserting import Columns, Incoming, rows_concern, undo_rows, upsert
from records.models import Batch


class Postings(DirectoryKind):
    """One row: a person, a site (none: company-wide), a team, a post, a first and perhaps a last day (inclusive).

    Sites and teams that the profile allows to create take name, kind and supervisor from the row that names them
    first; those that exist are not changed.
    """

    code = "postings"
    verb = "records.import_evidence"
    label = _("Postings")
    fields = (
        Field(name="person", label=_("Person"), type=FieldType.IDENTIFIER, required=True, example="A012",
              aliases=("工号", "姓名"),
              help=_("Staff number, or the name where it is unique.")),
        Field(name="site", label=_("Site"), example=_("Lake Garden"), aliases=("项目编码", "项目", "小区"),
              help=_("Code or name; empty for the whole company.")),
        Field(name="site_name", label=_("Name of the site"), max_length=100, aliases=("项目名称",),
              help=_("For a site that this file creates.")),
        Field(name="site_kind", label=_("Kind of the site"), type=FieldType.CHOICE, aliases=("项目类型",),
              choices=KINDS, labels=dict(Site.Kind.choices),
              help=_("For a site that this file creates; it decides the plan.")),
        Field(name="team", label=_("Team"), example=_("Front desk A"), aliases=("班组",)),
        Field(name="team_supervisor", label=_("Supervisor of the team"), type=FieldType.IDENTIFIER,
              aliases=("班组长工号", "班组长"), help=_("For a team that this file creates.")),
        Field(name="post", label=_("Post"), type=FieldType.CHOICE, aliases=("岗位",),
              choices={"agent": ("客服", "客服专员", "管家"), "supervisor": ("主管", "班组长"), "other": ("其他",)},
              labels=dict(Post.choices),
              help=_("Agents are scored. Empty means agent.")),
        Field(name="share", label=_("Share of full time (%)"), type=FieldType.NUMBER, minimum=Decimal("0.01"),
              maximum=100, places=4, example="50", aliases=("用工比例", "工时比例", "全职比例", "fte"),
              help=_("For part-time work: 50 or 0.5 for half the hours. Empty means full time.")),
        Field(name="first_day", label=_("First day"), type=FieldType.DAY, required=True,
              aliases=("起始日", "开始日期")),
        Field(name="last_day", label=_("Last day"), type=FieldType.DAY, aliases=("结束日", "结束日期"),
              help=_("Included; empty while it goes on.")),
    )  # fmt: skip
    refers = {"person": "person", "site": "site", "team": "team", "team_supervisor": "person"}
    messages = {
        **overlaps.MESSAGES,
        "other_supervisor": _noop("The team is led by %(name)s; the file names somebody else. It was left as it is."),
    }

    def check(self, values: Values, note: Note) -> None:
        """The last day is not before the first."""
        first, last = values["first_day"], values.get("last_day")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            note.error("last_day", "ends_before_start")

    def look_up(self, context: ImportContext, rows: Sequence[JudgedRow]) -> None:
        """Find or create what the rows name; new sites and teams become what the file says of them."""
        super().look_up(context, rows)
        good = [row for row in rows if row.number not in context.bad_rows]
        _describe_sites(context, good)
        _give_supervisors(context, good)

    def key(self, values: Values) -> Hashable:
        """A person is posted to a site in a post once from one day on."""
        return values["person_id"], values.get("site_id"), values.get("post") or Post.AGENT, values["first_day"]

    def store(self, context: ImportContext, rows: Sequence[JudgedRow]) -> Counts:
        """Add new postings, change team, share and last day of known, and a first day that is corrected."""
        incoming = [Incoming(row, _columns(row.values), whose=row.values["person_id"]) for row in rows]
        incoming = overlaps.settle(context, incoming)
        return upsert(context, Posting, ("person_id", "site_id", "post", "first_day"), incoming, posted_days)

    def concerns(self, batch: Batch, person: int) -> bool:
        """Whether one of its postings is of this person."""
        return rows_concern(batch, Posting.objects.filter(person=person))

    def undo(self, batch: Batch) -> int:
        """Delete what the batch added, with the sites and teams it created, and restore what it changed."""
        undone = undo_rows(batch, Posting)
        undo_rows(batch, Team)
        undo_rows(batch, Site)
        return undone


def _columns(values: Values) -> Columns:
    """What the row says of a posting; what the file has no column for stays as it is."""
    columns: Columns = {
        "person_id": values["person_id"],
        "site_id": values.get("site_id"),
        "post": values.get("post") or Post.AGENT,
        "first_day": values["first_day"],
        "is_presumed": False,
    }
    if "team" in values:
        columns["team_id"] = values["team_id"]
    if "last_day" in values:
        columns["last_day"] = values["last_day"]
    if "share" in values:
        share = cast("Decimal | None", values["share"])
        columns["share"] = FULL_TIME if share is None else share if share > 1 else share * 100
    return columns


def _describe_sites(context: ImportContext, rows: Sequence[JudgedRow]) -> None:
    """Name and kind of the sites that this file created, and of those that another file only named."""
    made: dict[object, Site] = {site.pk: site for site in Site.objects.filter(batch=context.batch)}
    named: dict[object, Site] = {site.pk: site for site in sites_only_named()}
    for row in rows:
        key = row.values.get("site_id")
        says = row.values.get("site_name") or row.values.get("site_kind")
        site = made.pop(key, None) or (named.pop(key, None) if says else None)
        if site is not None:
            if site.batch_id != context.batch.pk:
                former = {"name": site.name, "kind": site.kind, "batch_id": site.batch_id}
                context.former.append([Site._meta.label, site.pk, former])
            site.name, site.batch = str(row.values.get("site_name") or site.name), context.batch
            site.kind = str(row.values.get("site_kind") or site.kind)
            site.save(update_fields=["name", "kind", "batch"])


def _give_supervisors(context: ImportContext, rows: Sequence[JudgedRow]) -> None:
    """Supervisors of teams that have none; another one than a team has is a warning."""
    teams = {team.pk: team for team in Team.objects.select_related("supervisor")}
    named = {str(leader) for row in rows if (leader := row.values.get("team_supervisor_id")) is not None}
    people = {str(person.pk): person for person in Person.objects.filter(pk__in=named)}
    for row in rows:
        team, leader = teams.get(row.values.get("team_id")), row.values.get("team_supervisor_id")
        if team is None or leader is None or team.supervisor_id == leader:
            continue
        if team.supervisor is None:
            context.former.append([Team._meta.label, team.pk, {"supervisor_id": None}])
            team.supervisor = people[str(leader)]
            team.save(update_fields=["supervisor"])
        else:
            word = row.values.get("team_supervisor")
            context.warning(row.number, "team_supervisor", "other_supervisor", value=word, name=team.supervisor.name)


KIND = Postings()
