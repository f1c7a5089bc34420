"""From a word, a slide's title or an id such as A-05 or EM-3 to the rows of the lectures that have it."""

import re
from difflib import get_close_matches
from functools import cache

from .course import CHAPTERS, LECTURES, crosswalk, read_table

# words of which one is found by the other
SYNONYMS = """
learning rate, step size, eta, lr
back propagation, backpropagation, backprop, backward pass
forward pass, forward propagation, feed forward
loss, cost, error function, objective, discrepancy
weight decay, l2, regularisation, ridge, penalty
over fitting, generalisation, capacity, under fitting
activation, non linearity, transfer function
step function, sgn, heaviside, threshold
sigmoid, logistic function
relu, rectified linear unit, hinge
mean squared error, mse, squared error, squared loss, euclidean loss
cross entropy, log loss, bce, likelihood
autodiff, auto differentiation, automatic differentiation, autograd, computational graph
chain rule, composite function
neuron, unit, node, perceptron
mlp, multi layer perceptron, neural network, feed forward network
hidden layer, hidden unit
sgd, stochastic gradient descent
mini batch, batched
svm, support vector machine, margin
one hot, 1 of k, dummy
multiclass, more than two classes, several classes, multiple classes
initialisation, init, xavier, glorot, msra, he, kaiming
vanishing gradient, gradient vanishing, exploding gradient
optimiser, momentum, adam, rmsprop, adagrad, adadelta
hyperplane, decision boundary, separating line
sensitivity, delta
convolution, kernel, edge detection, sobel
bag of words, bow, tokens
digits, mnist, handwritten
spiral, playground
slope, derivative, gradient
universal approximation, approximate any function
schedule, annealing
saddle, local minima, loss surface
ravine, pathological curvature, ill conditioned
parameters, weights
bias, intercept
shuffle, order of training samples
cosine similarity, angle
criterion, criteria, novikoff, convergence theorem
history, timeline, rosenblatt, minsky
matrix form, vectorised
gradient check, numerical gradient, finite differences
validation, held out, test set
adaline, widrow hoff, widrow, delta rule, lms
"""
STOP = re.compile(
    r"(?<![\w-])(a|an|the|of|is|are|was|in|on|at|for|to|from|with|and|or|by|as|its?|this|that|we|you|i|do|does|did|can"
    r"|vs|versus|should|what|which|how|why|when|where|there|be|has|have)(?![\w-])",
    re.IGNORECASE,
)
ENDINGS = re.compile(r"(is(ations?|ed|es?|ing)|ations?|ings?|ed|es?|s)$")
BEGUN = re.compile(r"\s*(E?[AHMNTX]-)\s*", re.IGNORECASE)
ID = re.compile(r"\b(E?[AHMNTX])-?0*(\d{1,3})\b", re.IGNORECASE)
FIELDS = {"slides": 4, "topic": 3, "section": 2, "chapter": 1, "kind": 1}


def stem(word):
    """A word without its ending, and British: regularization, regularised and regularise agree."""
    word = word.replace("z", "s")
    short = ENDINGS.sub(lambda end: "is" if end[0].startswith("is") and len(end[0]) > 2 else "", word)
    short = re.sub(r"([bdgmnpt])\1$", r"\1", short)  # stopping, fitting
    return short if len(short) > 3 else re.sub(r"s$", "", word) if len(word) > 3 else word


def tokens(text):
    """The words of a text, each as the stems of its parts: "multi-layer" is (multi, layer)."""
    words = re.findall(r"[^\W_]+(?:['’\-–][^\W_]+)*", text.lower())
    return [tuple(stem(part) for part in re.split(r"['’\-–]", word)) for word in words]


def stems(text):
    """All that may be looked for in a text: the parts of its words, and hyphenated words as one."""
    parts = tokens(text)
    return [stem for word in parts for stem in word] + ["".join(word) for word in parts if len(word) > 1]


@cache
def _groups():
    """Each phrase with the other phrases of its line."""
    others = {}
    for line in SYNONYMS.strip().splitlines():
        phrases = [sum(tokens(STOP.sub(" ", phrase)), ()) for phrase in line.split(",")]
        for phrase in phrases:
            others.setdefault(phrase, []).extend(other for other in phrases if other != phrase)
    return others


@cache
def _entries():
    """Rows and errata as (row, {field: stems}, its slides' titles); the tables are read once."""
    titles, entries = {}, []
    for slide in read_table("slides.csv"):
        for id in slide["rows"].split():
            titles.setdefault(id, []).append(slide["title"])
    rows = crosswalk() + [_erratum(row) for row in read_table("errata.csv")]
    for row in rows:
        row["slides"] = titles.get(row["id"], [])
        words = {name: stems(row[name]) for name in ("topic", "kind", "section")}
        words["chapter"] = stems(CHAPTERS[int(row["notebook"])].title)
        words["slides"] = [word for title in row["slides"] for word in stems(title)]
        whole = {"".join(stems(title)) for title in row["slides"]}
        entries.append((row, {name: frozenset(found) for name, found in words.items()}, whole))
    return entries


