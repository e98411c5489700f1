"""A training step over a whole citation graph. Arguments: tasks, folder, library.

torch: sparse tensors, with the bag of words sparse and dense. pyg: PyTorch Geometric's GCNConv, which keeps the normalised
edges; its features are dense.
"""

import sys

import graphs
import meter
import network
import numpy as np
from network import torch

tasks = network.TASKS[sys.argv[1]]
arrays = dict(np.load(sys.argv[2] + "/citation.npz"))
shape = (int(arrays["nodes"][0]), int(arrays["columns"][0]))


def coo(starts, columns, values, shape):
    starts, columns = (torch.tensor(each).long() for each in (starts, columns))
    return torch.sparse_csr_tensor(starts, columns, torch.tensor(values).float(), shape).to_sparse().coalesce()


words = coo(arrays["rowStarts"], arrays["entryColumns"], arrays["entryValues"], shape)
target = words.to_dense()
labels = torch.tensor(arrays["labels"]).long()
known = (labels >= 0).nonzero().squeeze(1)
rows = (known, (labels < 0).nonzero().squeeze(1))


def loss(p, a, features, drawn, convolve):
    return network.losses(p, a, features, target, rows, labels[known], tasks, drawn, convolve=convolve)


def by_gcnconv():
    """The edges and a function that convolves by GCNConv, whose weights are the given parameters."""
    from torch_geometric.nn import GCNConv

    kept = {}

    def convolve(p, name, edges, x):
        w = p[name + ".weight"]
        if name not in kept:
            kept[name] = GCNConv(*w.shape, cached=True, bias=False)
            del kept[name].lin.weight
        # GCNConv has its weights as output x input.
        kept[name].lin.weight = w.T
        return kept[name](x, edges) + p[name + ".bias"]

    return torch.tensor(graphs.links(arrays)), convolve


if sys.argv[3] == "pyg":
    a, convolve = by_gcnconv()
    forms = {"dense": target}
else:
    a, convolve = coo(*graphs.adjacency(arrays), (shape[0], shape[0])), network.convolution
    forms = {"sparse": words, "dense": target}


def variant(features, kind):
    p, drawn = network.parameters(arrays), network.Drawn()
    return network.learner(p, network.adam(p, kind), lambda: loss(p, a, features, drawn, convolve))


errors = network.check_losses(arrays, lambda p, drawn: loss(p, a, next(iter(forms.values())), drawn, convolve))
variants = {
    f"{form} features, {kind} Adam": variant(features, kind)
    for form, features in forms.items()
    for kind in network.adams()
    if kind != "foreach"
}
how, once = meter.fastest(variants)
meter.serve(once, {"how": how}, errors)
