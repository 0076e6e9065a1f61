"""All tests, layer by layer, the fast ones first; ends with one line that counts the layers."""

import subprocess
import sys

LAYERS = [
    ("lint", ["-m", "ruff", "check", "."]),
    ("format", ["-m", "ruff", "format", "--check", "."]),
    ("unit, doctest, scenarios, letters, papermill", ["-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "-m", "not browser"]),
    ("notebooks against their stored outputs", ["-m", "pytest", "-q", "--nbval", "notebooks", "-p", "no:cacheprovider"]),
    ("a person in the browser", ["-m", "pytest", "-q", "-n", "2", "-m", "browser", "tests/browser"]),
]


def main() -> int:
    failed = []
    for name, command in LAYERS:
        print(f"\n=== {name} ===", flush=True)
        if subprocess.call([sys.executable, *command]) != 0:
            failed.append(name)
    print(f"\n{len(LAYERS) - len(failed)} passed, {len(failed)} failed" + (f" ({'; '.join(failed)})" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
