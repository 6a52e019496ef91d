"""In how many minutes an order is answered in time, and in how many hours called back, is the plan's to say."""

import json
from dataclasses import asdict
from html import unescape

from scoring.indicators.catalogue import definitions
from scoring.models import PlanVersion
from scoring.plans import drafts
from tenants.models import Company
from tests.months import publisher
from tests.scoring.test_plan_editor import ONE, document
from tests.visiting import visitor


def test_it_is_typed_in_the_editor_and_the_name_follows(company: Company) -> None:
    draft, known = drafts.adopt_preset(preset="standard", by=publisher()), definitions()["response_within_rate"]
    whole = document(draft)
    part = whole["dimensions"][1]["indicators"][0]
    part |= {"code": known.code, "name": asdict(known.name), "rule": whole["dimensions"][0]["indicators"][0]["rule"]}
    PlanVersion.objects.filter(pk=draft.pk).update(document=json.dumps(whole))
    sent = ONE | {"edit": f"responsiveness.{known.code}", "within": "30", "do": "save"}
    address = f"/plans/{draft.pk}/edit/"
    visitor("hr").post(f"{address}?edit={sent['edit']}", sent)
    saved = document(draft)["dimensions"][1]["indicators"][0]
    assert (saved["within"], saved["name"]["zh"]) == (30, "30 分钟响应率")
    shown = unescape(visitor("hr").get(f"{address}?edit={sent['edit']}").content.decode())
    assert "orders first answered within 30 minutes" in shown
