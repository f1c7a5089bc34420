"""`python -m mlpcourse`, the way a student calls it."""

import re
import subprocess
import sys

import numpy as np
import pytest

from mlpcourse.__main__ import main
from mlpcourse.activations import ACTIVATIONS
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
    assert "−1, 2" in everything and "(−" not in everything
    assert all(text in everything for text in ("1.012936", "0.306392", "1.623669", "0.070651"))


def test_numbers_are_written_as_one_writes_them():
    plain = {0: "0", 1: "1", -2.5: "−2.5", 1 / 3: "0.333333", 1e-4: "0.0001", 9999999: "9999999"}
    assert {value: number(value, True) for value in plain} == plain
    far = {9.9e-5: "9.900e-05", 1e7: "1.000e+07", 1.5e7: "1.500e+07", -1.23456e-8: "−1.235e-08"}
    assert {value: number(value, True) for value in far} == {
        v: text.replace("-", "−") for v, text in far.items()
    }
    assert number(-0.0) == "0" and number(-1) == "(−1)" and number(1) == "1" and number(0) == "0"
    assert ByHand(x=(0, -1), y=(-1, 0.5)).settings().endswith("η = 0.1, x = [0, −1], y = [−1, 0.5]")


def test_the_codes_of_the_errata_stand_beside_the_slides_numbers():
    out = run("--hidden", "tanh").stdout
    assert "slide: 0.97 EM-2\n" in out and "slide: 1.21 EM-2\n" in out and "slide: 0.76\n" in out
    assert out.count("^ EM-2: tanh 2 = 0.964028 rounds to 0.96") == 1


def test_notes_stand_where_the_slides_differ_and_nowhere_else():
    def notes(**settings):
        lines = ByHand(**settings).lines()
        return {line.symbol.removesuffix("ⁿᵉʷ"): line.note[:4] for line in lines if line.note}

    assert notes() == {
        "u₁": "EM-4",
        "u₂": "EM-4",
        "s₁": "EM-4",
        "z₁": "EM-4",
        "s₂": "EM-4",
        "z₂": "EM-4",
        "v₀₁": "EM-3",
    }
    tanh = notes(hidden="tanh")
    assert {symbol for symbol, note in tanh.items() if note == "EM-2"} == {"u₂", "s₂", "z₂"}
    shown = {line.symbol: line.printed for line in ByHand(hidden="tanh").lines() if line.printed is not None}
    slide = dict(r=(1, 2), u=(0.76, 0.97), s=(1.76, 1.21), z=(1.76, 1.21), δ=(1, 2), Σ=(-1, 2))
    assert all((shown[f"{letter}₁"], shown[f"{letter}₂"]) == numbers for letter, numbers in slide.items())
    assert len(shown) == 8 + 4 + 12 and shown["u₁"] == 0.76 and "z₁ⁿᵉʷ" not in shown and "l" not in shown
    kept = ("r₁", "r₂", "u₁", "s₁", "z₁", "v₁₁", "v₁₂")  # the same in both networks
    assert {symbol for symbol in shown if symbol.removesuffix("ⁿᵉʷ") not in tanh} == {
        symbol for symbol in shown if symbol.removesuffix("ⁿᵉʷ") in kept
    }
    sigmoids = [line.symbol for line in ByHand("tanh", "sigmoid").lines() if line.printed is not None]
    assert sigmoids == ["r₁", "u₁", "r₂", "u₂", "s₁", "s₂"]
    for other in (
        dict(hidden="relu"),
        dict(learning_rate=0.2),
        dict(x=(1, 1)),
        dict(through_new_weights=True),
    ):
        assert not any(line.printed for line in ByHand(**other).lines())


