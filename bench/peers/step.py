"""A training step over one subgraph. Arguments: tasks, folder, and "compile" for torch.compile."""

import sys

import meter
import network
import numpy as np
from network import torch

tasks = network.TASKS[sys.argv[1]]
compiled = sys.argv[3:] == ["compile"]
arrays = dict(np.load(sys.argv[2] + "/step.npz"))
z = torch.tensor(arrays["z"])
labels = torch.tensor(arrays["labels"]).long()
count = int((labels >= 0).sum())
assert bool((labels[:count] >= 0).all()), "labelled nodes come first"
rows = (slice(0, count), slice(count, None))
dense = torch.tensor(arrays["adjacency"]).float()


def loss(p, a, drawn):
    return network.losses(p, a, z, z, rows, labels[:count], tasks, drawn)


def variant(a, kind, loss=loss):
    p, drawn = network.parameters(arrays), network.Drawn()
    return network.learner(p, network.adam(p, kind), lambda: loss(p, a, drawn))


errors = network.check_losses(arrays, lambda p, drawn: loss(p, dense, drawn))
if compiled:
    # Sparse matrices are not compiled.
    loss = torch.compile(loss)
    variants = {f"{kind} Adam": variant(dense, kind, loss) for kind in network.adams()}
else:
    variants = {
        f"{layout} adjacency, {kind} Adam": variant(a, kind)
        for layout, a in (("dense", dense), ("sparse", dense.to_sparse().coalesce()))
        for kind in network.adams()
    }
how, once = meter.fastest(variants)
meter.serve(once, {"how": how}, errors)
