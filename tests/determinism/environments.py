# SPDX-License-Identifier: Apache-2.0
"""Environments to replay in: Pythons found on this machine, hash seeds, locales and time zones."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
LEAST_VERSION = (3, 11)
PLACES = (
    ("C", "UTC"),
    ("tr_TR.UTF-8", "Asia/Almaty"),
    ("fa_IR.UTF-8", "America/St_Johns"),
    ("ru_RU.UTF-8", "Asia/Kathmandu"),
    ("hi_IN.UTF-8", "Pacific/Kiritimati"),
)
"""Locales and zones: Turkish letters, Persian dates, and zones at odd offsets, one a day ahead."""


class Environment(NamedTuple):
    """Where to replay: the interpreter, PYTHONHASHSEED, LC_ALL, TZ, and whether signatures are checked."""

    python: Path
    hash_seed: int
    locale: str
    zone: str
    check_signatures: bool = False


def environments(pythons: list[Path], seeds: int) -> list[Environment]:
    """Every hash seed under this Python, going round the places; then three seeds under each other Python.

    One more, under this Python, checks signatures.
    """
    own = Path(sys.executable)
    listed = [Environment(own, 0, *PLACES[0], check_signatures=True)]
    listed += [Environment(own, seed, *PLACES[seed % len(PLACES)]) for seed in range(seeds)]
    for number, python in enumerate(pythons):
        listed += [Environment(python, 100 + seed, *PLACES[(number + seed) % len(PLACES)]) for seed in range(3)]
    return listed


def _version(python: Path) -> tuple[int, int] | None:
    asked = [str(python), "-c", "import sys; print(*sys.version_info[:2])"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    match = re.fullmatch(r"(\d+) (\d+)\n", done.stdout)
    return (int(match[1]), int(match[2])) if match else None


def _candidates() -> Iterator[Path]:
    installed = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    yield from sorted(installed.glob("*/bin/python3"))
    for minor in range(LEAST_VERSION[1], 30):
        if found := shutil.which(f"python3.{minor}"):
            yield Path(found)


def other_pythons() -> dict[str, Path]:
    """Version → interpreter, for every other version at hand that Comity runs on."""
    found: dict[str, Path] = {}
    for candidate in _candidates():
        version = _version(candidate)
        if version and version >= LEAST_VERSION and version != sys.version_info[:2]:
            found.setdefault(f"{version[0]}.{version[1]}", candidate)
    return found


def prepared(python: Path, folder: Path) -> Path:
    """An interpreter of this version with the locked dependencies, made once and kept in the folder.

    Raises:
        CalledProcessError: they cannot be installed under this Python.
    """
    own, stamp = folder / "bin" / "python", folder / "run.lock"
    lock = ROOT / "requirements" / "run.lock"
    if stamp.is_file() and stamp.read_bytes() == lock.read_bytes():
        return own
    subprocess.run([str(python), "-m", "venv", "--clear", str(folder)], check=True, capture_output=True)
    install = [str(own), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*install, "-r", str(lock)], check=True, capture_output=True)
    stamp.write_bytes(lock.read_bytes())
    return own


def make_locales(folder: Path) -> None:
    """Compile the locales where this machine has their sources; without them Python falls back to C."""
    maker = shutil.which("localedef")
    for name, _ in PLACES:
        if maker and name != "C":
            source, _, charmap = name.partition(".")
            asked = [maker, "-i", source, "-f", charmap, str(folder / name)]
            subprocess.run(asked, capture_output=True, check=False)


def variables(environment: Environment, locales: Path) -> dict[str, str]:
    """The variables of a process in this environment, and no others but the search path."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONHASHSEED": str(environment.hash_seed),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": environment.locale,
        "LOCPATH": str(locales),
        "TZ": environment.zone,
    }
