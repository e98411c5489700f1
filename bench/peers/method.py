"""Recipe `paper` in PyTorch: Algorithm 1 with its subgraphs, edges, pseudo-labels, validation and prediction.

All runs take their steps together, and their products are batched (bmm). One run has no batch dimension. Subgraphs are
drawn with numpy; distances and edges are computed for all runs at once. As in the engine, the validation clips are scored
after each epoch and the best weights are kept. To be classified, each clip is joined by random edges to a balanced
subgraph of clips with true labels and pseudo-labels, and all clips go through the network in one pass.
"""

import network
import numpy as np
from network import torch

UNLABELLED, NEAREST, RANDOM_EDGES = 5, 2, 4


def masks(count, classes, n):
    """For each node, the candidates for its nearest nodes and for its farthest node. The first `count` have labels."""
    known = torch.arange(n) < count
    label = torch.arange(count) // (count // classes)
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


def scores(probabilities, truth):
    """Means over the classes that there are of recall and of average precision. Both arguments have a row for each clip."""
    classes = probabilities.shape[-1]
    own = torch.nn.functional.one_hot(truth, classes).float()
    found = torch.nn.functional.one_hot(probabilities.argmax(-1), classes).float()
    sizes = own.sum(-2)
    recall = (own * found).sum(-2) / sizes
    ranked = own.gather(-2, probabilities.argsort(-2, descending=True))
    ranks = torch.arange(1, truth.shape[-1] + 1)[:, None]
    precision = (ranked * ranked.cumsum(-2) / ranks).sum(-2) / sizes
    return recall.nanmean(-1), precision.nanmean(-1)


class Method:
    """Runs on one table of standardised features.

    `labelled`, `unlabelled` and `validation` hold the rows of each run; all runs have equally many.
    """

    def __init__(self, x, labels, classes, labelled, unlabelled, validation, seed):
        self.x, self.labels, self.classes, self.unlabelled = x, labels, classes, unlabelled
        self.runs, self.validation = len(labelled), np.stack(validation)
        self.pools = [[rows[labels[rows] == c] for c in range(classes)] for rows in labelled]
        self.per_class = max(2, round(48 / classes))
        self.count = classes * self.per_class
        self.steps = -(-len(unlabelled[0]) // UNLABELLED)
        self.generator = np.random.default_rng(seed)

    def alone(self, batch):
        """Without the batch dimension if there is one run."""
        return batch[0] if self.runs == 1 else batch

    def balanced(self, pools):
        """Nodes with equally many of each class; a row is drawn twice only if there are too few."""
        k = self.per_class
        return [self.generator.choice(pool, k, replace=len(pool) < k) for pool in pools]

    def draw(self, order, index):
        """The nodes of each run: first `count` labelled ones, class by class, then the next unlabelled ones."""
        few = slice(index * UNLABELLED, (index + 1) * UNLABELLED)
        return np.stack([np.concatenate((*self.balanced(self.pools[r]), order[r][few])) for r in range(self.runs)])

    def rows(self, nodes):
        return self.alone(self.x[torch.from_numpy(nodes).long()])

    def classify(self, p, pseudo, clips):
        """Each run's probabilities for its clips, with the pseudo-labels of each run's rows, -1 where there is none."""
        pools = [
            [np.append(self.pools[r][c], np.flatnonzero(pseudo[r] == c)) for c in range(self.classes)]
            for r in range(self.runs)
        ]
        nodes = np.stack([np.concatenate(self.balanced(each)) for each in pools])
        z = self.rows(np.concatenate([nodes, clips], 1))
        n, count = z.shape[-2], self.count
        with torch.inference_mode():
            s = torch.eye(n).expand(*z.shape[:-2], n, n).clone()
            s[..., :count, :count] = edges(z[..., :count, :], *masks(count, self.classes, count))
            joined = torch.rand(*z.shape[:-2], n - count, count).topk(RANDOM_EDGES).indices
            s[..., count:, :count].scatter_(-1, joined, 1)
            logits = network.convolution(p, "classifier", normalised(s), network.embed(p, normalised(s), z))
            return torch.softmax(logits[..., count:, :], -1)

    def fresh(self):
        """New random weights, uniform as in the engine. One tensor holds those of all runs."""
        d = self.x.shape[1]
        shapes = {
            "conv1": (d, 256),
            "conv2": (256, 256),
            "classifier": (256, self.classes),
            "reconstruction": (256, d),
            "shuffle": (256, 1),
        }
        p = {}
        for name, (rows, columns) in shapes.items():
            bound = (6 / (rows + columns)) ** 0.5
            p[name + ".weight"] = self.alone((2 * torch.rand(self.runs, rows, columns) - 1) * bound).requires_grad_()
            p[name + ".bias"] = self.alone(torch.zeros(self.runs, 1, columns)).requires_grad_()
        return p

    def train(self, epochs, kind, longest=None):
        """Trains with an Adam of this kind.

        Returns each loss of the last epoch (the mean over steps and runs), the best weights, and their pseudo-labels.
        `longest` is the most steps of an epoch; then nothing is validated.
        """
        p = self.fresh()
        optimizer, drawn = network.adam(p, kind), network.Drawn()
        count, runs = self.count, self.runs
        truth = self.alone((torch.arange(count) // self.per_class).expand(runs, count))
        rows = (slice(0, count), slice(count, None))
        steps = min(self.steps, longest or self.steps)
        by_size, pseudo = {}, np.full((runs, len(self.labels)), -1)
        best, chosen, chosen_pseudo = torch.full((runs,), -1.0), {}, pseudo

        def see(logits):
            found = logits[..., count:, :].argmax(-1).numpy().reshape(runs, -1)
            for r in range(runs):
                pseudo[r, nodes[r, count:]] = found[r]

        for _ in range(epochs):
            order = [self.generator.permutation(pool) for pool in self.unlabelled]
            sums = 0.0
            for index in range(steps):
                nodes = self.draw(order, index)
                z = self.rows(nodes)
                n = z.shape[-2]
                if n not in by_size:
                    by_size[n] = masks(count, self.classes, n)
                a = normalised(edges(z, *by_size[n]))
                values, total = network.losses(p, a, z, z, rows, truth, network.TASKS["all"], drawn, see)
                optimizer.zero_grad(set_to_none=True)
                total.backward()
                optimizer.step()
                sums = sums + torch.stack([each.detach() for each in values]) / runs
            if not longest:
                value = self.value(p, pseudo)
                better = value > best
                best = torch.where(better, value, best)
                chosen_pseudo = np.where(better.numpy()[:, None], pseudo, chosen_pseudo)
                chosen = {
                    name: torch.where(self.alone(better[:, None, None]), w.detach(), chosen.get(name, w.detach()))
                    for name, w in p.items()
                }
        return (sums / steps).tolist(), chosen, chosen_pseudo

    def value(self, p, pseudo):
        """Each run's score on its validation clips."""
        truth = self.alone(torch.from_numpy(self.labels[self.validation]).long())
        recall, precision = scores(self.classify(p, pseudo, self.validation), truth)
        return (recall + precision).reshape(self.runs)
