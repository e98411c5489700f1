"""The nearest vectors of a file by cosine. Arguments: folder, library (faiss or usearch)."""

import sys

import meter
import numpy as np

arrays = np.load(sys.argv[1] + "/search.npz")
queries = arrays["queries"]
NEAREST = arrays["nearest"].shape[1]
rows = np.memmap(sys.argv[1] + "/vectors.f32", "<f4", "r").reshape(-1, queries.shape[1])


def by_faiss():
    """FAISS has inner products only. So it gets vectors of length 1, in memory; the copy is not timed."""
    import faiss

    faiss.omp_set_num_threads(meter.threads())
    unit = np.array(rows)
    faiss.normalize_L2(unit)
    asked = queries / np.linalg.norm(queries, axis=1, keepdims=True)
    index = faiss.IndexFlatIP(unit.shape[1])
    index.add(unit)
    del unit
    return {"IndexFlatIP": lambda: index.search(asked, NEAREST)[1]}


def by_usearch():
    from usearch.index import MetricKind, search

    def once():
        found = search(rows, queries, NEAREST, MetricKind.Cos, exact=True, threads=meter.threads())
        return found.keys.reshape(len(queries), NEAREST).astype(np.int64)

    return {"exact": once}


variants = {"faiss": by_faiss, "usearch": by_usearch}[sys.argv[2]]()
found = next(iter(variants.values()))()


def cosines(of):
    some = np.stack([np.array(rows[each]) for each in of]).astype(np.float64)
    asked = queries.astype(np.float64)[:, None]
    return (some * asked).sum(2) / np.linalg.norm(some, axis=2) / np.linalg.norm(asked, axis=2)


# Of two vectors that are equally near in float precision either is right, so cosines are compared.
errors = meter.differences("cosines", cosines(arrays["nearest"]), cosines(found), 1e-5)
how, once = meter.fastest(variants)
meter.serve(once, {"how": how, "same": float((found == arrays["nearest"]).mean())}, errors)
