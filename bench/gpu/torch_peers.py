"""Times PyTorch on the same works on this GPU: seconds by "WORK | WAY", as JSON.

Arguments: a folder with STEP-NAME/step.npz for each step to time and GRAPH/citation.npz for each citation graph (written
by the engine), the file to write. Training steps are timed in eager mode, captured in a CUDA graph and compiled, with
the network of bench/peers. Citation graphs are timed with PyTorch's own sparse tensors and, if PyG is installed, with
its layers. Each work is a process of its own, since a capture that fails leaves CUDA unusable in its process. The exit
code is 1 if something could not be timed, except when PyG is not installed.
"""

import importlib.util
import json
import os
import pathlib
import signal
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "peers"))

BLOCKS, BLOCK_SECONDS = 11, 0.05
# As in GpuClock: for work that takes longer than this, three blocks are enough.
LONG_SECONDS, BLOCKS_OF_LONG = 0.3, 3

# The most seconds for one work, with its start.
LIMIT_SECONDS = 40


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


def apart(work, limit):
    """Runs work() in a process of its own and returns (its result, None) or (None, what went wrong).

    The process is a copy of this one, so what is imported here need not be imported again. It is ended after `limit`
    seconds.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.close(reading)
            try:
                result = {"result": work()}
                code = 0
            except BaseException as problem:
                result = {"problem": f"{type(problem).__name__}: {problem}".splitlines()[0]}
            with os.fdopen(writing, "w") as file:
                json.dump(result, file)
        finally:
            os._exit(code)
    os.close(writing)
    end = time.monotonic() + limit
    ended = 0
    while ended == 0 and time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended == 0:
            time.sleep(0.02)
    if ended == 0:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
        return None, f"not done in {limit} s"
    with os.fdopen(reading) as file:
        text = file.read()
    if not text:
        return None, f"the process ended with status {status} and without a result"
    answer = json.loads(text)
    return answer.get("result"), answer.get("problem")


def take_all(works, out, limit):
    """Times works, a list of (name, function that returns what is to be timed); returns the names that failed."""
    results, missing = {}, []
    for name, prepare in works:
        result, problem = apart(lambda: seconds(prepare()), limit)
        if problem is None:
            results[name] = result
            print(f"{name}: {1e6 * result:.1f} us", file=sys.stderr, flush=True)
        else:
            missing.append(name)
            print(f"{name}: not possible: {problem}", file=sys.stderr, flush=True)
        # Written after each work, in case time runs out.
        out.write_text(json.dumps(results, indent=2) + "\n")
    return missing


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


def step(path, way):
    """A training step of one setting and task."""
    tasks = path.parent.name.split("-")[1]
    arrays = dict(np.load(path))
    z = torch.tensor(arrays["z"], dtype=torch.float32)
    labels = torch.tensor(arrays["labels"]).long()
    count = int((labels >= 0).sum())
    rows = (slice(0, count), slice(count, None))
    adjacency = torch.tensor(arrays["adjacency"]).float()
    p, drawn = network.parameters(arrays), network.Drawn()
    options = {"foreach": True} if way == "eager" else {"capturable": True, "fused": True}
    adam = torch.optim.Adam(p.values(), lr=1e-3, **options)
    known = labels[:count]

    def losses():
        return network.losses(p, adjacency, z, z, rows, known, network.TASKS[tasks], drawn)

    if way == "compiled":
        return network.learner(p, adam, torch.compile(losses))
    once = network.learner(p, adam, losses)
    return captured(once) if way == "graph" else once


def citation(path, way):
    """A full-batch step of Kipf and Welling's network without tasks: cross-entropy and entropy, Adam."""
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
    if way == "PyG eager":
        return pyg(words, edges, labels, known, other)
    loops = torch.arange(nodes).repeat(2, 1)
    both = torch.cat((edges, loops), 1)
    degrees = torch.bincount(both[0], minlength=nodes).float()
    weights = (degrees[both[0]] * degrees[both[1]]).rsqrt()
    adjacency = torch.sparse_coo_tensor(both, weights, (nodes, nodes)).coalesce()
    p, drawn = network.parameters(arrays), network.Drawn()
    adam = torch.optim.Adam(p.values(), lr=1e-3, foreach=True)
    rows = (known, other)
    return network.learner(
        p, adam, lambda: network.losses(p, adjacency, words, words, rows, labels[known], [], drawn)
    )


def pyg(words, edges, labels, known, other):
    from torch_geometric.nn import GCNConv

    first = GCNConv(words.shape[1], 16, cached=True)
    second = GCNConv(16, int(labels.max()) + 1, cached=True)
    adam = torch.optim.Adam([*first.parameters(), *second.parameters()], lr=1e-3, foreach=True)

    def once():
        logits = second(torch.relu(first(words, edges)), edges)
        log = torch.log_softmax(logits, -1)
        entropy = -(log[other].exp() * log[other]).sum(-1).mean()
        loss = torch.nn.functional.nll_loss(log[known], labels[known]) + network.ENTROPY_WEIGHT * entropy
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()

    return once


def product(n):
    a, b = torch.rand(n, n), torch.rand(n, n)
    return lambda: a @ b


def search(n=89_000, d=128, k=3, rows=4096):
    x = torch.rand(n, d)
    squares = (x * x).sum(1)

    def once():
        for begin in range(0, n, rows):
            part = x[begin : begin + rows]
            torch.topk(torch.addmm(squares, part, x.T, alpha=-2), k, largest=False)

    return once


def all_works(folder):
    """The works in their order: those of the headline first, compiled ones last."""
    headline = folder / "ser-denoise" / "step.npz"
    paths = [headline] if headline.exists() else []
    paths += [path for path in sorted(folder.glob("*/step.npz")) if path != headline]
    ways = [(path, way) for path in paths for way in ("eager", "graph")]
    ways += [(path, "compiled") for path in paths[:1]]
    works = [
        (f"step {path.parent.name.replace('-', ' ')} | {way}", lambda path=path, way=way: step(path, way))
        for path, way in ways
    ]
    for path in sorted(folder.glob("*/citation.npz")):
        for way in ["torch.sparse eager"] + (["PyG eager"] if importlib.util.find_spec("torch_geometric") else []):
            works.append(
                (f"gcn epoch {path.parent.name} none | {way}", lambda path=path, way=way: citation(path, way))
            )
    works.append(("nearest 3 of 89000x128 | topk", search))
    works += [(f"product {n} | matmul", lambda n=n: product(n)) for n in (512, 1024, 4096)]
    return works


if __name__ == "__main__":
    # Nothing here may start CUDA: the processes that time are copies of this one.
    import numpy as np
    import torch

    torch.set_default_device("cuda")
    import network

    torch.backends.cuda.matmul.allow_tf32 = False
    failed = take_all(all_works(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2]), LIMIT_SECONDS)
    if failed:
        sys.exit(f"not timed: {', '.join(failed)}")
