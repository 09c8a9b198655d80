# SPDX-License-Identifier: Apache-2.0
"""The package age-encryption for JavaScript, as the program in `age/` uses it; installed under `build/interop` by its lock."""

import shutil
import subprocess
from pathlib import Path

from tests.interop.golang import BUILD, HERE, Unavailable


class Refused(Exception):
    """The package does not open a file; the message is its own."""


class Age:
    """The program, installed."""

    def __init__(self, node: str, folder: Path) -> None:
        self._command = [node, str(folder / "age.mjs")]

    def draw(self) -> tuple[str, str]:
        """Give a hybrid key and its recipient."""
        identity, recipient = self._run(b"", "draw").decode().split()
        return identity, recipient

    def seal(self, content: bytes, *recipients: str) -> bytes:
        """Seal content."""
        return self._run(content, "seal", *recipients)

    def open(self, sealed: bytes, identity: str) -> bytes:
        """Open a sealed file; raises Refused."""
        return self._run(sealed, "open", identity)

    def _run(self, given: bytes, *arguments: str) -> bytes:
        done = subprocess.run([*self._command, *arguments], input=given, capture_output=True, check=False)
        if done.returncode:
            raise Refused(done.stderr.decode().strip())
        return done.stdout


def install() -> Age:
    """Install the package; raises Unavailable."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Unavailable("Node.js and npm are not on the PATH")
    folder = BUILD / "age"
    shutil.copytree(HERE / "age", folder, dirs_exist_ok=True)
    done = subprocess.run([npm, "ci", "--silent"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(
            f"age-encryption was not installed: {(done.stderr or done.stdout).strip().partition(chr(10))[0]}"
        )
    return Age(node, folder)