def test_another_example_checks_homework():
    out = run("--x", "-1,2,0.5", "--target", "1", "--V", "0.1,0.2,0.3,0.4; -0.5,0,1,-1", "--W", "0.1,1,-1",
              "--hidden", "relu", "--steps", "5").stdout  # fmt: skip
    assert "slide" not in out and "step  z, then l" in out
    example = ByHand(
        "relu", x=[-1, 2, 0.5], y=[1], V=[[0.1, 0.2, 0.3, 0.4], [-0.5, 0, 1, -1]], W=[[0.1, 1, -1]]
    )
    for _ in range(5):
        before, example = example, example.next()
    assert f"   5  {number(example.z[0], True)}, {number(example.l, True)}" in out
    for name, weights in (("V", before.new_V), ("W", before.new_W)):
        assert f"{name} = " + "; ".join(", ".join(number(w, True) for w in row) for row in weights) in out
    assert "(−" not in out.split("step  z, then l")[1] and "−" in out.split("step  z, then l")[1]


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["--hidden", "tanhh"], "did you mean 'tanh'?"),
        (["--learning-rate", "0"], "greater than zero"),
        (["--learning-rate", "nan"], "finite"),
        (["--x", "0,one"], "is not a list of numbers"),
        (["--x", "1,2,3"], "3 columns, expected 4"),
        (["--x", "1,2,3"], "one weight for each of the 3 inputs; pass V with shape (2, 4)"),
        (
            ["--V", "1,2,3"],
            "W has 3 columns, expected 2: the bias first, then one weight for each of the 1 hidden",
        ),
        (["--target", "1,0,0"], "3 targets but W has 2 rows"),
        (["--all", "--hidden", "tanh"], "leave out the other options"),
        (["--loss", "binary_cross_entropy"], "choose output sigmoid"),
        (["--V", "1,2,3; 1,2"], "different lengths"),
        (["--steps", "0"], "at least 1"),
        (["--x", "nan,1"], "contains NaN"),
        (["--hidden", "softmax"], "no slope g′ of its own"),
        (["--x", "1e200,1e200"], "the step is too large"),
        (["--learning-rate", "1e200"], "the step is too large"),
        (["--learning-rate", "10", "--steps", "300"], "use a smaller learning rate"),
        (["--V", "1e400,0,1; 1,1,1"], "V contains inf"),
        (["--loss", "softmax_cross_entropy"], "choose output softmax"),
        (["--target", "2,0", "--output", "sigmoid", "--loss", "binary_cross_entropy"], "targets from 0 to 1"),
    ],
)
def test_bad_values_get_a_sentence_and_exit_code_2(arguments, sentence):
    result = run(*arguments)
    assert result.returncode == 2 and sentence in result.stderr and result.stdout == ""
    assert not {"Traceback", "Warning"} & set(result.stderr.split())


