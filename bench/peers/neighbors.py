"""The two nearest rows and the farthest row of every row, by blocked products and topk. Argument: folder."""

import sys

import meter
import numpy as np

torch = meter.torch()
arrays = np.load(sys.argv[1] + "/neighbors.npz")
x = torch.tensor(arrays["x"])
squares = (x * x).sum(1)
NEAREST = arrays["nearest"].shape[1]


def join(block):
    near, far = [], []
    for first in range(0, len(x), block):
        rows = x[first : first + block]
        distance = torch.addmm(squares[None, :], rows, x.T, alpha=-2)
        distance += squares[first : first + block, None]
        far.append(distance.argmax(1))
        own = torch.arange(len(rows))
        distance[own, first + own] = float("inf")
        near.append(distance.topk(NEAREST, largest=False).indices)
    return torch.cat(near), torch.cat(far)


def distances(to):
    to = np.asarray(to).reshape(len(x), -1)
    exact = arrays["x"].astype(np.float64)
    return np.stack([np.sqrt(((exact - exact[to[:, k]]) ** 2).sum(1)) for k in range(to.shape[1])], 1)


near, far = join(512)
# If two rows are equally near in float precision, either is right. So distances are compared, not row numbers.
errors = meter.differences("nearest", distances(arrays["nearest"]), distances(near), 1e-4)
errors += meter.differences("farthest", distances(arrays["farthest"]), distances(far), 1e-4)
same = float((near.numpy() == arrays["nearest"]).all(1).mean())
if same < 0.99:
    errors.append(f"nearest: only {same:.1%} of the rows name the same neighbours")
if len(x) <= 20000:
    how, once = meter.fastest({f"blocks of {b}": (lambda b=b: join(b)) for b in (128, 512, 2048)})
else:
    how, once = "blocks of 512", lambda: join(512)
meter.serve(once, {"how": how, "same": same}, errors)
