"""The peers' Python, and which of their packages it has."""

import json
import os
import subprocess
import sys

SYSTEM = "/usr/bin/python3"
PYTHON = os.environ.get("EARSHOT_PEER_PYTHON") or (SYSTEM if os.path.exists(SYSTEM) else sys.executable)

# By the name that is imported: the names under which pip may have installed it.
DISTRIBUTIONS = {
    "numpy": ["numpy"],
    "torch": ["torch"],
    "torch_geometric": ["torch-geometric"],
    "faiss": ["faiss-cpu", "faiss"],
    "sklearn": ["scikit-learn"],
    "scipy": ["scipy"],
    "torchaudio": ["torchaudio"],
    "librosa": ["librosa"],
    "onnxruntime": ["onnxruntime"],
    "soundfile": ["soundfile"],
    "soxr": ["soxr"],
    "usearch": ["usearch"],
}

LOOK = """
import importlib.metadata, importlib.util, json, sys
def version(names):
    for name in names:
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pass
    return "of an unknown version"
wanted = json.loads(sys.argv[1])
print(json.dumps({name: version(names) for name, names in wanted.items() if importlib.util.find_spec(name)}))
"""


def versions(python=PYTHON):
    """The version of each package that this Python has. Nothing is imported."""
    try:
        done = subprocess.run([python, "-c", LOOK, json.dumps(DISTRIBUTIONS)], capture_output=True, text=True)
        return json.loads(done.stdout)
    except (OSError, ValueError):
        sys.exit(f"bench/peers/run: EARSHOT_PEER_PYTHON must name a Python 3 that starts, and {python} does not")


def divide(peers, installed):
    """The sides whose packages are all installed, and for each missing package the labels of its sides."""
    able, missing = [], {}
    for side in peers:
        lacking = [name for name in side.needs if name not in installed]
        if not lacking:
            able.append(side)
        for name in lacking:
            missing.setdefault(name, []).append(side.label)
    return able, missing


def missing_lines(works, installed, python=PYTHON):
    """A line for each package that is not there: its name, and the rows that lack a side."""
    rows = {}
    for work in works:
        for name in divide(work.peers, installed)[1]:
            rows.setdefault(name, []).append(work.name)
    return [
        f"Left out: what needs {DISTRIBUTIONS[name][0]}, which {python} does not have: a side of {len(names)} row"
        f"{'s' if len(names) > 1 else ''}, from '{names[0]}'"
        for name, names in rows.items()
    ]


def version_line(works, installed):
    """The versions of the packages that take part in these works."""
    used = {name for work in works for side in divide(work.peers, installed)[0] for name in side.needs}
    return ", ".join(f"{DISTRIBUTIONS[name][0]} {installed[name]}" for name in DISTRIBUTIONS if name in used)
