"""The README is run: its commands, its list of JSON fields, its piece of a letter."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from poa_helpers.cli import main

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GOLDEN = (ROOT / "tests" / "letters" / "late_shipment_rate.en-US.md").read_text(encoding="utf-8")


def commands() -> list[str]:
    block = README.split("## Commands", 1)[1].split("```sh", 1)[1].split("```", 1)[0]
    return [line.split("#")[0].strip() for line in block.strip().splitlines()]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return tmp_path_factory.mktemp("readme")


def test_every_command_runs_as_written(workspace, monkeypatch):
    monkeypatch.setenv("POA_WORKSPACE", str(workspace))
    monkeypatch.chdir(workspace)
    for line in commands():
        result = CliRunner().invoke(main, shlex.split(line)[1:])
        assert result.exit_code == 0, f"{line}\n{result.output}"
        if "--json" in line:
            json.loads(result.stdout)
    assert (workspace / "cases" / "late_shipment_rate" / "letters" / "v1" / "letter.docx").is_file()


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_documented_and_has_help_with_an_example(name):
    assert re.search(rf"(poa|start\.py) {name}\b", README), name
    shown = CliRunner().invoke(main, [name, "--help"])
    assert shown.exit_code == 0 and f"poa {name}" in shown.output and "Example" in shown.output


def documented(command: str) -> set[str]:
    row = next(line for line in README.splitlines() if line.startswith(f"| `{command}` |"))
    return set(re.findall(r"`([a-z_0-9]+)`", row)) - {command}


def names_in(content: object) -> set[str]:
    if isinstance(content, dict):
        return set(content) | set().union(*map(names_in, content.values()), set())
    return set().union(*map(names_in, content), set()) if isinstance(content, list) else set()


@pytest.mark.parametrize("command", ["notice", "measure", "diagnose", "check"])
def test_the_json_has_the_documented_fields(command, tmp_path):
    folder = ROOT / "data" / "samples" / "late_shipment_rate"
    pasted = tmp_path / "letter.md"
    pasted.write_text("## Actions we have taken\n\n- We will do better.\n", encoding="utf-8")
    targets = {
        "notice": [folder / "notices" / "01-notice.txt"],
        "measure": [folder, folder / "reports" / "all_orders.txt"],  # the second cannot give every metric, and says so
        "diagnose": [folder],
        "check": [pasted],
    }
    found: set[str] = set()
    for target in targets[command]:
        found |= names_in(json.loads(CliRunner().invoke(main, [command, str(target), "--json"]).stdout))
    optional = {"hours", "date", "business_days", "text"}  # of a deadline, which this notice does not state
    optional |= {"same_orders", "odds"}  # of a runner-up, which the findings of this sample do not have
    assert documented(command) - optional <= found, documented(command) - found


def test_the_piece_of_a_letter_stands_in_the_golden_letter():
    piece = [line.lstrip("> ").strip() for line in README.splitlines() if line.startswith(">")]
    for line in filter(None, piece):
        assert line in GOLDEN, line


def test_the_two_commands_exist():
    block = README.split("## Two commands", 1)[1].split("```sh", 1)[1].split("```", 1)[0]
    assert re.findall(r"python3 start\.py (\w+)", block) == ["demo", "test"]
    assert "py start.py demo" in README and "start.py test" in (ROOT / ".ci" / "run").read_text()
