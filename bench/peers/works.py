"""The works that are measured, one for each row of the table."""

from dataclasses import dataclass, field

CITATIONS = ("cora", "citeseer")
TASKS = ("none", "denoise", "completion", "shuffle", "all")
PACKAGE = "dev.earshot.bench.peers."
GEMM_SIZES = (("71", "256", "256"), ("256", "256", "256"), ("512", "512", "512"), ("1024", "1024", "1024"))
FOLDER = "{folder}"
DATA = "{data}/"
REPOSITORY = "{repository}/"


@dataclass
class Side:
    """One way to do the work: processes that work at the same time, each with `threads` threads."""

    label: str
    commands: list
    threads: int = 1

    @staticmethod
    def java(label, main, *args, options="", threads=1):
        return Side(label, [["java", options, PACKAGE + main, *args]], threads)

    @staticmethod
    def python(script, *args, threads=1):
        return Side(f"{threads} thread{'s' if threads > 1 else ''}", [["python", script + ".py", *args]], threads)


@dataclass
class Work:
    """A row of the table. `unit` is us, ms or s (for one unit of work), GFLOP/s or "x real time"."""

    name: str
    unit: str
    goal: float
    ours: Side
    peers: list = field(default_factory=list)
    quoted: float = 0.0
    note: str = ""
    needs: str = ""

    @property
    def faster_is_more(self):
        return self.unit in ("GFLOP/s", "x real time")


def both(script, *args):
    """PyTorch with one thread and with two. The better one counts."""
    return [Side.python(script, *args, threads=t) for t in (1, 2)]


def steps():
    for setting in ("ser", "audioset"):
        for tasks in TASKS:
            ours = Side.java("one thread", "StepWork", setting, tasks, FOLDER)
            yield Work(f"step {setting} {tasks}", "us", 4, ours, both("step", tasks, FOLDER))


def rates():
    for setting in ("ser", "audioset"):
        ours = Side.java("one thread", "StepWork", setting, "denoise", FOLDER)
        peers = [
            side
            for size in GEMM_SIZES
            for side in (
                Side.java("ours " + "x".join(size), "GemmWork", *size),
                Side("OpenBLAS " + "x".join(size), [["python", "gemm.py", *size]]),
            )
        ]
        yield Work(f"step rate {setting} denoise", "GFLOP/s", 0.6, ours, peers, note="peer: the best SGEMM")


def epochs():
    ours = Side.java("5 runs, 2 threads", "EpochWork", FOLDER, threads=2)
    two = Side("two processes", [["python", "epoch.py", "0", "3", FOLDER], ["python", "epoch.py", "3", "2", FOLDER]])
    batched = [Side("one process, " + ("1 thread" if t == 1 else f"{t} threads"), [["python", "epoch.py", "0", "5", FOLDER]], t) for t in (1, 2)]
    yield Work("epoch ser 5 runs", "ms", 6, ours, [two, *batched])


def neighbors(full):
    pool = DATA + "audioset-vggish/pool.npz"
    for n in (42531, 89000) if full else (8000,):
        # The heap is small on purpose: O(N^2) memory would not fit into it at full size.
        ours = Side.java("", "NeighborWork", pool, str(n), FOLDER, options="-Xmx700m", threads=2)
        yield Work(f"neighbors {n}x128", "ms", 5, ours, both("neighbors", FOLDER), needs=pool)


def products():
    for graph in (*CITATIONS, "power-law"):
        folder = graph if graph == "power-law" else DATA + "graphs/" + graph
        for width in (16, 64, 256):
            ours = Side.java("one thread", "SparseWork", folder, str(width), FOLDER)
            needs = "" if graph == "power-law" else folder
            yield Work(f"spmm {graph} {width}", "us", 2, ours, [Side.python("sparse", FOLDER)], needs=needs)


def citations():
    for graph in CITATIONS:
        folder = DATA + "graphs/" + graph
        for tasks in TASKS:
            ours = Side.java("two threads", "CitationWork", folder, tasks, FOLDER, threads=2)
            yield Work(f"gcn epoch {graph} {tasks}", "ms", 5, ours, both("citation", tasks, FOLDER), needs=folder)


def rest():
    ours = Side.java("two threads", "PredictWork", FOLDER, threads=2)
    yield Work("predict 10000 clips", "ms", 5, ours, both("predict", FOLDER))
    speech = DATA + "emodb"
    ours = Side.java("one thread", "FeatureWork", "lld", speech, FOLDER)
    yield Work("lld 5 minutes", "x real time", 2.8, ours, quoted=250, note="peer: openSMILE, quoted", needs=speech)
    ours = Side.java("one thread", "FeatureWork", "logmel", speech, FOLDER)
    yield Work("logmel 5 minutes", "x real time", 2, ours, [Side.python("logmel", FOLDER)], needs=speech)
    library = [REPOSITORY + "bench/java", PACKAGE + "FirstStep", "{folder}/start.npz"]
    ours = Side("the library", [["process", *library]], threads=2)
    yield Work("start to first step", "s", 1, ours, quoted=1, note="peer: the limit; library and launcher, no CLI")
    train = [REPOSITORY + "earshot", "train", "{folder}/start.npz", "--recipe", "paper", "--epochs", "1", "--label-rate", "0.1"]
    ours = Side("the CLI", [["process", *train, "--runs", "1", "--out", "{folder}/run"]], threads=2)
    yield Work("start to saved model", "s", 1, ours, quoted=1, note="the same through the CLI and to its end")


def all_works(full):
    return [*steps(), *rates(), *epochs(), *neighbors(full), *products(), *citations(), *rest()]
