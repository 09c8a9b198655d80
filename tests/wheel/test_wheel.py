# SPDX-License-Identifier: Apache-2.0
"""The wheel: built without a network, it holds everything a node serves, and from it alone a desk is served."""

import json
import re
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sysconfig import get_path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
SOURCE = "src/comity/"
FONTS = {
    f"comity/web/static/fonts/{family}-{script}.woff2"
    for family in ("noto-sans", "source-serif")
    for script in ("latin", "latin-extended", "cyrillic")
}
STYLE = re.compile(r'href="(/assets/desk/desk\.[^"]+\.css)"')
FONT = re.compile(r"url\(\"\.\./(fonts/[^\"]+)\"\)")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as `hatchling` builds it from this checkout; nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel in it; what the wheel rests on is borrowed from the environment of the tests."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    own = next((folder / "lib").glob("python3*/site-packages"))
    (own / "borrowed.pth").write_text(get_path("purelib") + "\n", encoding="utf-8")
    return folder


def tracked() -> set[str]:
    """Every file of the source that git tracks, as the wheel names it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", SOURCE], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return {name.removeprefix("src/") for name in listed.split("\0") if name and (ROOT / name).exists()}


def test_everything_that_is_tracked_is_in_the_wheel_and_the_fonts_besides(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if not name.endswith("/")}
    assert (tracked() | FONTS) - held == set()
    assert [name for name in held if "__pycache__" in name or name.endswith((".pyc", ".db", ".map"))] == []


def test_what_a_page_rests_on_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = archive.namelist()
        script = archive.read(next(name for name in held if name.endswith("entry_points.txt"))).decode()
    for place in (
        "comity/web/templates/base.html", "comity/web/locale/ru/LC_MESSAGES/django.po", "comity/web/static/desk/desk.css",
        "comity/conferences/exercise/conference.toml", "comity/conferences/cica/members.csv", "comity/papers/sheet.typ",
        "comity/rules/paragraphs.toml", "comity/web/people/migrations/0002_apikey.py",
    ):  # fmt: skip
        assert place in held
    assert [name for name in held if name.startswith("comity/corridors/data/")]
    assert "comity = comity.cli.main:main" in script


def test_the_environment_runs_the_wheel_and_not_this_checkout(installed: Path, tmp_path: Path) -> None:
    where = "import comity, comity.api, comity.web; print(comity.__file__)"
    python = installed / "bin" / "python"
    said = subprocess.run([python, "-c", where], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert Path(said.strip()).is_relative_to(installed)


@contextmanager
def running(installed: Path, folder: Path) -> Iterator[str]:
    """Run a conference from the wheel; give the address of its headquarters."""
    command = [str(installed / "bin" / "comity"), "run", "--dir", "conference", "--port", "0", "--no-browser"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        ready = next(line for line in process.stdout if line.startswith("ready "))
        yield ready.split()[1]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def test_from_the_wheel_alone_the_desk_is_served(installed: Path, tmp_path: Path) -> None:
    with running(installed, tmp_path) as url, httpx.Client(base_url=url) as browser:
        pages = {language: browser.get(f"/{language}/login/").text for language in ("en", "ru")}
        style = STYLE.search(pages["en"])
        assert style
        fonts = set(FONT.findall(browser.get(style[1]).text))
        assert ("Sign in" in pages["en"], "Вход" in pages["ru"], len(fonts)) == (True, True, 6)
        assert {browser.get(f"/assets/{font}").content[:4] for font in fonts} == {b"wOF2"}
        assert [browser.get(path).status_code for path in ("/health", "/ready", "/record/checkpoint")] == [
            200,
            200,
            200,
        ]
        operations = json.loads(browser.get("/api/openapi.json").content)["paths"]
        assert len(operations) > 20
        assert browser.get("/api/record").json()["origin"] == "comity.example/exercise"
