"""Times PyTorch on the same works on this GPU: seconds by "WORK | WAY", as JSON.

Arguments: a folder with STEP-NAME/step.npz for each step to time and GRAPH/citation.npz for each citation graph (written
by the engine), the file to write. Training steps are timed in eager mode and captured in a CUDA graph, both with the
network of bench/peers. Citation graphs are timed with PyTorch's own sparse tensors and, if PyG is installed, with its
layers. The exit code is 1 if something could not be timed, except when PyG is not installed.
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
# As in GpuClock: for work that takes longer than this, three blocks are enough.
LONG_SECONDS, BLOCKS_OF_LONG = 0.3, 3
results, missing = {}, []


def seconds(once):
    """Seconds of one repetition: the median over blocks, each timed between two events."""

    def block(count):
        begin, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        begin.record()
        for _ in range(count):
            once()
        end.record()
        torch.cuda.synchronize()
        return begin.elapsed_time(end) / 1e3 / count

    block(1)
    first = block(1)
    if first > LONG_SECONDS:
        return statistics.median(block(1) for _ in range(BLOCKS_OF_LONG))
    count = max(1, round(BLOCK_SECONDS / block(max(1, min(3, round(BLOCK_SECONDS / first))))))
    return statistics.median(block(count) for _ in range(BLOCKS))


def take(work, way, prepare):
    """Times the function that prepare() returns."""
    name = f"{work} | {way}"
    try:
        results[name] = seconds(prepare())
        print(f"{name}: {1e6 * results[name]:.1f} us", file=sys.stderr, flush=True)
    except Exception as problem:  # one way that this PyTorch does not have must not stop the others
        missing.append(name)
        print(f"{name}: not possible: {problem}", file=sys.stderr, flush=True)
        torch.cuda.synchronize()
    # The file is written after each work, in case time runs out.
    pathlib.Path(sys.argv[2]).write_text(json.dumps(results, indent=2) + "\n")


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
        take(work, "eager", lambda: step(dense, foreach=True))
        take(work, "graph", lambda: captured(step(dense, capturable=True, fused=True)))


def citations(folder):
    """Full-batch steps of Kipf and Welling's network without tasks: cross-entropy and entropy, Adam."""
    for path in sorted(folder.glob("*/citation.npz")):
        arrays = dict(np.load(path))
        nodes, columns = int(arrays["nodes"][0]), int(arrays["columns"][0])
        words = torch.sparse_csr_tensor(
            torch.tensor(arrays["rowStarts"]).long(),
            torch.tensor(arrays["entryColumns"]).long(),
            torch.tensor(arrays["entryValues"]).float(),
            (nodes, columns),
        ).to_dense()
        ends = [torch.tensor(arrays[name]).long() for name in ("sources", "targets")]
        edges = torch.stack((torch.cat(ends), torch.cat(ends[::-1])))
        labels = torch.tensor(arrays["labels"]).long()
        known, other = (labels >= 0).nonzero().squeeze(1), (labels < 0).nonzero().squeeze(1)
        work = f"gcn epoch {path.parent.name} none"

        loops = torch.arange(nodes).repeat(2, 1)
        both = torch.cat((edges, loops), 1)
        degrees = torch.bincount(both[0], minlength=nodes).float()
        weights = (degrees[both[0]] * degrees[both[1]]).rsqrt()
        adjacency = torch.sparse_coo_tensor(both, weights, (nodes, nodes)).coalesce()
        p, drawn = network.parameters(arrays), network.Drawn()
        adam = torch.optim.Adam(p.values(), lr=1e-3, foreach=True)
        rows = (known, other)
        once = network.learner(
            p, adam, lambda: network.losses(p, adjacency, words, words, rows, labels[known], [], drawn)
        )
        take(work, "torch.sparse eager", lambda: once)
        try:
            from torch_geometric.nn import GCNConv
        except ImportError:
            print(f"{work} | PyG eager: PyG is not installed", file=sys.stderr, flush=True)
            continue
        first = GCNConv(columns, 16, cached=True)
        second = GCNConv(16, int(labels.max()) + 1, cached=True)
        adam = torch.optim.Adam([*first.parameters(), *second.parameters()], lr=1e-3, foreach=True)

        def step():
            logits = second(torch.relu(first(words, edges)), edges)
            log = torch.log_softmax(logits, -1)
            entropy = -(log[other].exp() * log[other]).sum(-1).mean()
            loss = torch.nn.functional.nll_loss(log[known], labels[known]) + network.ENTROPY_WEIGHT * entropy
            adam.zero_grad(set_to_none=True)
            loss.backward()
            adam.step()

        take(work, "PyG eager", lambda: step)


def products():
    for n in (512, 1024, 4096):
        a, b = torch.rand(n, n), torch.rand(n, n)
        take(f"product {n}", "matmul", lambda: lambda: a @ b)


def search(n=89_000, d=128, k=3, rows=4096):
    x = torch.rand(n, d)
    squares = (x * x).sum(1)

    def once():
        for begin in range(0, n, rows):
            part = x[begin : begin + rows]
            torch.topk(torch.addmm(squares, part, x.T, alpha=-2), k, largest=False)

    take(f"nearest {k} of {n}x{d}", "topk", lambda: once)


torch.backends.cuda.matmul.allow_tf32 = False
steps(pathlib.Path(sys.argv[1]))
citations(pathlib.Path(sys.argv[1]))
search()
products()
if missing:
    sys.exit(f"not timed: {', '.join(missing)}")
