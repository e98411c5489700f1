"""A training step over one subgraph. Arguments: tasks, folder."""

import sys

import meter
import network
import numpy as np
from network import torch

tasks = network.TASKS[sys.argv[1]]
arrays = dict(np.load(sys.argv[2] + "/step.npz"))
z = torch.tensor(arrays["z"])
labels = torch.tensor(arrays["labels"]).long()
count = int((labels >= 0).sum())
assert bool((labels[:count] >= 0).all()), "labelled nodes come first"
rows = (slice(0, count), slice(count, None))
dense = torch.tensor(arrays["adjacency"]).float()


def loss(p, a, drawn):
    return network.losses(p, a, z, z, rows, labels[:count], tasks, drawn)


def variant(a, many):
    p, drawn = network.parameters(arrays), network.Drawn()
    return network.learner(p, network.adam(p, many), lambda: loss(p, a, drawn))


variants = {
    f"{kind} adjacency, {'foreach' if many else 'plain'} Adam": variant(a, many)
    for kind, a in (("dense", dense), ("sparse", dense.to_sparse().coalesce()))
    for many in (False, True)
}
errors = network.check_losses(arrays, lambda p, drawn: loss(p, dense, drawn))
how, once = meter.fastest(variants)
meter.serve(once, {"how": how}, errors)
