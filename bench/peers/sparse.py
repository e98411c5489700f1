"""A graph's normalised adjacency times a dense matrix: PyTorch CSR and COO, scipy. Argument: folder."""

import sys

import graphs
import meter
import numpy as np

torch = meter.torch()
arrays = np.load(sys.argv[1] + "/sparse.npz")
a, x = graphs.adjacency(arrays), arrays["x"]
tensor = torch.tensor(x)
csr = torch.sparse_csr_tensor(
    torch.tensor(a.indptr, dtype=torch.int64), torch.tensor(a.indices, dtype=torch.int64), torch.tensor(a.data), a.shape
)
narrow = torch.sparse_csr_tensor(torch.tensor(a.indptr), torch.tensor(a.indices), torch.tensor(a.data), a.shape)
coo = csr.to_sparse().coalesce()
variants = {
    "torch CSR": lambda: csr @ tensor,
    "torch CSR, 32-bit": lambda: narrow @ tensor,
    "torch COO": lambda: torch.sparse.mm(coo, tensor),
    "scipy CSR": lambda: a @ x,
}
errors = [e for name, once in variants.items() for e in meter.differences(name, arrays["y"], once(), 1e-5)]
how, once = meter.fastest(variants)
meter.serve(once, {"how": how}, errors)
