"""A graph's normalised adjacency times a dense matrix. Arguments: folder, library (torch, scipy or pyg)."""

import sys

import graphs
import meter
import numpy as np

arrays = np.load(sys.argv[1] + "/sparse.npz")
starts, columns, values = graphs.adjacency(arrays)
x, shape = arrays["x"], (len(starts) - 1, len(starts) - 1)


def by_torch():
    torch = meter.torch()
    tensor, weights = torch.tensor(x), torch.tensor(values)
    csr = torch.sparse_csr_tensor(torch.tensor(starts), torch.tensor(columns), weights, shape)
    narrow = torch.sparse_csr_tensor(torch.tensor(starts).int(), torch.tensor(columns).int(), weights, shape)
    coo = csr.to_sparse().coalesce()
    return {
        "torch CSR": lambda: csr @ tensor,
        "torch CSR, 32-bit": lambda: narrow @ tensor,
        "torch COO": lambda: torch.sparse.mm(coo, tensor),
    }


def by_scipy():
    import scipy.sparse

    a = scipy.sparse.csr_matrix((values, columns, starts), shape)
    return {"scipy CSR": lambda: a @ x}


def by_pyg():
    torch = meter.torch()
    import torch_geometric.nn

    rows = np.repeat(np.arange(shape[0]), np.diff(starts))
    edges, weights, tensor = torch.tensor(np.stack((columns, rows))), torch.tensor(values), torch.tensor(x)
    messages = torch_geometric.nn.SimpleConv(aggr="sum")
    index = torch_geometric.EdgeIndex(edges[[1, 0]], sparse_size=shape, sort_order="row").fill_cache_()

    def by_messages():
        with torch.inference_mode():
            return messages(tensor, edges, weights)

    return {"PyG's messages": by_messages, "PyG's EdgeIndex": lambda: index.matmul(tensor, weights)}


variants = {"torch": by_torch, "scipy": by_scipy, "pyg": by_pyg}[sys.argv[2]]()
errors = [e for name, once in variants.items() for e in meter.differences(name, arrays["y"], once(), 1e-5)]
how, once = meter.fastest(variants)
meter.serve(once, {"how": how}, errors)
