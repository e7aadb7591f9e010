"""Run the experiments again and compare digests: small ones by default.

    python experiments/reproduce.py [NAME ...] [--full] [--update]

``--full`` runs them as designed, ``--update`` records the digests found.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from pathlib import Path

import yaml

from sim.commands.main import main as small_schools

HERE = Path(__file__).parent
if str(HERE) in sys.path:  # where a study would stand in for a package of its name
    sys.path.remove(str(HERE))


def run(folder: Path, size: str) -> str:
    """The digest of an experiment, of its full or small size."""
    design = yaml.safe_load((folder / "design.yaml").read_text(encoding="utf-8"))
    words = shlex.split(design["command"])[1:]
    words += shlex.split(design["small"]) if size == "small" else []
    output = HERE.parent / "outputs" / f"{folder.name}-{size}"
    options = ["--output", str(output), "--overwrite", "--quiet"]
    options += ["--afresh"] if words[0] == "sweep" else []
    options += ["--no-figures"] if size == "small" else []
    if small_schools([*words, *options]) != 0:
        sys.exit(f"{folder.name} did not run")
    return json.loads((output / "manifest.json").read_text(encoding="utf-8"))["digest"]


def reproduce() -> int:
    """Check each experiment; the exit code is 1 where a digest differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--full", action="store_true", help="as designed, not the small run")
    parser.add_argument("--update", action="store_true", help="record the digests found")
    asked = parser.parse_args()
    known = {path.parent.name: path.parent for path in sorted(HERE.glob("*/design.yaml"))}
    unknown = set(asked.names) - set(known)
    if unknown:
        parser.error(f"no experiment {', '.join(unknown)}; there are {', '.join(known)}")
    size, differ = "full" if asked.full else "small", 0
    for name in asked.names or known:
        path = known[name] / "digest.json"
        recorded = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        found = run(known[name], size)
        same = recorded.get(size) == found
        verdict = "identical" if same else "DIFFERS" if size in recorded else "not recorded"
        print(f"{name}: {verdict} ({size}, {found[:12]})")
        if asked.update:
            path.write_text(json.dumps(recorded | {size: found}, indent=2) + "\n", encoding="utf-8")
        else:
            differ += not same
    return min(differ, 1)


if __name__ == "__main__":
    sys.exit(reproduce())
