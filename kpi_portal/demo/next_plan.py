"""A plan on its way: the next version of ``standard`` as a draft with comments; the premium plan, signed by most."""

from kpi_portal.demo.populating import ADOPTED
from people.models import Account
from scoring.models import PlanReader, PlanVersion
from scoring.plans import drafts, talk
from scoring.plans.drafts import Document

SAID = (
    (
        "responsiveness.mean_response_minutes",
        "夜班一个人接单，15 分钟比较紧，能不能分白班夜班？",
        "夜班按服务时间单独计，先试算一个月再定。",
    ),
    ("service_quality.completion_rate", "等配件的单子会不会算没完成？", ""),
    ("", "细则写得比以前清楚。", ""),
)
"""About, the comment, HR's answer."""
WEIGHTS = {"service_quality": "25.00", "innovation": "5.00"}
GOAL = {"zh": "满意度 95，响应 15 分钟，完成率 98 %", "en": "Satisfaction 95, response in 15 minutes, 98 % done"}
PERIOD = {"zh": "按自然月考核，次月公布", "en": "By calendar month, published in the next"}


def tell() -> None:
    """Once."""
    if PlanVersion.objects.filter(code="standard", version__gt=1, is_trial=False).exists():
        return
    hr = Account.objects.get(person__staff_number="H01")
    draft = drafts.copy_plan(plan=PlanVersion.objects.get(code="standard", version=1), by=hr)
    drafts.change_draft(draft=draft, by=hr, change=_other_weights)
    talk.show_draft(draft=draft, by=hr)
    for reader, (about, text, answer) in zip(_readers(draft), SAID, strict=False):
        said = talk.comment(draft=draft, by=reader.person.account, text=text, about=about)
        if answer:
            talk.answer(comment=said, by=hr, text=answer)
    for premium in PlanVersion.objects.filter(code=next(iter(ADOPTED)), state=PlanVersion.State.PUBLISHED):
        talk.announce(version=premium, by=hr)
        for reader in _readers(premium)[1:]:
            talk.sign(version=premium, by=reader.person.account)


def _readers(version: PlanVersion) -> list[PlanReader]:
    found = PlanReader.objects.filter(version=version, person__account__isnull=False)
    return list(found.select_related("person__account").order_by("pk"))


def _other_weights(document: Document) -> Document:
    """Five points from innovation to service quality, a stricter floor of satisfaction, words of goal and period."""
    for dimension in document["dimensions"]:
        dimension["weight"] = WEIGHTS.get(dimension["code"], dimension["weight"])
        for indicator in dimension["indicators"]:
            if indicator["code"] == "satisfaction":
                indicator["rule"]["floor"] = "75"
    return document | {"goal": GOAL, "period": PERIOD}