def _erratum(row):
    letter = row["id"][1]
    section = "Where the lectures disagree" if row["notebook"] == "00" else "What the slides print"
    section *= CHAPTERS[int(row["notebook"])].exists()
    first, *more = row["rows"].split() or [""]
    touched = f"{first} and {len(more)} more" if len(more) > 2 else ", ".join([first, *more])
    about = f"erratum to {touched}: {row['about']}" if first else row["about"]
    return dict(id=row["id"], lecture=LECTURES.get(letter, "all five"), topic=about, kind="erratum",
                notebook=row["notebook"], section=section,
                note=f"printed: {row['printed']}; repaired: {row['repaired']}")  # fmt: skip


@cache
def _known():
    """{word: its stem}, of all that can be found."""
    texts = [SYNONYMS, *(chapter.title for chapter in CHAPTERS)]
    for row, *_ in _entries():
        texts += [row["topic"], row["kind"], row["section"], *row["slides"]]
    return {word: stem(word) for word in re.findall(r"[^\W\d_]+", " ".join(texts).lower())}


def spelled(words):
    """A query in which words that stand nowhere give way to the nearest that does, if one is near."""
    return re.sub(r"[^\W\d_]{5,}", lambda typed: _spelled(typed[0]), words)


def _spelled(typed):
    word, known = typed.lower(), _known()
    if any(other.startswith(stem(word)) for other in known.values()):
        return typed
    for k in range(3, len(word) - 2):  # crossentropy
        if {stem(word[:k]), stem(word[k:])} <= set(known.values()):
            return f"{word[:k]} {word[k:]}"
    near = [other for other in known if other[0] == word[0]]
    return next(iter(get_close_matches(word, near, 1, 0.8)), typed)


def find(words="", lecture=""):
    """The rows of the crosswalk, and the errata, that have these words, the best first; of one lecture
    ("A" ... "T") or of all. Each is a dict with id, lecture, topic, kind, notebook, section, slides; an
    erratum has a note, what is printed and what is right.

    Words may be parts of words, plurals, American, misspelt, or synonyms; at least half of them must be
    found.
    Without words, every row of the crosswalk; "A-" or "EM-" gives all whose id begins so.
    """
    entries = [entry for entry in _entries() if lecture in ("", entry[0]["id"].lstrip("E")[0])]
    ids = {f"{letter.upper()}-{int(n):02}" if letter[0] not in "eE" else f"{letter.upper()}-{int(n)}"
           for letter, n in ID.findall(words)}  # fmt: skip
    if begun := BEGUN.fullmatch(words):
        return [dict(row) for row, *_ in entries if row["id"].startswith(begun[1].upper())]
    terms = _terms(tokens(STOP.sub(" ", ID.sub(" ", spelled(words)))))
    if not terms and not ids:
        return [dict(row) for row, *_ in entries if row["kind"] != "erratum"]
    asked, ranked = "".join(stems(words)), []
    for place, (row, fields, titles) in enumerate(entries):
        scores = [_score(term, fields) for term in terms] + [9.0 * (row["id"] == id) for id in ids]
        hits = sum(score > 0 for score in scores)
        if 2 * hits >= len(scores):
            ranked.append((-hits, asked not in titles, row["kind"] == "erratum", -sum(scores), place, row))
    most = min((rank[0] for rank in ranked), default=0)
    return [dict(rank[-1]) for rank in sorted(ranked, key=lambda rank: rank[:-1]) if rank[0] == most]


def _terms(words):
    """What a query asks for, each with what it may also be called: [[(phrase, weight), ...], ...]."""
    terms = []
    while words:
        phrases = [(n, sum(words[:n], ())) for n in (4, 3, 2, 1)]
        n, phrase = next((pair for pair in phrases if pair[1] in _groups()), phrases[-1])
        if n == 1 and "".join(phrases[-2][1]) in _known().values():  # drop out
            n, phrase = phrases[-2]
        others = [(other, 0.4) for other in _groups().get(phrase, ())]
        forms = [(phrase, 1.0), *others]
        terms.append(forms + [(("".join(form),), weight) for form, weight in forms if len(form) > 1])
        words = words[n:]
    return terms


def _score(term, fields):
    """How well a row has one term: 0 if it has no form of it."""
    return max(
        FIELDS[name] * weight * min(_match(word, words) for word in phrase)
        for phrase, weight in term
        for name, words in fields.items()
    )


def _match(word, words):
    """1 for the word itself, less for a beginning, 0 for none."""
    return 1.0 if word in words else 0.5 * (not words.isdisjoint(_begun(word)))


@cache
def _begun(word):
    """All that begin with these letters, two at least."""
    every = {other for _, fields, _ in _entries() for words in fields.values() for other in words}
    return {other for other in every if len(word) > 1 and other.startswith(word)}
