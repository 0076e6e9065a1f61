"""Where the cases come from: the given benchmark beside the checkout, or one of our own generators; each kept in a folder to be used again."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
OWN = ("regional", "overdispersed")
GENERATORS = ("given", *OWN)
SIZES = {"given": ("10k", "100k", "1m"), "regional": ("10k", "100k"), "overdispersed": ("10k", "100k")}
PER_TIER = {"given": {"10k": 12, "100k": 12, "1m": 2}, "regional": {"10k": 12, "100k": 6}, "overdispersed": {"10k": 12, "100k": 6}}
PARTS = ("make_cases.py", "score.py", "baselines.py")
UNKNOWN = "(missing)"


class BenchMissingError(Exception):
    """The given benchmark is not there; the text says what to do."""


@dataclass(frozen=True)
class Case:
    """One case on disk. tier, size, mode and causes are in `truth`."""

    folder: Path
    generator: str
    truth: dict

    @property
    def name(self) -> str:
        return self.truth["case"]

    @property
    def number(self) -> int:
        """Which of its tier it is, from 0."""
        return int(self.name.rsplit("-", 1)[1])

    def read_meta(self) -> dict:
        return json.loads((self.folder / f"{self.name}.meta.json").read_text(encoding="utf-8"))

    def read_orders(self) -> pd.DataFrame:
        """The orders; attributes as categoricals whichever file they are in."""
        path = self.folder / f"{self.name}.parquet"
        if path.exists():
            return pd.read_parquet(path)
        attributes = self.read_meta()["attributes"]
        kinds = dict.fromkeys([*attributes, "purchase_date"], "category")
        return pd.read_csv(path.with_suffix(".csv"), dtype=kinds | {"order_id": str}, keep_default_na=False, na_values=[""])


def find_bench(folder: Path | None) -> Path:
    """The folder of the given generator, scorer and wrappers: as told, else POA_BENCH, else beside the checkout."""
    place = folder or Path(os.environ.get("POA_BENCH") or ROOT.parent / "shared" / "bench" / "rca")
    absent = [name for name in PARTS if not (place / name).is_file()]
    if absent:
        raise BenchMissingError(
            f"The benchmark is not complete in {place}: {', '.join(absent)} not found; name its folder with --bench or POA_BENCH."
        )
    return place


def load(path: Path) -> ModuleType:
    """A module by its file, under a name of its own."""
    spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def missing_named(orders: pd.DataFrame, attributes: list[str]) -> pd.DataFrame:
    """The orders with a value in place of each missing one, for methods that cannot have any."""
    gaps = [a for a in attributes if orders[a].isna().any()]
    return orders.assign(**{a: orders[a].cat.add_categories([UNKNOWN]).fillna(UNKNOWN) for a in gaps})


def prepare(generator: str, size: str, suite: str, count: int, store: Path, bench: Path) -> list[Case]:
    """The cases of a generator in one size, `count` of each tier and twice as many without a cause; made unless the folder has them."""
    sources = [bench / "make_cases.py"] if generator == "given" else sorted((Path(__file__).parent / "generators").glob("*.py"))
    state = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]
    folder = store / f"{generator}-{suite}-{size}-{count}-{state}"
    if not (folder / "truth.json").exists():  # written last
        program = [str(bench / "make_cases.py")] if generator == "given" else ["-m", f"tests.benchmarks.generators.{generator}"]
        form = "parquet" if importlib.util.find_spec("pyarrow") else "csv"
        options = ["--out", str(folder), "--suite", suite, "--sizes", size, "--per-tier", f"{size}={count}", "--format", form]
        subprocess.run([sys.executable, *program, *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return [Case(folder, generator, truth) for truth in json.loads((folder / "truth.json").read_text(encoding="utf-8"))]
