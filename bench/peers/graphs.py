"""A graph's normalised adjacency from the engine's list of edges."""

import numpy as np


def adjacency(arrays):
    """D^-1/2 (A + I) D^-1/2 in CSR, in float32, as row starts, columns and values. Repeated edges count once."""
    n = int(arrays["nodes"][0])
    s, t = arrays["sources"].astype(np.int64), arrays["targets"].astype(np.int64)
    loops = np.arange(n)
    cells = np.unique(np.concatenate((s * n + t, t * n + s, loops * n + loops)))
    rows, columns = cells // n, cells % n
    degree = np.bincount(rows, minlength=n)
    values = 1 / np.sqrt(degree[rows] * degree[columns])
    return np.concatenate(([0], np.cumsum(degree))), columns, values.astype(np.float32)


def links(arrays):
    """The edges in both directions as a 2 x E array, each once and without loops, for libraries that add those."""
    starts, columns, _ = adjacency(arrays)
    rows = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    return np.stack((rows, columns))[:, rows != columns]
