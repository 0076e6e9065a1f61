"""The `poa` command: a thin wrapper over the package. Exit status 0 = done, 1 = done but the answer is not good, 2 = unusable input, 3 = the workbench failed."""

from __future__ import annotations

import sys

import click

from .analysis import diagnose, measure
from .cases import new, notice, reply, sent, status
from .letters import charts, check, draft, export
from .runs import demo, lab, run

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="poa-workbench", prog_name="poa")
def main() -> None:
    """Plan of Action workbench: from Amazon's notice and your reports to a letter in which every sentence has a source."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not know every character
            stream.reconfigure(errors="replace")


for each in (demo, new, notice, measure, diagnose, draft, check, export, charts, reply, sent, status, run, lab):
    main.add_command(each)
