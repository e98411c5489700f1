"""Several runs over subgraphs, with sampling and edges. Arguments: first run, number of runs, folder.

All runs take their steps together, and their products are batched (bmm). With one run it is plain training. Subgraphs
are drawn with numpy; distances and edges are computed for all runs at once. As in the engine, the validation clips are
scored after each epoch and the test clips are predicted at the end. Each clip is joined by random edges to a balanced
subgraph of clips with true labels and pseudo-labels, and all clips go through the network in one pass.
"""

import sys

import meter
import network
import numpy as np
from network import torch

PER_CLASS, UNLABELLED, NEAREST, RANDOM_EDGES = 12, 5, 2, 4
first, runs = int(sys.argv[1]), int(sys.argv[2])
arrays = dict(np.load(sys.argv[3] + "/epoch.npz"))
x, labels, epochs = torch.tensor(arrays["x"]), arrays["labels"], int(arrays["epochs"][0])
classes = int(labels.max()) + 1
labelled = [arrays[f"labelled{r}"] for r in range(first, first + runs)]
unlabelled = [arrays[f"unlabelled{r}"] for r in range(first, first + runs)]
validation, test = (np.stack([arrays[f"{part}{r}"] for r in range(first, first + runs)]) for part in ("validation", "test"))
pools = [[rows[labels[rows] == c] for c in range(classes)] for rows in labelled]
count = classes * PER_CLASS
generator = np.random.default_rng(first)


def draw(order, index):
    """The nodes of each run: first `count` labelled ones, class by class, then the next unlabelled ones."""
    return np.stack([
        np.concatenate(
            [generator.choice(pool, PER_CLASS, replace=len(pool) < PER_CLASS) for pool in pools[r]]
            + [order[r][index * UNLABELLED : (index + 1) * UNLABELLED]]
        )
        for r in range(runs)
    ])


def masks(n):
    """For each node, the candidates for its nearest nodes and for its farthest node; and the loops."""
    known = torch.arange(n) < count
    label = torch.arange(count) // PER_CLASS
    near = torch.ones(n, n, dtype=torch.bool)
    near[:count] = False
    near[:count, :count] = label[:, None] == label[None, :]
    near.fill_diagonal_(False)
    far = torch.ones(n, n, dtype=torch.bool)
    far[:count] = known
    far.fill_diagonal_(False)
    return near, far, torch.eye(n)


def edges(z, near, far, eye):
    """The signed adjacency with loops, as a dense matrix."""
    distance = torch.cdist(z, z)
    closest = distance.masked_fill(~near, float("inf")).topk(NEAREST, largest=False).indices
    farthest = distance.masked_fill(~far, -1).argmax(-1, keepdim=True)
    plus = torch.zeros_like(distance).scatter_(-1, closest, 1)
    minus = torch.zeros_like(distance).scatter_(-1, farthest, 1)
    plus = torch.maximum(plus, plus.mT)
    minus = torch.maximum(minus, minus.mT)
    return plus - minus * (1 - plus) + eye


def normalised(s):
    scale = s.abs().sum(-1).rsqrt()
    return s * scale[..., :, None] * scale[..., None, :]


def classify(p, pseudo, clips):
    """Each run's probabilities for its clips."""
    nodes = np.stack([
        np.concatenate([
            generator.choice(pool, PER_CLASS, replace=len(pool) < PER_CLASS)
            for pool in ([*pools[r][c], *np.flatnonzero(pseudo[r] == c)] for c in range(classes))
        ])
        for r in range(runs)
    ])
    z = x[torch.from_numpy(np.concatenate([nodes, clips], 1)).long()]
    s = torch.eye(z.shape[1]).repeat(runs, 1, 1)
    s[:, :count, :count] = edges(z[:, :count], *masks(count))
    joined = torch.rand(runs, clips.shape[1], count).topk(RANDOM_EDGES).indices
    s[:, count:, :count].scatter_(-1, joined, 1)
    with torch.inference_mode():
        a = normalised(s)
        logits = network.convolution(p, "classifier", a, network.embed(p, a, z))
        return torch.softmax(logits[:, count:], -1)


def scores(probabilities, clips):
    """Mean over the classes of recall and of average precision."""
    truth = torch.from_numpy(labels[clips]).long()
    own = torch.nn.functional.one_hot(truth, classes).float()
    found = torch.nn.functional.one_hot(probabilities.argmax(-1), classes).float()
    recall = (own * found).sum(1) / own.sum(1)
    ranked = own.gather(1, probabilities.argsort(1, descending=True))
    ranks = torch.arange(1, truth.shape[1] + 1)[:, None]
    precision = (ranked * ranked.cumsum(1) / ranks).sum(1) / own.sum(1)
    return recall.mean(-1) + precision.mean(-1)


def fresh():
    """New random weights, uniform as in the engine. One tensor holds those of all runs."""
    shapes = {
        "conv1": (x.shape[1], 256),
        "conv2": (256, 256),
        "classifier": (256, classes),
        "reconstruction": (256, x.shape[1]),
        "shuffle": (256, 1),
    }
    p = {}
    for name, (rows, columns) in shapes.items():
        bound = (6 / (rows + columns)) ** 0.5
        p[name + ".weight"] = ((2 * torch.rand(runs, rows, columns) - 1) * bound).requires_grad_()
        p[name + ".bias"] = torch.zeros(runs, 1, columns).requires_grad_()
    return p


def train(many, longest=None):
    """Returns the mean cross-entropy in the last epoch. `longest` is the most steps of an epoch, if given."""
    p = fresh()
    optimizer, drawn = network.adam(p, many), network.Drawn()
    truth = (torch.arange(count) // PER_CLASS).expand(runs, count)
    rows = (slice(0, count), slice(count, None))
    steps = -(-len(unlabelled[0]) // UNLABELLED)
    steps = min(steps, longest or steps)
    by_size = {}
    pseudo = np.full((runs, len(labels)), -1)
    best, chosen = torch.full((runs,), -1.0), {name: values.detach().clone() for name, values in p.items()}

    def see(logits):
        found = logits[..., count:, :].argmax(-1).numpy()
        for r in range(runs):
            pseudo[r, nodes[r, count:]] = found[r]

    for _ in range(epochs):
        order = [generator.permutation(pool) for pool in unlabelled]
        sums = 0.0
        for index in range(steps):
            nodes = draw(order, index)
            z = x[torch.from_numpy(nodes).long()]
            n = z.shape[1]
            if n not in by_size:
                by_size[n] = masks(n)
            a = normalised(edges(z, *by_size[n]))
            values, total = network.losses(p, a, z, z, rows, truth, network.TASKS["all"], drawn, see)
            optimizer.zero_grad(set_to_none=True)
            total.backward()
            optimizer.step()
            sums += values[0].item() / runs
        if not longest:
            value = scores(classify(p, pseudo, validation), validation)
            better = value > best
            best = torch.where(better, value, best)
            for name in p:
                chosen[name] = torch.where(better[:, None, None], p[name].detach(), chosen[name])
    if not longest:
        classify(chosen, pseudo, test)
    return sums / steps


adams = {kind: (lambda many=kind == "foreach": train(many, 20)) for kind in ("plain", "foreach")}
kind, _ = meter.fastest(adams)
how = f"runs batched, {kind} Adam"


def once():
    return train(kind == "foreach")


ours, theirs = float(arrays["losses"].mean()), once()
errors = []
if abs(ours - theirs) > 0.02 + 0.25 * max(ours, theirs):
    errors.append(f"cross-entropy in the last epoch: {ours:.4f} and {theirs:.4f}, from other random numbers")
meter.serve(once, {"how": how}, errors)
