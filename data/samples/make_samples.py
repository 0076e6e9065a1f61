"""Make the fictional sample cases: `python data/samples/make_samples.py [FOLDER]` writes them, the same bytes every time.

Each sample is a whole case folder. answers.json and evidence_plan.yaml are written by hand and only read here. The seeds of the
stories were chosen so that what is planted can be found and nothing else can; that is checked, and printed, at every run.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import story_cancellations  # noqa: E402
import story_inauthentic  # noqa: E402
import story_late_shipments  # noqa: E402
import story_order_defects  # noqa: E402
import typst  # noqa: E402
import yaml  # noqa: E402
from sample_papers import make_evidence, read_plan  # noqa: E402
from sample_proof import LEAST_PLANTED, MOST_OTHER, proof  # noqa: E402
from sample_story import Story  # noqa: E402

STORIES = (story_late_shipments, story_order_defects, story_cancellations, story_inauthentic)
MADE = "# Made by data/samples/make_samples.py: change it there.\n"


def write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def write_yaml(path: Path, content: Any) -> None:
    text = MADE + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=130)
    path.write_text(text, encoding="utf-8", newline="\n")


def case_of(story: Story) -> dict[str, Any]:
    """The content of case.json."""
    return {
        "schema_version": 1,
        "id": story.id,
        "account": {"name": story.account, "merchant_token": story.merchant_token},
        "marketplace": story.store,
        "locale": story.locale,
        "purpose": story.purpose,
        "phase": story.phase,
        "violations": [story.id],
        **({"deadline": story.deadline} if story.deadline else {}),
        "as_of": str(story.as_of),
        "timeline": [{"on": str(story.notice_on), "event": "notice_received", "file": "notices/01-notice.txt"}],
    }


def planted(story: Story) -> tuple[list[dict[str, Any]], tuple[float, str]]:
    """What was planted with what came of it, and the best of all other segments. Raises SystemExit when it cannot be told apart."""
    known = story.known_orders()
    bad = [story.is_bad(order) for order in known]
    scores, other = proof(known, bad, story.causes)
    rows = []
    for cause, score in zip(story.causes, scores, strict=True):
        mine = [is_bad for order, is_bad in zip(known, bad, strict=True) if cause.covers(order)]
        rows.append(
            {
                "cause": cause.id,
                "segment": {cause.attribute: cause.value},
                "onset": str(cause.onset) if cause.onset else None,
                "base_rate": story.base,
                "raised_rate": cause.rate,
                "orders": len(mine),
                "defects": sum(mine),
                "score": round(score, 1),
            }
        )
    if other[0] > MOST_OTHER or any(score < LEAST_PLANTED for score in scores):
        raise SystemExit(f"{story.id}: choose another seed; planted {scores}, other {other}")
    return rows, other


def about(story: Story, folder: Path) -> dict[str, Any]:
    """The content of about.yaml."""
    rows, other = planted(story)
    known = story.known_orders()
    return {
        "fictional": True,
        "shows": story.tells,
        "account": story.account,
        "marketplace": story.store,
        "orders": {"distinct": len(story.orders), "first": str(story.orders[0].day), "last": str(story.orders[-1].day)},
        "outcome": {"any_of": list(story.outcome), "orders": len(known), "defects": sum(map(story.is_bad, known))},
        "planted": rows + list(story.other_planted),
        "best_other_segment": {"segment": other[1], "score": round(other[0], 1)},
        "score": "G = T ln(T/B) - (T - B) for T defects where B are expected from the other causes and the base rate",
        **story.about,
        **({"settlement": story.held_back} if story.held_back else {}),
        "files": sorted(
            str(p.relative_to(folder).as_posix()) for p in folder.rglob("*") if p.is_file() and p.name not in ("about.yaml", ".lock")
        ),
        "papers_made_with": f"typst {typst.__version__}",
        "used_in": list(story.used_in),
    }


def write_story(story: Story, folder: Path) -> dict[str, Any]:
    """All files of a sample but those written by hand; returns its row of samples.yaml."""
    for part in ("notices", "reports", "evidence"):
        (folder / part).mkdir(parents=True, exist_ok=True)
        for stale in (folder / part).iterdir():
            stale.unlink()
    write_json(folder / "case.json", case_of(story))
    (folder / "notices" / "01-notice.txt").write_text(story.notice, encoding="utf-8", newline="\n")
    for name, content in story.reports.items():
        (folder / "reports" / name).write_bytes(content)
    write_json(folder / "reports" / "seller_performance.json", story.health)
    write_json(folder / "evidence" / "index.json", make_evidence(read_plan(HERE / story.id), folder / "evidence", story.store))
    if folder != HERE / story.id:
        for name in ("answers.json", "evidence_plan.yaml"):
            (folder / name).write_bytes((HERE / story.id / name).read_bytes())
    facts = about(story, folder)
    write_yaml(folder / "about.yaml", facts)
    causes = [
        f"{row['cause']} at " + ", ".join(f"{k}={v}" for k, v in row["segment"].items()) for row in facts["planted"] if "segment" in row
    ]
    causes += [f"{row['cause']} at asin={row['asin']}" for row in story.other_planted]
    held = {"held_back": f"{story.held_back['held_back']} by settlement {story.held_back['id']}"} if story.held_back else {}
    return {"shows": story.tells, "marketplace": story.store, "planted": causes, **held, "used_in": list(story.used_in)}


def main(target: Path = HERE) -> None:
    rows = {}
    for module in STORIES:
        story = module.build()
        rows[story.id] = write_story(story, target / story.id)
        found, other = planted(story)
        for row in found:
            print(
                f"{story.id}: {row['cause']} at {row['segment']}: {row['defects']} of {row['orders']}, G = {row['score']} (at least {LEAST_PLANTED:g})"
            )
        print(f"{story.id}: best of all other segments: {other[1]}: G = {other[0]:.1f} (at most {MOST_OTHER:g})")
    write_yaml(target / "samples.yaml", rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
