"""Any table with one row per order – a seller's own export – for the search for causes: text columns, an outcome, maybe a date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from io import StringIO
from pathlib import Path

import pandas as pd

from ..errors import PoaError, Problem
from .container import read_content
from .guarded import guarded
from .personal import is_personal
from .told import is_data, told

_YES = {"1", "1.0", "true", "yes", "y"}
_NO = {"0", "0.0", "false", "no", "n"}
_MOST_DIFFERENT = 0.5  # a column with more different values than half the rows names orders, it does not group them
_FAULTS_SHOWN = 5


@guarded
def read_order_table(
    path: Path | str, outcome: str, by: Sequence[str] | None = None, date: str | None = None, *, numbers: bool = False
) -> tuple[pd.DataFrame, list[str]]:
    """A .csv, .tsv, .txt (also .gz) or .parquet table, and the columns to search.

    outcome becomes a nullable boolean (1/0, yes/no, true/false; empty is unknown), or with `numbers` a number; date a date; all else stays text.
    by: the columns to search; by default every column that groups orders. Columns that name buyers (`is_personal`) are left out.
    Raises PoaError with every column that is missing or personal and every outcome or date that cannot be read.
    """
    path = Path(path)
    table = _cells(path)
    wanted = [outcome, *(by or ()), *([date] if date else [])]
    if personal := [name for name in wanted if name in table.columns and is_personal(name)]:
        mend = "Search by what orders have in common: carrier, product, place of dispatch."
        raise PoaError(Problem(f"'{name}' may hold personal data and is never read", mend, path.name, name) for name in personal)
    table = table[[name for name in table.columns if not is_personal(str(name))]]
    if missing := [name for name in wanted if name not in table.columns]:
        raise PoaError(_missing(name, list(table.columns), path.name) for name in missing)
    problems: list[Problem] = []
    table[outcome] = (_numbers if numbers else _outcome)(table[outcome], outcome, path.name, problems)
    if date:
        table[date] = _dates(table[date], date, path.name, problems)
    if problems:
        raise PoaError(problems)
    searched = list(by) if by else [name for name in table.columns if name not in (outcome, date) and _groups(table[name])]
    return table, searched


def _cells(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        try:
            return pd.read_parquet(path).astype("string")
        except ImportError:
            raise PoaError.of("Parquet needs the library pyarrow", "Install pyarrow, or save the table as .csv.", file=path.name) from None
        except (OSError, ValueError) as error:
            kind = type(error).__name__
        raise PoaError.of(f"cannot be read as Parquet ({kind})", "Save the table again.", file=path.name)
    text = read_content(path).text
    header = text.split("\n", 1)[0]
    delimiter = max("\t,;|", key=header.count)
    try:
        return pd.read_csv(StringIO(text), sep=delimiter, dtype="string", keep_default_na=False, na_values=[""])
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        found = re.search(r"in line (\d+)", str(error))
    row = int(found[1]) if found else None
    raise PoaError.of("is no table: a row has more cells than the header", "Save it as .csv with one header line.", file=path.name, row=row)


def _missing(name: str, columns: list[str], file: str) -> Problem:
    if is_data(columns):
        return Problem(f"has no column '{name}'", "Its first line looks like a row: write a header above it.", file=file)
    shown = [header for header in columns if not is_personal(header)]
    near = get_close_matches(name, shown, 1)
    return Problem(f"has no column '{name}'", f"Did you mean '{near[0]}'?" if near else f"It has: {', '.join(shown)}.", file=file)


def _numbers(column: pd.Series, name: str, file: str, problems: list[Problem]) -> pd.Series:
    """Numbers with a decimal point; empty is unknown."""
    texts = column.astype("string").str.strip().replace("", pd.NA)
    values = pd.to_numeric(texts, errors="coerce")
    for row in values.index[values.isna() & texts.notna()][:3]:
        what = f"{told(str(texts[row]))} is not a number"
        problems.append(Problem(what, "Write numbers with a decimal point and no unit.", file=file, column=name, row=int(row) + 2))
    return values


def _outcome(cells: pd.Series, name: str, file: str, problems: list[Problem]) -> pd.Series:  # type: ignore[type-arg]
    said = cells.str.strip().str.lower()
    wrong = said.notna() & ~said.isin(_YES | _NO)
    problems += [
        Problem(f"{told(cells[row], _YES | _NO)} is neither yes nor no", "Write 1 or 0, yes or no.", file, name, int(row) + 2)
        for row in cells.index[wrong][:_FAULTS_SHOWN]
    ]
    return said.isin(_YES).astype("boolean").mask(said.isna())


def _dates(cells: pd.Series, name: str, file: str, problems: list[Problem]) -> pd.Series:  # type: ignore[type-arg]
    dates = pd.to_datetime(cells.str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
    wrong = dates.isna() & cells.notna()
    problems += [
        Problem(f"{told(cells[row])} is no date", "Write dates as YYYY-MM-DD.", file, name, int(row) + 2)
        for row in cells.index[wrong][:_FAULTS_SHOWN]
    ]
    return dates.dt.normalize()


def _groups(cells: pd.Series) -> bool:  # type: ignore[type-arg]
    return 1 < cells.nunique(dropna=True) <= _MOST_DIFFERENT * len(cells)
