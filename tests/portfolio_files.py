"""Portfolios of fictional cases of any size, for tests and benchmarks: the shop of the sample `late_shipment_rate` with orders of its own per case."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from .samples import DATA

SAMPLE = DATA / "late_shipment_rate"


def make_case(folder: Path, *, seed: int = 33, orders: int = 1_500) -> Path:
    """A case of about so many orders; every seed gives other ones. Evidence, answers and notice are the sample's."""
    if str(DATA) not in sys.path:
        sys.path.append(str(DATA))
    import make_samples
    import story_late_shipments as shop

    from poa_helpers.collect import write_json

    days = (shop.LAST - shop.FIRST).days + 1
    story = shop.build(seed, orders / days)
    for part in ("notices", "reports"):
        (folder / part).mkdir(parents=True)
    shutil.copytree(SAMPLE / "evidence", folder / "evidence")
    shutil.copy(SAMPLE / "answers.json", folder / "answers.json")
    write_json(folder / "case.json", {**make_samples.case_of(story), "id": folder.name})
    (folder / "notices" / "01-notice.txt").write_text(story.notice, encoding="utf-8", newline="\n")
    for name, content in story.reports.items():
        (folder / "reports" / name).write_bytes(content)
    write_json(folder / "reports" / "seller_performance.json", story.health)
    return folder


def copy_case(source: Path, folder: Path) -> Path:
    """A case made from another one, with its own id: quick, for portfolios whose figures do not matter."""
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("runs", "letters", ".*"))
    content = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    (folder / "case.json").write_text(json.dumps({**content, "id": folder.name}, indent=2) + "\n", encoding="utf-8")
    return folder
