"""Build the documentation as pages that need no network: `make site`."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "build" / "pages"  # laid out as the repository is, so that links hold
COPIED = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "docs",
          "experiments", "paper", "sim/world/data/LICENCE.md")  # fmt: skip
API = {  # pages of the reference, and what is on each
    "The verbs": ["sim.api", "sim.parameters.scenario"],
    "The model": ["sim.model", "sim.state"],
    "Agents": ["sim.agents.school", "sim.agents.school_columns", "sim.agents.school_year",
               "sim.agents.school_leaders", "sim.agents.school_partners",
               "sim.agents.school_academies", "sim.agents.school_money",
               "sim.agents.school_results", "sim.agents.head", "sim.agents.teacher",
               "sim.agents.person", "sim.agents.partnership"],
    "Policies": ["sim.policies", "sim.parameters.declarations", "sim.parameters.plugins"],
    "Settings": ["sim.parameters.ledger", "sim.parameters.config"],
    "Worlds": ["sim.world", "sim.world.places", "sim.world.files", "sim.world.register"],
    "Results": ["sim.results.folder", "sim.results.intervals", "sim.measures.registry"],
    "Errors": ["sim.errors"],
}  # fmt: skip


def main() -> int:
    """Copy what the pages are made of, write those of the reference, and build."""
    shutil.rmtree(PAGES, ignore_errors=True)
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (PAGES / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, PAGES / name)
    studies = sorted((PAGES / "experiments").glob("*/README.md"))
    listed = [f"- [{_title(study)}]({study.parent.name}/README.md)\n" for study in studies]
    (PAGES / "experiments" / "README.md").write_text("# Studies\n\n" + "".join(listed), "utf-8")
    for page in PAGES.rglob("*.md"):
        text = re.sub(r"(\]\([./]*experiments/)\)", r"\1README.md)", page.read_text("utf-8"))
        page.write_text(text, "utf-8")
    (PAGES / "api").mkdir()
    for title, modules in API.items():
        parts = "".join(f"\n::: {module}\n" for module in modules)
        name = title.lower().replace(" ", "_")
        (PAGES / "api" / f"{name}.md").write_text(f"# {title}\n{parts}", "utf-8")
    config = ROOT / "docs" / "site" / "mkdocs.yml"
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", config]
    quiet = {"NO_MKDOCS_2_WARNING": "1"}  # the theme's word on its successor
    done = subprocess.run(build, env=os.environ | quiet).returncode
    if not done:
        print(f"the documentation: {ROOT / 'build' / 'site' / 'index.html'}")
    return done


def _title(page: Path) -> str:
    return page.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")


if __name__ == "__main__":
    sys.exit(main())
