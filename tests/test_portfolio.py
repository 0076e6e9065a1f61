"""The portfolio: all cases by urgency, from small files only; deadlines counted in hours; bad cases told, not hidden."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from poa_helpers import charts, tables
from poa_helpers.case import copy_sample, due, portfolio
from poa_helpers.cli import main
from poa_helpers.errors import PoaError
from poa_helpers.model import CaseStatus, Deadline

NOW = datetime(2026, 11, 3, 12)


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Four cases: one due in two days, one overdue, one without a deadline, one that waits for Amazon."""
    folder = tmp_path / "cases"
    copy_sample("pre_fulfillment_cancellation_rate", folder / "soon")
    copy_sample("late_shipment_rate", folder / "no_deadline")
    for name, changes in (
        ("overdue", {"deadline": {"text": "by 1 November 2026", "date": "2026-11-01"}}),
        ("waiting", {"phase": "in_review"}),
    ):
        copy_sample("late_shipment_rate", folder / name)
        path = folder / name / "case.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))
    return folder


def test_the_most_urgent_comes_first_and_what_waits_comes_last(cases: Path) -> None:
    found = portfolio(cases, NOW)
    assert [one.case for one in found] == ["overdue", "soon", "no_deadline", "waiting"]
    assert [one.hours_left for one in found] == [-36.0, 36.0, None, None]
    assert found[3].blocks == () and "no letter yet" in " ".join(found[2].blocks) or found[2].blocks
    shown = repr(tables.portfolio_table(found))
    assert "over since 36 h" in shown and "36 h (until November 5, 2026)" in shown and "no deadline stated" in shown
    assert "1 is over" in charts.caption(charts.time_left(found))
    assert repr(tables.next_steps(found)).splitlines()[0].startswith("overdue: ")


def test_a_case_that_cannot_be_read_is_listed_with_the_reason(cases: Path) -> None:
    (cases / "broken").mkdir()
    (cases / "broken" / "case.json").write_text("{")
    found = {one.case: one for one in portfolio(cases, NOW)}
    assert found["broken"].failed and "no valid JSON" in found["broken"].blocks[0] and len(found) == 5


def test_a_checked_letter_tells_what_blocks(cases: Path) -> None:
    letters = cases / "soon" / "letters" / "v1"
    letters.mkdir(parents=True)
    issue = {"severity": "blocking", "why": "The part on root causes is empty."}
    (letters / "check.json").write_text(json.dumps({"blocking": 1, "issues": [issue]}))
    assert portfolio(cases / "soon", NOW)[0].blocks == ("1 blocking: The part on root causes is empty.",)
    (letters / "check.json").write_text(json.dumps({"blocking": 0, "issues": []}))
    assert portfolio(cases / "soon", NOW)[0].blocks == ()


def test_an_empty_workspace_shows_the_fictional_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POA_WORKSPACE", str(tmp_path))
    assert {"late_shipment_rate", "inauthentic"} <= {one.case for one in portfolio()}
    with pytest.raises(PoaError, match="no such folder"):
        portfolio(tmp_path / "nowhere")
    with pytest.raises(PoaError, match="no moment"):
        portfolio(now="soon")


def test_status_answers_in_json_and_says_by_its_exit_status_that_a_deadline_has_passed(cases: Path) -> None:
    told = CliRunner().invoke(main, ["status", str(cases), "--json"])
    first = json.loads(told.stdout)["cases"][0]
    assert told.exit_code == 1
    assert list(first) == ["case", "phase", "purpose", "route", "deadline", "hours_left", "blocks", "violations", "next", "failed"]
    shutil.rmtree(cases)
    assert CliRunner().invoke(main, ["status", str(cases)]).exit_code == 2


@given(st.integers(1, 60), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_business_days_end_on_a_working_day_and_never_early(count: int, day: date) -> None:
    ends = due(Deadline(text="", business_days=count), day, datetime(2020, 1, 1))
    assert ends is not None and ends.on.weekday() < 5
    worked = sum((day.toordinal() + step + 6) % 7 < 5 for step in range(1, (ends.on - day).days + 1))
    assert worked == count


@pytest.mark.parametrize("deadline", [None, Deadline(text="soon"), Deadline(text="72 hours", hours=72)])
def test_what_cannot_be_counted_is_no_deadline(deadline: Deadline | None) -> None:
    assert due(deadline, None, NOW) is None


def test_nothing_to_draw_is_said() -> None:
    assert "The only case has no stated deadline" in charts.caption(charts.time_left([CaseStatus(case="a")]))
    assert repr(tables.portfolio_table([])).startswith("No case here yet")
