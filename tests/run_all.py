"""All tests, layer by layer, the fast ones first and the browser beside them; ends with one line that counts the layers.

The proofs that take longest are left to `python3 start.py test --slow`: more generated accounts against SQL, more files for every reader, all messages
that were learned from, a run killed at random moments, the same way through the browser once more, and all of many like cases of which an ordinary run takes
a part (`tests/portion.py`).
"""

import os
import subprocess
import sys
import tempfile

SLOW = "--slow" in sys.argv
LAYERS = [
    ("lint", ["-m", "ruff", "check", "."]),
    ("format", ["-m", "ruff", "format", "--check", "."]),
    (
        "unit, doctest, scenarios, letters, papermill",
        [
            "-m",
            "pytest",
            "-q",
            "-n",
            "3",  # on two cores, beside the browser: with two it takes longer
            "--dist",
            "loadfile",
            "-m",
            "not browser" if SLOW else "not browser and not slow",
            "--hypothesis-profile",
            "slow" if SLOW else "quick",
        ],
    ),
    ("notebooks against their stored outputs", ["-m", "pytest", "-q", "--nbval", "notebooks", "-p", "no:cacheprovider"]),
    (
        "a person in the browser",
        ["-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", "-m", "browser" if SLOW else "browser and not slow", "tests/browser"],
    ),
]


BESIDE = "a person in the browser"  # mostly waits, so it runs beside the others, and is told at the end


def main() -> int:
    failed = []
    if SLOW:
        os.environ["POA_ALL_CASES"] = "1"
    with tempfile.TemporaryFile("w+") as told:
        beside = subprocess.Popen([sys.executable, *dict(LAYERS)[BESIDE]], stdout=told, stderr=subprocess.STDOUT)
        for name, command in LAYERS:
            print(f"\n=== {name} ===", flush=True)
            if name == BESIDE:
                status = beside.wait()
                told.seek(0)
                print(told.read(), flush=True)
            else:
                status = subprocess.call([sys.executable, *command])
            if status != 0:
                failed.append(name)
    print(f"\n{len(LAYERS) - len(failed)} passed, {len(failed)} failed" + (f" ({'; '.join(failed)})" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
