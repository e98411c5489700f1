"""The two nearest rows and the farthest row of every row. Arguments: folder, library (torch or faiss).

PyTorch: blocked products and topk. FAISS: exact search (flat), once among squared distances for the nearest rows and once
for the farthest. |x - y|^2 = |x|^2 + (|y|^2 - 2 xy), so the farthest row has the largest inner product of (x, 1) with
(-2 y, |y|^2).
"""

import sys

import meter
import numpy as np

arrays = np.load(sys.argv[1] + "/neighbors.npz")
rows = np.ascontiguousarray(arrays["x"])
NEAREST = arrays["nearest"].shape[1]
MOST_TRIED = 20000  # rows up to which all block sizes are tried


def by_torch():
    torch = meter.torch()
    x = torch.tensor(rows)
    squares = (x * x).sum(1)

    def join(block):
        near, far = [], []
        for first in range(0, len(x), block):
            some = x[first : first + block]
            distance = torch.addmm(squares[None, :], some, x.T, alpha=-2)
            distance += squares[first : first + block, None]
            far.append(distance.argmax(1))
            own = torch.arange(len(some))
            distance[own, first + own] = float("inf")
            near.append(distance.topk(NEAREST, largest=False).indices)
        return torch.cat(near).numpy(), torch.cat(far).numpy()

    blocks = (128, 512, 2048) if len(x) <= MOST_TRIED else (512,)
    return {f"blocks of {b}": (lambda b=b: join(b)) for b in blocks}


def by_faiss():
    import faiss

    faiss.omp_set_num_threads(meter.threads())
    own = np.arange(len(rows))[:, None]

    def others(found):
        """Without the row itself, which is among its nearest unless others are equal to it."""
        itself = found == own
        itself[~itself.any(1), -1] = True
        return found[~itself].reshape(len(rows), NEAREST)

    def farthest():
        queries = np.hstack((rows, np.ones((len(rows), 1), np.float32)))
        lifted = np.hstack((-2 * rows, (rows * rows).sum(1, keepdims=True)))
        return faiss.knn(queries, lifted, 1, metric=faiss.METRIC_INNER_PRODUCT)[1][:, 0]

    def by_index():
        index = faiss.IndexFlatL2(rows.shape[1])
        index.add(rows)
        return others(index.search(rows, NEAREST + 1)[1]), farthest()

    return {"knn": lambda: (others(faiss.knn(rows, rows, NEAREST + 1)[1]), farthest()), "IndexFlatL2": by_index}


def distances(to):
    to = np.asarray(to).reshape(len(rows), -1)
    exact = rows.astype(np.float64)
    return np.stack([np.sqrt(((exact - exact[to[:, k]]) ** 2).sum(1)) for k in range(to.shape[1])], 1)


variants = {"torch": by_torch, "faiss": by_faiss}[sys.argv[2]]()
near, far = next(iter(variants.values()))()
# If two rows are equally near in float precision, either is right. So distances are compared, not row numbers.
errors = meter.differences("nearest", distances(arrays["nearest"]), distances(near), 1e-4)
errors += meter.differences("farthest", distances(arrays["farthest"]), distances(far), 1e-4)
same = float((near == arrays["nearest"]).all(1).mean())
if same < 0.99:
    errors.append(f"nearest: only {same:.1%} of the rows name the same neighbours")
how, once = meter.fastest(variants)
meter.serve(once, {"how": how, "same": same}, errors)
