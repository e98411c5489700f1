"""Several runs of recipe `paper` at once (see method.py). Arguments: first run, number of runs, folder."""

import sys

import meter
import method
import numpy as np
from network import adams, torch

first, runs = int(sys.argv[1]), int(sys.argv[2])
arrays = dict(np.load(sys.argv[3] + "/epoch.npz"))
labels, epochs = arrays["labels"], int(arrays["epochs"][0])
labelled, unlabelled, validation, test = (
    [arrays[f"{part}{r}"] for r in range(first, first + runs)] for part in ("labelled", "unlabelled", "validation", "test")
)
trained = method.Method(
    torch.tensor(arrays["x"]), labels, int(labels.max()) + 1, labelled, unlabelled, validation, seed=first
)
kind, _ = meter.fastest({kind: (lambda kind=kind: trained.train(epochs, kind, longest=20)) for kind in adams()})


def once():
    losses, chosen, pseudo = trained.train(epochs, kind)
    trained.classify(chosen, pseudo, np.stack(test))
    return losses[0]


ours, theirs = float(arrays["losses"].mean()), once()
errors = []
if abs(ours - theirs) > 0.02 + 0.25 * max(ours, theirs):
    errors.append(f"cross-entropy in the last epoch: {ours:.4f} and {theirs:.4f}, from other random numbers")
meter.serve(once, {"how": f"runs batched, {kind} Adam"}, errors)
