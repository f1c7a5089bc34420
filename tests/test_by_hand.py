"""`python -m mlpcourse`, the way a student calls it."""

import subprocess
import sys

import numpy as np
import pytest

from mlpcourse.lectures.by_hand import ByHand, FourColumns
from mlpcourse.tables import number


def run(*arguments, **env):
    return subprocess.run(
        [sys.executable, "-m", "mlpcourse", *arguments], capture_output=True, text=True, encoding="utf-8",
        env={"PYTHONUTF8": "1", "PATH": "", **env},
    )  # fmt: skip


def test_the_slides_example_with_its_errata():
    out = run().stdout
    assert "w₂₁ⁿᵉʷ = w₂₁ − η·δ₁·u₂ = 0 − 0.1·1·2" in out
    assert "EM-3: 1 − 0.1·(−1)·1 is 1.1" in out and "EM-4" in out and "two different networks" in out
    assert "= 0.269" in out


def test_the_forward_slides_and_the_sigmoids():
    out = run("--hidden", "tanh").stdout
    assert (
        "1.761594   slide: 1.76" in out
        and "EM-2: tanh 2 = 0.964028 rounds to 0.96" in out
        and "0.56095" in out
    )
    assert "0.306392" in run("--hidden", "tanh", "--output", "sigmoid").stdout
    assert (
        "1.623669" in run("--hidden", "tanh", "--output", "sigmoid", "--loss", "binary_cross_entropy").stdout
    )
    everything = run("--all").stdout
    assert all(text in everything for text in ("1.012936", "0.306392", "1.623669", "0.070651"))


def test_another_example_checks_homework():
    out = run("--x", "-1,2,0.5", "--target", "1", "--V", "0.1,0.2,0.3,0.4; -0.5,0,1,-1", "--W", "0.1,1,-1",
              "--hidden", "relu", "--steps", "5").stdout  # fmt: skip
    assert "slide" not in out and "step  z, then l" in out
    example = ByHand(
        "relu", x=[-1, 2, 0.5], y=[1], V=[[0.1, 0.2, 0.3, 0.4], [-0.5, 0, 1, -1]], W=[[0.1, 1, -1]]
    )
    for _ in range(5):
        example = example.next()
    assert f"   5  {number(example.z[0], True)}, {number(example.l, True)}" in out


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["--hidden", "tanhh"], "did you mean 'tanh'?"),
        (["--learning-rate", "0"], "greater than zero"),
        (["--learning-rate", "nan"], "finite"),
        (["--x", "0,one"], "is not a list of numbers"),
        (["--x", "1,2,3"], "3 columns, expected 4"),
        (["--target", "1,0,0"], "3 targets but W has 2 rows"),
        (["--loss", "binary_cross_entropy"], "choose output sigmoid"),
        (["--V", "1,2,3; 1,2"], "different lengths"),
        (["--steps", "0"], "at least 1"),
        (["--x", "nan,1"], "contains NaN"),
        (["--target", "2,0", "--output", "sigmoid", "--loss", "binary_cross_entropy"], "targets from 0 to 1"),
    ],
)
def test_bad_values_get_a_sentence_and_exit_code_2(arguments, sentence):
    result = run(*arguments)
    assert result.returncode == 2 and sentence in result.stderr and "Traceback" not in result.stderr


def test_a_terminal_without_unicode():
    result = run("--hidden", "tanh", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert result.returncode == 0 and "w21new = w21 - eta*d1*u2" in result.stdout
    result.stdout.encode("ascii")


def test_the_notebook_table_says_the_same():
    example = ByHand(hidden="tanh")
    html = example._repr_html_()
    for line in example.lines():
        assert line.symbol in html and number(line.value, True) in html
    assert html.count("EM-2: tanh 2") == 1 and "0x" not in html + FourColumns()._repr_html_()


def test_every_line_is_arithmetic():
    """The 'with numbers' part of each line, evaluated, gives the value of the line."""
    names = {"tanh": np.tanh, "sigmoid": lambda v: 1 / (1 + np.exp(-v)), "ln": np.log, "half": 0.5}
    for settings in (dict(), dict(hidden="tanh"), dict(hidden="tanh", output="sigmoid")):
        for line in ByHand(**settings, learning_rate=0.3).lines():
            if line.phase == "after":
                continue
            text = line.numbers.replace("½ [", "half*(").replace("]", ")").replace("²", "**2")
            text = text.replace("−", "-").replace("·", "*")
            assert eval(text, {}, names) == pytest.approx(line.value, abs=2e-5), line
