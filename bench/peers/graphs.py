"""A graph's normalised adjacency from the engine's list of edges."""

import numpy as np
import scipy.sparse


def adjacency(arrays):
    """D^-1/2 (A + I) D^-1/2 as a scipy CSR matrix in float32; repeated edges count once."""
    n = int(arrays["nodes"][0])
    s, t = arrays["sources"], arrays["targets"]
    ones = np.ones(2 * len(s) + n, np.float32)
    loops = np.arange(n)
    rows, columns = np.concatenate((s, t, loops)), np.concatenate((t, s, loops))
    a = scipy.sparse.csr_matrix((ones, (rows, columns)), (n, n))
    a.data[:] = 1
    scale = scipy.sparse.diags(1 / np.sqrt(a.sum(1).A1))
    return (scale @ a @ scale).tocsr().astype(np.float32)
