"""Counting runs of letters, learning their weights, fitting how much they count, and the files they are kept in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from marisa_trie import Trie

from poa_helpers.catalogue import catalogue
from poa_helpers.notice.words_at_large import RUNS

from ..notice_corpus import FOLDER

TESTS = Path(__file__).resolve().parents[1]
LEARNED_FROM = (FOLDER / "seen", FOLDER / "sentences")
TIMES_LEARNED_FROM = (FOLDER / "seen", FOLDER / "periods")
HEAD = "# What words speak for at large, made by tests/learning and read by poa_helpers/notice/words_at_large.py. The weights stand in the parquet file.\n"
_HOLD, _HOLD_OF_EACH = 0.1, 0.3  # how loosely the weights of everything together, and of what is said for each, are drawn to nought
FEWEST = 4  # texts that must hold a run
STEPS = 127  # of the largest weight of a column
_TO_NOUGHT = 1e-5  # how strongly factors are drawn to nought where little tells them


class Counted:
    """The runs of all texts, counted once: a matrix, a row for each text."""

    def __init__(self, texts: Sequence[Mapping[str, int]]):
        from scipy.sparse import csr_matrix

        places: dict[str, int] = {}
        pointers, columns, values = [0], [], []
        for counts in texts:
            for gram, times in counts.items():
                columns.append(places.setdefault(gram, len(places)))
                values.append(1 + np.log(times))
            pointers.append(len(columns))
        self.grams = list(places)
        self.matrix = csr_matrix((np.array(values, dtype=np.float32), columns, pointers), shape=(len(texts), len(places)))

    def rows(self, used: Sequence[int], fewest: int = FEWEST) -> tuple[list[str], np.ndarray, Any]:
        """The runs that so many of the used texts hold, their rarity, the rows of all texts in them, each of length one."""
        from sklearn.preprocessing import normalize

        held = np.asarray((self.matrix[used] > 0).sum(axis=0)).ravel()
        kept = np.flatnonzero(held >= fewest)
        rarity = (np.log((1 + len(used)) / (1 + held[kept])) + 1).astype(np.float32)
        rows = normalize(self.matrix[:, kept].multiply(rarity[None, :]).tocsr())
        return [self.grams[place] for place in kept], rarity, rows


@dataclass(frozen=True)
class Learned:
    """Weights of runs (rows) for answers (columns)."""

    grams: list[str]
    rarity: np.ndarray
    table: np.ndarray
    start: np.ndarray
    columns: list[tuple[str, str]]

    def sums(self, rows: Any) -> np.ndarray:
        """How much the words speak for each answer, a row for each text."""
        return rows @ self.table + self.start


def side_by_side(parts: Sequence[Learned]) -> Learned:
    """Weights of runs that no two parts share, in one table: nought where a run says nothing of a question."""
    from scipy.linalg import block_diag

    return Learned(
        [gram for part in parts for gram in part.grams],
        np.concatenate([part.rarity for part in parts]),
        block_diag(*(part.table for part in parts)).astype(np.float32),
        np.concatenate([part.start for part in parts]),
        [column for part in parts for column in part.columns],
    )


def one_of_several(rows: Any, right: np.ndarray, answers: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights and starts for the answers of which one is right (−1: nobody says)."""
    from sklearn.svm import LinearSVC

    known = right >= 0
    model = LinearSVC(class_weight="balanced", random_state=0).fit(rows[known], right[known])
    table, start = np.zeros((rows.shape[1], answers), dtype=np.float32), np.full(answers, -1.0)
    table[:, model.classes_], start[model.classes_] = model.coef_.T, model.intercept_
    return table, start


def yes_or_no(rows: Any, right: np.ndarray, favour: float) -> tuple[np.ndarray, float]:
    """Weights and start for one answer; favour: how much a yes counts beside a no."""
    from sklearn.svm import LinearSVC

    if not right.any():
        return np.zeros(rows.shape[1], dtype=np.float32), -1.0
    model = LinearSVC(class_weight={False: 1, True: favour}, random_state=0).fit(rows, right)
    return model.coef_[0].astype(np.float32), float(model.intercept_[0])


