"""What the README promises: two commands on its first screen, and code that runs."""

import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import benchmark
import hatchling.build
import pytest

from mlpcourse import labs

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", TEXT, re.S)


def test_two_commands_on_the_first_screen():
    first_screen = TEXT.split("## ")[0]
    commands = re.findall(r"```\n(.*?)\n```", first_screen, re.S)
    assert len(commands) == 2 and all(
        "\n" not in command and "pip install -r requirements.txt" in command for command in commands
    )
    assert (
        "jupyter lab notebooks/00_start_here.ipynb" in commands[0]
        and (ROOT / "notebooks/00_start_here.ipynb").exists()
    )
    assert commands[1].endswith("-m pytest")
    requirements = (ROOT / "requirements.txt").read_text().split("\n")
    assert [line for line in requirements if line][-1] == "-e ." and not any(
        "==" in line for line in requirements
    )


@pytest.mark.parametrize(
    "options, said",
    [
        (["-p", "no:xdist", "--nbval", "--collect-only", "notebooks/00_start_here.ipynb"], "tests collected"),
        (["tests/test_margins.py"], " workers"),  # the README's command runs on all processors
    ],
)
def test_pytest_needs_no_xdist_and_uses_it_where_it_is(options, said):
    here = {name: value for name, value in os.environ.items() if "XDIST" not in name}
    command = [sys.executable, "-m", "pytest", *options]
    run = subprocess.run(
        command, cwd=ROOT, env=here, capture_output=True, text=True, check=False, timeout=100
    )
    assert run.returncode == 0 and said in run.stdout, run.stdout + run.stderr


def test_five_lines_learn_the_digits_in_two_seconds(capsys):
    block = next(code for language, code in BLOCKS if language == "python")
    assert len([line for line in block.split("\n") if line]) == 5
    began = time.perf_counter()
    exec(block, {})
    assert time.perf_counter() - began < 2
    assert float(capsys.readouterr().out) >= 0.95


@pytest.mark.parametrize("block", [code for language, code in BLOCKS if language == "python"][1:])
def test_other_code_runs(block):
    exec(block, {})


def test_every_file_it_names_exists():
    for name in re.findall(r"`([\w/]+\.(?:py|csv|md))`", TEXT):
        assert (ROOT / name).exists() or (ROOT / "mlpcourse" / name).exists(), name


def test_the_wheel_brings_its_data(tmp_path, monkeypatch):
    """data/ is inside, tests and notebooks are not."""
    monkeypatch.chdir(ROOT)
    wheel = hatchling.build.build_wheel(str(tmp_path))
    names = zipfile.ZipFile(tmp_path / wheel).namelist()
    assert {
        "mlpcourse/data/digits.csv.gz",
        "mlpcourse/data/crosswalk.csv",
        "mlpcourse/data/notation.csv",
    } <= set(names)
    assert not any(name.startswith(("tests", "notebooks")) for name in names)


def test_the_benchmark_measures_every_kind_of_lab(monkeypatch, capsys):
    monkeypatch.setattr(labs, "__all__", ["Lab", "WordsLab", "LineLab", "KernelLab", "RateLab"])
    benchmark.lab_frames()
    benchmark.agreement()
    *lines, agreement = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["LineLab", "KernelLab", "RateLab"]
    assert [line.count(" ms a frame") for line in lines] == [0, 0, 1]
    assert float(agreement.split()[-1]) < 1e-12
