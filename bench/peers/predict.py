"""Predicts with a trained model: nearest nodes of each context, two convolutions, dense head. Argument: folder."""

import sys

import meter
import numpy as np

torch = meter.torch()
arrays = dict(np.load(sys.argv[1] + "/predict.npz"))
raw = torch.tensor(arrays["x"])
d, width = raw.shape[1], len(arrays["conv1.bias"])
mean, deviation = torch.tensor(arrays["mean"]).float(), torch.tensor(arrays["deviation"]).float()
clip, k, loop = float(arrays["clip"][0]), int(arrays["neighbors"][0]), float(arrays["selfWeight"][0])
w = {n: torch.tensor(arrays[n]) for n in arrays if n.endswith((".weight", ".bias"))}
w1, w2, w3 = w["conv1.weight"].reshape(d, width), w["conv2.weight"].reshape(width, width), w["classifier.weight"].reshape(width, -1)
b1, b2, b3 = w["conv1.bias"], w["conv2.bias"], w["classifier.bias"]


def context(number):
    """A context's features and its adjacency, whose rows are weighted means."""
    x, edges = arrays[f"context{number}"], arrays[f"edges{number}"]
    a = np.eye(len(x)) * loop
    a[edges[:, 0], edges[:, 1]] = edges[:, 2]
    return torch.tensor(x), torch.tensor(a / np.abs(a).sum(1, keepdims=True)).float()


contexts = [context(number) for number in range(sum(name.startswith("context") for name in arrays))]


def predict(batch):
    with torch.inference_mode():
        z = ((raw - mean) / deviation).clamp(-clip, clip)
        total = torch.zeros(len(z), len(b3))
        for x, a in contexts:
            hidden = torch.relu(torch.addmm(b1, a @ x, w1))
            for first in range(0, len(z), batch):
                clips = z[first : first + batch]
                near = torch.cdist(clips, x).topk(k, largest=False).indices
                h = (loop * clips + x[near].sum(1)) / (loop + k)
                h = torch.relu(torch.addmm(b1, h, w1))
                h = (loop * h + hidden[near].sum(1)) / (loop + k)
                h = torch.relu(torch.addmm(b2, h, w2))
                total[first : first + batch] += torch.softmax(torch.addmm(b3, h, w3), 1)
        return total / len(contexts)


errors = []
if len(b3) and (deviation == 0).any():
    errors.append("a constant column: not handled here")
theirs = predict(1000).numpy()
# If two neighbours are nearly equally far, either may be chosen. That changes only this clip's probabilities.
off = np.abs(theirs - arrays["probabilities"]).max(1) > 1e-3
if off.mean() > 0.002:
    errors.append(f"probabilities: {off.mean():.1%} of the clips differ by more than 0.001")
how, once = meter.fastest({f"batches of {b}": (lambda b=b: predict(b)) for b in (250, 1000, 10000)})
meter.serve(once, {"how": how}, errors)
