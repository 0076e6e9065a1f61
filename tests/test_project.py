"""The project's own shape: who imports whom, what is public, that dependencies are the same everywhere."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "poa_helpers"

# design: a module may import only those above it, and `errors`, `model`, `words`
ORDER = [
    "errors", "model", "words", "files", "light", "progress", "catalogue", "notice", "reports", "evidence", "measure", "diagnose", "suggest", "collect",
    "draft", "check", "export", "case", "charts", "tables", "form", "run", "lab", "cell_errors", "cli",
]  # fmt: skip
HEAVY = {"pandas", "scipy", "altair", "docx", "typst", "papermill", "ipywidgets", "jupyterlab", "vl_convert", "pypdf", "bs4", "PIL"}


def modules() -> dict[str, list[Path]]:
    """Module name -> its files (a package counts as one module)."""
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if name != "__init__":
            found.setdefault(name, []).append(path)
    return found


def imported(path: Path) -> set[str]:
    """The workbench's modules a file imports, wherever in the file."""
    depth = len(path.relative_to(PACKAGE).parts)
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            if node.level == depth:
                names |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
            elif node.module and node.module.startswith("poa_helpers."):
                names.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            names |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("poa_helpers.")}
    return names


def test_every_module_has_its_place():
    assert set(modules()) == set(ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_a_module_imports_only_those_above_it(name):
    below = set(ORDER[ORDER.index(name) :]) - {name}
    for path in modules()[name]:
        assert not imported(path) & below, f"{path.name} imports {imported(path) & below}"


def test_only_the_form_imports_widgets():
    for name, paths in modules().items():
        uses = any(re.search(r"^\s*(import|from) ipywidgets", path.read_text(encoding="utf-8"), re.MULTILINE) for path in paths)
        assert uses == (name == "form"), name


def test_importing_the_package_stays_light():
    code = f"import sys, poa_helpers; print(sorted(set(sys.modules) & {HEAVY!r}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_public_names_resolve():
    import poa_helpers

    for name in poa_helpers.__all__:
        assert callable(getattr(poa_helpers, name)), name
    with pytest.raises(AttributeError):
        poa_helpers.no_such_name  # noqa: B018


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def specs(lines) -> dict[str, str]:
    return {normal(m.group(1)): m.group(2) for line in lines if (m := re.match(r"([A-Za-z0-9_.-]+)\s*([<>=!~].*)?$", line.strip()))}


def test_environment_yml_has_the_dependencies_of_pyproject():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = specs([*project["dependencies"], *extras["lab"], *extras["dev"]])
    listed = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    pip = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    conda = specs([entry for entry in listed if isinstance(entry, str)])
    assert conda.pop("python").startswith(project["requires-python"])
    conda.pop("pip")
    assert {**conda, **specs([entry for entry in pip if not entry.startswith("-")])} == wanted


def test_the_lock_pins_every_dependency_and_names_no_host():
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    pinned = {normal(m.group(1)): m.group(2) for m in re.finditer(r"^([A-Za-z0-9_.-]+)==(\S+)", text, re.MULTILINE)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    for name in specs([*project["dependencies"], *extras["lab"], *extras["dev"]]):
        assert name in pinned, f"{name} is not pinned: run make lock"
    for block in re.split(r"\n(?=[a-z0-9])", text.strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]


TEXT_FILES = {".py", ".md", ".yaml", ".yml", ".toml", ".j2", ".typ", ".txt", ".json", ".ipynb", ".csv", ".lock"}


def test_no_absolute_path_and_no_download_host_is_written_anywhere():
    hosts = ("pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org")
    home = re.compile(r"(?<![\w.])/(?:home|root|work)/\w+/\w+")  # not the path of a web page
    for path in ROOT.rglob("*"):
        if path.suffix not in TEXT_FILES or {".venv", ".git", "cases", "pictures"} & set(path.relative_to(ROOT).parts):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not [host for host in hosts if host in text], path
        assert not home.search(text), path