def test_a_reader_who_has_enough_is_no_error():
    command = [sys.executable, "-m", "mlpcourse", "--hidden", "tanh", "--steps", "5000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b"" and process.wait() == 0


def test_the_pass_with_the_new_weights_is_written_out_too():
    """All of it: from the new weights one comes to the new loss with a pencil."""
    example = ByHand(hidden="tanh")
    again = {line.key: line for line in example.lines() if line.phase == "after"}
    first = {line.key: line for line in example.next().lines() if line.phase in ("hidden", "output", "loss")}
    assert list(again) == list(first) and len(again) == 9
    assert all(again[key].numbers == first[key].numbers for key in again)
    assert again["r", 1].numbers == "1.018514 + (−1)·0 + 0.018514·1"
    assert again["u", 1].numbers == "tanh(1.037028)"


def test_a_narrow_terminal_gets_one_side_a_line():
    example = ByHand(hidden="tanh")
    wide, narrow = str(example), example.text(80)
    assert max(map(len, wide.splitlines())) > 100 and max(map(len, narrow.splitlines())) <= 80
    assert "  u₂     = tanh(r₂)\n         = tanh(2)\n         = 0.964028   slide: 0.97 EM-2\n" in narrow
    assert narrow.count("slide: ") == wide.count("slide: ") and example.text(200) == wide
    assert "= 1.761594\n         = 1.761594" not in narrow
    four, together = FourColumns(), str(FourColumns())
    for width, tables in ((80, 4), (110, 2), (150, 1)):
        text = four.text(width)
        assert text.count("l after the step") == tables and max(map(len, text.splitlines())) <= width
        assert set(re.findall(r"[\d.]+", text)) == set(re.findall(r"[\d.]+", together))


def test_a_terminal_gets_its_own_width_and_a_pipe_all(capsys, monkeypatch):
    assert run("--hidden", "tanh").stdout.rstrip("\n") == str(ByHand(hidden="tanh"))
    monkeypatch.setenv("COLUMNS", "80")
    for argv in ([], ["--all"], ["--hidden", "tanh", "--steps", "2"]):
        main(argv)
        assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


def test_numbers_copied_from_the_output_are_read(capsys):
    main(["--x", "−1,0.5", "--V", "1,−1,0;1,0,1"])
    assert "x = [−1, 0.5]" in capsys.readouterr().out


def test_weights_that_do_not_fit_are_told_what_they_should_fit():
    with pytest.raises(ValueError, match=r"for each of the 3 inputs; pass V with shape \(2, 4\)"):
        ByHand(x=(1, 2, 3))
    with pytest.raises(ValueError, match=r"W has 3 columns, expected 2: .* of the 1 hidden units, the rows"):
        ByHand(V=[[1, 2, 3]])
    with pytest.raises(ValueError, match="y has 1 target but W has 2 rows"):
        ByHand(y=[1])


def test_a_terminal_without_unicode():
    result = run("--hidden", "tanh", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert result.returncode == 0 and "w21new = w21 - eta*d1*u2" in result.stdout
    result.stdout.encode("ascii")


def test_the_notebook_table_says_the_same():
    example = ByHand(hidden="tanh")
    html = example._repr_html_()
    for line in example.lines():
        assert line.symbol in html and number(line.value, True) in html
    assert (
        re.sub("<[^>]+>", "", html).count("EM-2: tanh 2") == 1
        and "0x" not in html + FourColumns()._repr_html_()
    )


V, W = [[0.3, -0.2, 0.5], [-0.4, 0.7, 0.1], [0.2, 0.6, -0.3]], [[0.1, 0.8, -0.5, 0.4], [-0.2, 0.3, 0.9, -0.6]]
OUTPUTS = [("identity", "squared_error"), ("sigmoid", "squared_error"), ("softmax", "squared_error"),
           ("relu", "squared_error"), ("sigmoid", "binary_cross_entropy"), ("softmax", "softmax_cross_entropy")]  # fmt: skip


@pytest.mark.parametrize(
    "hidden", ["identity", "tanh", "sigmoid", "relu", "softplus", "softsign", "leaky_relu", "step"]
)
@pytest.mark.parametrize("output, loss", OUTPUTS)
def test_every_line_is_arithmetic(hidden, output, loss):
    """The 'with numbers' part of each line, evaluated, gives the value of the line."""
    names = {"tanh": np.tanh, "sigmoid": lambda v: 1 / (1 + np.exp(-v)), "relu": lambda v: max(v, 0.0)}
    names |= {name: ACTIVATIONS[name] for name in ("softplus", "softsign", "leaky_relu", "step")}
    names |= {"exp": np.exp, "ln": np.log, "half": 0.5}
    wide = dict(x=(0.5, -1), y=(0.2, 0.5, 0.3), V=V, W=[*W, [0.7, -0.4, 0.2, 0.6]])
    for slide in (dict(), dict(x=(0.5, -1), y=(0.25, 0.75), V=V, W=W), wide):
        for line in ByHand(hidden, output, loss, 0.3, **slide).lines():
            text = line.numbers.replace("½ [", "half*(").replace("[", "(").replace("]", ")")
            text = text.replace("²", "**2").replace("−", "-").replace("·", "*")
            text = re.sub(r"ln ([\d.e-]+)", r"ln(\1)", re.sub(r"\|(.+?)\|", r"abs(\1)", text))
            with np.errstate(divide="ignore"):
                assert eval(text, {}, names) == pytest.approx(line.value, abs=2e-5), line


def test_negative_numbers_stand_in_brackets_behind_an_operator_only():
    example = ByHand(
        "relu",
        "relu",
        learning_rate=0.1,
        x=(-1, 2),
        y=(-1, 0),
        V=[[-1, -1, 0], [1, 0, -1]],
        W=[[-1, -1, 0], [1, -2, -1]],
    )
    numbers = {line.symbol: line.numbers for line in example.lines()}
    assert numbers["r₁"] == "−1 + (−1)·(−1) + 0·2" and numbers["r₂"] == "1 + 0·(−1) + (−1)·2"
    assert numbers["u₂"] == "relu(−1)" and numbers["g′(r₂)"] == "[−1 > 0]" and numbers["z₁"] == "relu(−1)"
    assert numbers["δ₁"] == "−(−1 − 0)·[−1 > 0]" and numbers["δ₂"] == "−(0 − 1)·[1 > 0]"
    assert numbers["l"] == "½ [(−1 − 0)² + (0 − 1)²]" and numbers["Σ₁"] == "0·(−1) + 1·(−2)"
    assert numbers["w₀₁ⁿᵉʷ"] == "−1 − 0.1·0·1" and numbers["w₀₂ⁿᵉʷ"] == "1 − 0.1·1·1"
    assert numbers["v₁₁ⁿᵉʷ"] == "−1 − 0.1·0·(−1)·(−2)" and numbers["v₂₂ⁿᵉʷ"] == "−1 − 0.1·0·2·(−1)"
    soft = {
        line.symbol: line.numbers
        for line in ByHand(output="softplus", x=(0, -2), W=[[-3, 1, 0], [1, -1, 1]]).lines()
    }
    assert soft["z₁"] == "softplus(−2)" and soft["δ₁"].endswith("·1/(1 + exp(−(−2)))")


@pytest.mark.parametrize("output, loss", OUTPUTS)
def test_every_formula_is_the_derivative(output, loss):
    """Of the loss that the example prints, by central differences, for every weight."""
    example = ByHand("tanh", output, loss, 1.0, x=(0.5, -1), y=(0.25, 0.75), V=V, W=W)
    for name, weights, gradient in (("V", V, example.dV), ("W", W, example.dW)):
        assert getattr(example, f"new_{name}") == pytest.approx(np.array(weights) - gradient)
        for place in np.ndindex(gradient.shape):
            losses = []
            for h in (1e-5, -1e-5):
                moved = {"V": np.array(V), "W": np.array(W)}
                moved[name][place] += h
                losses.append(ByHand("tanh", output, loss, 1.0, (0.5, -1), (0.25, 0.75), **moved).l)
            assert (losses[0] - losses[1]) / 2e-5 == pytest.approx(gradient[place], abs=1e-8)


def test_formulas_name_what_they_compute():
    lines = {
        line.symbol: line.formula for line in ByHand(output="softmax", loss="softmax_cross_entropy").lines()
    }
    assert lines["l"] == "−Σₖ yₖ ln zₖ" and lines["δ₂"] == "z₂ − y₂"
    assert lines["z₂"] == "exp(s₂) / (exp(s₁) + exp(s₂))" and lines["z₁ⁿᵉʷ"] == "as above"
    lines = {line.symbol: line.formula for line in ByHand("sigmoid", "softmax").lines()}
    assert lines["δ₁"] == "z₁·(z₁ − y₁ − Σⱼ zⱼ·(zⱼ − yⱼ))" and lines["g′(r₂)"] == "u₂·(1 − u₂)"
    assert lines["l"] == "½ [(y₁ − z₁)² + (y₂ − z₂)²]" and lines["lⁿᵉʷ"] == "as above"
    soft = {line.symbol: line.formula for line in ByHand("softplus", "softplus").lines()}
    assert soft["g′(r₁)"] == "1/(1 + exp(−r₁))" and soft["z₂"] == "softplus(s₂)"
    assert soft["δ₂"] == "−(y₂ − z₂)·1/(1 + exp(−s₂))"
    for name in set(ACTIVATIONS) - {"identity", "softmax"}:  # no slope is explained by its own name
        slopes = [line for line in ByHand(name, x=(0, -3)).lines() if line.key[0] == "g'"]
        assert len(slopes) == 2 and not any("′" in line.formula + line.numbers for line in slopes)
    binary = {
        line.symbol: line.formula for line in ByHand(output="sigmoid", loss="binary_cross_entropy").lines()
    }
    assert binary["l"] == "−Σₖ [yₖ ln zₖ + (1 − yₖ) ln(1 − zₖ)]"
    assert lines["w₂₁ⁿᵉʷ"] == "w₂₁ − η·δ₁·u₂" and lines["v₁₂ⁿᵉʷ"] == "v₁₂ − η·g′(r₂)·x₁·Σ₂"
    assert lines["Σ₁"] == "δ₁·w₁₁ + δ₂·w₁₂" and lines["r₂"] == "v₀₂ + v₁₂·x₁ + v₂₂·x₂"


def test_the_note_on_two_networks_stands_under_the_backward_slides_only():
    assert "two different networks" in run().stdout
    for option in (["--output", "softmax"], ["--hidden", "tanh"], ["--output", "sigmoid"], ["--x", "1,1"]):
        assert "two different networks" not in run(*option).stdout