def yes_or_no_of_each(
    counted: Counted, used: Sequence[int], told: Mapping[tuple[str, str], np.ndarray], favour: float, fewest: int = FEWEST
) -> tuple[Learned, Any]:
    """The weights for every answer, learned from the texts that are used, and the rows of all texts.

    told: for each answer (with its question), what the used texts tell of it: that it is right (1), that it is not (0), or nothing (−1).
    """
    grams, rarity, rows = counted.rows(used, fewest)
    fits = []
    for of_each in told.values():
        telling = np.flatnonzero(of_each >= 0)
        fits.append(yes_or_no(rows[np.asarray(used)[telling]], of_each[telling] > 0, favour))
    table = np.column_stack([weights for weights, _ in fits]).astype(np.float32)
    return Learned(grams, rarity, table, np.array([base for _, base in fits]), list(told)), rows


# ---------------------------------------------------------------- how much each counts


def likeliest_of_several(said: np.ndarray, right: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The factors of what is said for each answer (texts × answers × numbers), and a start for each, that make the right ones likeliest; times: how often each
    text counts."""
    from scipy.optimize import minimize

    count, answers, size = said.shape
    share = times / times.sum()

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        factors, start = values[:size], values[size:]
        sums = said @ factors + start
        sums -= sums.max(axis=1, keepdims=True)
        likely = np.exp(sums)
        likely /= likely.sum(axis=1, keepdims=True)
        off = likely.copy()
        off[np.arange(count), right] -= 1
        off *= share[:, None]
        mean = -(share @ np.log(likely[np.arange(count), right] + 1e-12)) + 1e-3 * (start @ start)
        return mean, np.concatenate([np.einsum("na,nas->s", off, said), off.sum(axis=0) + 2e-3 * start])

    found = minimize(loss, np.zeros(size + answers), jac=True, method="L-BFGS-B").x
    return found[:size], found[size:]


def likeliest_of_each(said: np.ndarray, right: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """The factors of what is said for each answer (texts × answers × numbers), a start for each and a base that make the right yes and no of every answer likeliest;
    times: how often each text counts."""
    from sklearn.linear_model import LogisticRegression

    texts, answers, size = said.shape
    heard = np.hstack([said.reshape(-1, size), np.tile(np.eye(answers, dtype=said.dtype), (texts, 1))])
    of_each = np.repeat(times, answers)
    mean, spread = _measure(heard, of_each)
    heard -= mean.astype(heard.dtype)
    heard /= spread.astype(heard.dtype)
    model = LogisticRegression(C=_HOLD_OF_EACH, max_iter=150).fit(heard, right.ravel(), of_each)
    factors, base = _as_said(model.coef_[0], model.intercept_[0], mean, spread)
    return factors[:size], factors[size:], base


def likeliest_yes(said: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, float]:
    """The factors of what is said (cases × numbers), and the base, that make the right yes and no likeliest."""
    from scipy.optimize import minimize
    from scipy.special import expit

    size = said.shape[1]

    def loss(values: np.ndarray) -> tuple[float, np.ndarray]:
        factors, base = values[:size], values[size]
        likely = expit(said @ factors + base)
        mean = -(right * np.log(likely + 1e-12) + (1 - right) * np.log(1 - likely + 1e-12)).mean()
        off = (likely - right) / right.size
        return mean + _TO_NOUGHT * (factors @ factors), np.append(off @ said + 2 * _TO_NOUGHT * factors, off.sum())

    found = minimize(loss, np.zeros(size + 1), jac=True, method="L-BFGS-B").x
    return found[:size], float(found[size])


def likeliest_altogether(said: Sequence[Mapping[str, float]], right: Sequence[str], times: np.ndarray) -> dict[str, Any]:
    """The weights of everything that is said (texts × names) for each answer that make the right ones likeliest; times: how often each text counts."""
    names, heard, mean, spread = _by_name(said, times)
    model = _likeliest(heard, right, times)
    of_each = zip(model.classes_, model.coef_, model.intercept_, strict=True)
    return _named(names, {str(id): _as_said(weights, start, mean, spread) for id, weights, start in of_each})


def likeliest_yes_of_each(said: Sequence[Mapping[str, float]], right: Mapping[str, np.ndarray], times: np.ndarray) -> dict[str, Any]:
    """The weights of everything that is said (texts × names) that make the right yes and no of every answer likeliest; times: how often each text counts."""
    names, heard, mean, spread = _by_name(said, times)
    models = {id: _likeliest(heard, there, times) for id, there in right.items()}
    return _named(names, {id: _as_said(model.coef_[0], model.intercept_[0], mean, spread) for id, model in models.items()})


def _likeliest(heard: np.ndarray, right: Any, times: np.ndarray) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=_HOLD, max_iter=300).fit(heard, right, times)


def _by_name(said: Sequence[Mapping[str, float]], times: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """The names, and what is said (nought where nothing is) in one measure, with what it was brought to that by."""
    names = sorted({name for one in said for name in one})
    heard = np.array([[one.get(name, 0.0) for name in names] for one in said])
    mean, spread = _measure(heard, times)
    return names, (heard - mean) / spread, mean, spread


def _measure(heard: np.ndarray, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean and the spread of each column, every row counted so many times.

    >>> _measure(np.array([[0.0], [4.0]]), np.array([3, 1]))[0]
    array([1.])
    """
    share = times / times.sum()
    mean = share @ heard
    return mean, np.sqrt(np.maximum(share @ heard**2 - mean**2, 0)) + 1e-6


def _as_said(weights: np.ndarray, start: float, mean: np.ndarray, spread: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and start for what is said as it is said."""
    own = weights / spread
    return own, float(start - own @ mean)


def _named(names: list[str], of_each: Mapping[str, tuple[np.ndarray, float]]) -> dict[str, Any]:
    return {
        "said": names,
        "weights": {id: rounded(weights) for id, (weights, _) in of_each.items()},
        "start": {id: round(start, 3) for id, (_, start) in of_each.items()},
    }


def rounded(values: Any) -> list[float]:
    return [round(float(value), 3) for value in values]


# ---------------------------------------------------------------- the files


def hash_of(*folders: Path) -> str:
    """What was learned from: the content of all files of some folders."""
    files = sorted(path for folder in folders for path in folder.iterdir())
    return hashlib.sha256(b"".join(chain.from_iterable((path.name.encode(), path.read_bytes()) for path in files))).hexdigest()[:16]


def write(learned: Learned, more: Mapping[str, Any], name: str, learned_from: str, folders: Sequence[Path]) -> str:
    """Keep the weights in steps; what comes back tells what was written. All runs are kept: leaving out the weak half was measured to cost 5 % of the stages."""
    table = learned.table
    largest = np.maximum(np.abs(table).max(axis=0), 1e-9)
    steps = np.round(table / largest * STEPS).astype(np.int8)
    names = [f"{question}:{answer}" for question, answer in learned.columns]
    runs = Trie(learned.grams)
    order = np.argsort([runs[gram] for gram in learned.grams])  # the rows stand as the file of the runs numbers them
    steps = steps[order]
    rows = pa.FixedSizeBinaryArray.from_buffers(pa.binary(len(names)), len(steps), [None, pa.py_buffer(steps.tobytes())])
    path = catalogue().folder / "policy" / f"{name}.parquet"
    held = pa.table({"rarity": learned.rarity.astype(np.float16)[order], "weights": rows})
    runs.save(str(path.with_suffix(RUNS)))
    pq.write_table(held, path, compression="zstd", compression_level=19, use_dictionary=False)
    about = {
        "reference": f"learned from {learned_from} in {' and '.join(f'tests/{path.relative_to(TESTS).as_posix()}' for path in folders)} by python -m tests.learning",
        "checked_on": date.today(),
        "corpus": hash_of(*folders),
        **more,
        "scale": dict(zip(names, [round(float(value / STEPS), 6) for value in largest], strict=True)),
        "start": dict(zip(names, rounded(learned.start), strict=True)),
    }
    path.with_suffix(".yaml").write_text(HEAD + yaml.safe_dump(about, sort_keys=False, width=150), encoding="utf-8")
    return f"{path.name}: {len(learned.grams)} runs, from {learned_from}"
