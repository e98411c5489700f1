"""Times a peer's work, by the same rules as the engine's Meter."""

import json
import os
import sys
import time

WARM_UP_SECONDS = 1.5  # processor time
BLOCK_SECONDS = 0.5


def threads():
    """The number of threads that the runner allows. OpenMP and OpenBLAS read the same variable when they start."""
    return int(os.environ.get("OMP_NUM_THREADS", "1"))


def torch():
    import warnings

    warnings.filterwarnings("ignore", message=".*beta state.*")
    import torch

    torch.set_num_threads(threads())
    torch.manual_seed(0)
    return torch


def seconds(once, at_least=0.2):
    """The mean seconds of one repetition, without the first one."""
    once()
    count, begin = 0, time.perf_counter()
    while count < 1 or time.perf_counter() - begin < at_least:
        once()
        count += 1
    return (time.perf_counter() - begin) / count


def fastest(variants):
    """The name and function of the fastest of several ways to do the same."""
    times = {name: seconds(once) for name, once in variants.items()}
    name = min(times, key=times.get)
    return name, variants[name]


def serve(once, facts, errors):
    """Warms up, prints the facts and the disagreements with the engine's results, and then times the work on demand."""
    count, begin = 0, time.process_time()
    while count < 2 or time.process_time() - begin < WARM_UP_SECONDS:
        before = time.process_time()
        once()
        last = time.process_time() - before
        count += 1
    block = max(1, round(BLOCK_SECONDS / last))
    print(json.dumps({**facts, "errors": errors}), flush=True)
    for _ in sys.stdin:
        processor, begin = time.process_time(), time.perf_counter()
        for _ in range(block):
            once()
        elapsed = time.perf_counter() - begin
        cores = (time.process_time() - processor) / elapsed
        print(json.dumps({"seconds": elapsed / block, "cores": cores}), flush=True)


def differences(name, ours, theirs, tolerance):
    """A list with a message if two arrays differ by more than `tolerance` times the largest magnitude in both."""
    import numpy as np

    ours, theirs = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    if ours.shape != theirs.shape:
        return [f"{name}: shapes {ours.shape} and {theirs.shape}"]
    worst = np.abs(ours - theirs).max() / max(np.abs(ours).max(), np.abs(theirs).max(), 1e-30)
    if worst <= tolerance:
        return []
    return [f"{name}: differs by {worst:.2e} of its largest value, expected at most {tolerance:.0e}"]
