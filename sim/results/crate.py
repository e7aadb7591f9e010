"""An RO-Crate of a folder of results: what it is, in a form that archives and tools read.

RO-Crate 1.1 (https://w3id.org/ro/crate/1.1): the folder as a dataset with its files, and the run
that made it, with the software and its versions.
"""

from collections.abc import Mapping
from typing import Any

from sim.results.files import CRATE
from sim.results.labels import counted

PROFILE = "https://w3id.org/ro/crate/1.1"
OPEN_GOVERNMENT = (
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"  # of DfE's data
)
ENCODING = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".yaml": "application/yaml",
}


def crate(
    title: str, command: str, manifest: Mapping[str, Any], files: Mapping[str, str], license: str
) -> dict[str, Any]:
    """The content of ``ro-crate-metadata.json``.

    ``files`` says what each file of the folder is; the name of a folder in it ends with a slash.
    """
    versions = manifest["versions"]
    software = {
        "@id": "#small-schools",
        "@type": "SoftwareApplication",
        "name": "small-schools",
        "softwareVersion": versions["small-schools"],
        "identifier": manifest["code"],
        "softwareRequirements": [f"{name} {version}" for name, version in versions.items()],
        "license": {"@id": "https://spdx.org/licenses/MIT"},
    }
    run = {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"small-schools {command}",
        "description": manifest["command"],
        "endTime": manifest["written"],
        "instrument": {"@id": software["@id"]},
        "result": {"@id": "./"},
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": f"Simulated results of small-schools {command}; about no real school. "
        f"Seed {manifest['seed']}, {_years(manifest['years'])}, "
        f"{counted(manifest['schools'], 'school')}.",
        "identifier": manifest.get("digest", manifest["world_digest"]),
        "datePublished": manifest["written"],
        "license": license,
        "hasPart": [{"@id": name} for name in files],
        "mentions": {"@id": run["@id"]},
    }
    about = {
        "@id": CRATE,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": PROFILE},
    }
    parts = [_part(name, meaning) for name, meaning in files.items()]
    return {"@context": f"{PROFILE}/context", "@graph": [about, root, run, software, *parts]}


def _years(simulated: int | list[int]) -> str:
    """How many years, or, of an attribution, the first and the last."""
    if isinstance(simulated, list):
        return "years {} to {}".format(*simulated)
    return counted(simulated, "year")


def _part(name: str, meaning: str) -> dict[str, str]:
    kind = "Dataset" if name.endswith("/") else "File"
    part = {"@id": name, "@type": kind, "name": name.rstrip("/"), "description": meaning}
    suffix = name[name.rfind(".") :] if "." in name else ""
    return part | ({"encodingFormat": ENCODING[suffix]} if suffix in ENCODING else {})
