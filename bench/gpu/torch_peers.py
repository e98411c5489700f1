"""What PyTorch takes for the same works on this GPU: seconds by "WORK | WAY", as JSON.

Arguments: a folder with STEP-NAME/step.npz for each step to time (written by the engine), the file to write.
Training steps are timed eagerly and captured in a CUDA graph; both with the network of bench/peers.
"""

import json
import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "peers"))

import numpy as np
import torch

torch.set_default_device("cuda")
import network

BLOCKS, BLOCK_SECONDS = 11, 0.05
results = {}


def seconds(once):
    """One repetition: the median over blocks between two events."""

    def block(count):
        begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        begin.record()
        for _ in range(count):
            once()
        end.record()
        torch.cuda.synchronize()
        return begin.elapsed_time(end) / 1e3 / count

    block(3)
    count = max(1, round(BLOCK_SECONDS / block(3)))
    return statistics.median(block(count) for _ in range(BLOCKS))


def take(work, way, once):
    try:
        results[f"{work} | {way}"] = seconds(once)
        print(f"{work} | {way}: {1e6 * results[f'{work} | {way}']:.1f} us", file=sys.stderr, flush=True)
    except Exception as problem:  # a way that this PyTorch does not have is left out
        torch.cuda.synchronize()
        print(f"{work} | {way}: not possible: {problem}", file=sys.stderr, flush=True)


def captured(once):
    """The same work as one CUDA graph."""
    side = torch.cuda.Stream()
    with torch.cuda.stream(side):
        for _ in range(3):
            once()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        once()
    return graph.replay


def steps(folder):
    for path in sorted(folder.glob("*/step.npz")):
        setting, tasks = path.parent.name.split("-")
        arrays = dict(np.load(path))
        z = torch.tensor(arrays["z"], dtype=torch.float32)
        labels = torch.tensor(arrays["labels"]).long()
        count = int((labels >= 0).sum())
        rows = (slice(0, count), slice(count, None))
        dense = torch.tensor(arrays["adjacency"]).float()

        def step(adjacency, **options):
            p, drawn = network.parameters(arrays), network.Drawn()
            adam = torch.optim.Adam(p.values(), lr=1e-3, **options)
            known = labels[:count]
            return network.learner(
                p, adam, lambda: network.losses(p, adjacency, z, z, rows, known, network.TASKS[tasks], drawn)
            )

        work = f"step {setting} {tasks}"
        take(work, "eager", step(dense, foreach=True))
        try:
            take(work, "graph", captured(step(dense, capturable=True, fused=True)))
        except Exception as problem:
            torch.cuda.synchronize()
            print(f"{work} | graph: not possible: {problem}", file=sys.stderr, flush=True)


def products():
    for n in (512, 1024, 4096):
        a, b = torch.rand(n, n), torch.rand(n, n)
        take(f"product {n}", "matmul", lambda: a @ b)


def search(n=89_000, d=128, k=3, rows=4096):
    x = torch.rand(n, d)
    squares = (x * x).sum(1)

    def once():
        for begin in range(0, n, rows):
            part = x[begin : begin + rows]
            torch.topk(torch.addmm(squares, part, x.T, alpha=-2), k, largest=False)

    take(f"nearest {k} of {n}x{d}", "topk", once)


torch.backends.cuda.matmul.allow_tf32 = False
steps(pathlib.Path(sys.argv[1]))
products()
search()
pathlib.Path(sys.argv[2]).write_text(json.dumps(results, indent=2) + "\n")
