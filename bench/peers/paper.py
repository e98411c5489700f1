"""A whole process: recipe `paper` in PyTorch, from the table to predictions. Arguments: table, folder with Earshot's run.

Both sides validate after each epoch, keep the best weights, and would stop after 15 epochs that are no better. When that is
depends on random numbers, so this one ends after as many epochs as Earshot's run had.
"""

import json
import sys

import meter
import method
import numpy as np
import results
import splits
from network import torch

table, folder = sys.argv[1:]
arrays = np.load(table, allow_pickle=False)
labels, classes = arrays["y"], [str(name) for name in arrays["classes"]]
generator = np.random.default_rng(0)
given, unlabelled, test = splits.benchmark(labels, 0.1, generator)
labelled, validation = splits.held_out(labels, given, generator)
training = np.concatenate((labelled, unlabelled))
mean, deviation = arrays["x"][training].mean(0), arrays["x"][training].std(0)
x = torch.tensor((arrays["x"] - mean) / np.where(deviation > 0, deviation, 1)).float()

with open(folder + "/run/log.jsonl") as file:
    log = [json.loads(line) for line in file]
trained = method.Method(x, labels, len(classes), [labelled], [unlabelled], [validation], seed=0)
losses, weights, pseudo = trained.train(len(log), "fused" if "fused" in method.network.adams() else "plain")
probabilities = trained.classify(weights, pseudo, test[None]).numpy()
np.savez(folder + "/peer.npz", mean=mean, deviation=deviation, **{name: w.numpy() for name, w in weights.items()})

errors = results.unequal_parts(results.ours(folder), labelled, unlabelled, validation, test)
for task, theirs in zip(("denoise", "completion", "shuffle"), losses[2:]):
    mine = log[-1][task]
    if abs(mine - theirs) > 0.15 * max(mine, theirs):
        errors.append(f"{task} in the last epoch: {mine:.4f} and {theirs:.4f}, from other random numbers")
how = f"{len(log)} epochs of {trained.steps} steps"
results.finish(folder, classes, test, probabilities, {"how": how}, errors)
