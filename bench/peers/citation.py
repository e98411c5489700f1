"""A training step over a whole citation graph, with a sparse bag of words. Arguments: tasks, folder."""

import sys

import graphs
import meter
import network
import numpy as np
import scipy.sparse
from network import torch

tasks = network.TASKS[sys.argv[1]]
arrays = dict(np.load(sys.argv[2] + "/citation.npz"))
shape = (int(arrays["nodes"][0]), int(arrays["columns"][0]))


def coo(matrix):
    matrix = matrix.tocoo()
    indices = torch.tensor(np.stack((matrix.row, matrix.col)), dtype=torch.int64)
    return torch.sparse_coo_tensor(indices, torch.tensor(matrix.data), matrix.shape).coalesce()


words = scipy.sparse.csr_matrix((arrays["entryValues"], arrays["entryColumns"], arrays["rowStarts"]), shape)
z, target = coo(words), torch.tensor(words.toarray())
a = coo(graphs.adjacency(arrays))
labels = torch.tensor(arrays["labels"]).long()
known = (labels >= 0).nonzero().squeeze(1)
rows = (known, (labels < 0).nonzero().squeeze(1))


def loss(p, features, drawn):
    return network.losses(p, a, features, target, rows, labels[known], tasks, drawn)


def variant(features):
    p, drawn = network.parameters(arrays), network.Drawn()
    return network.learner(p, network.adam(p, False), lambda: loss(p, features, drawn))


errors = network.check_losses(arrays, lambda p, drawn: loss(p, z, drawn))
how, once = meter.fastest({"sparse features": variant(z), "dense features": variant(target)})
meter.serve(once, {"how": how}, errors)
