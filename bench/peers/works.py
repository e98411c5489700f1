"""The works that are measured, one for each row of the table."""

from dataclasses import replace

from work import PACKAGE, Side, Work

CITATIONS = ("cora", "citeseer")
TASKS = ("none", "denoise", "completion", "shuffle", "all")
GEMM_SIZES = (("71", "256", "256"), ("256", "256", "256"), ("512", "512", "512"), ("1024", "1024", "1024"))
FOLDER = "{folder}"
DATA = "{data}/"
REPOSITORY = "{repository}/"
INPUTS = "{inputs}/"
RUN = "{folder}/run"
NUMPY, TORCH, SCIPY = ("numpy",), ("numpy", "torch"), ("numpy", "scipy")
COMPILING = 240  # seconds that torch.compile and numba, which librosa uses, may take to compile


def both(script, *args, needs=TORCH, **more):
    """One thread and two. The better one counts."""
    return [Side.python(needs, script, *args, threads=t, **more) for t in (1, 2)]


def steps():
    for setting in ("ser", "audioset"):
        for tasks in TASKS:
            ours = Side.java("one thread", "StepWork", setting, tasks, FOLDER)
            compiled = Side.python(TORCH, "step", tasks, FOLDER, "compile", label="torch.compile", patience=COMPILING)
            yield Work(f"step {setting} {tasks}", "us", 4, ours, [*both("step", tasks, FOLDER), compiled])


def rates():
    for setting in ("ser", "audioset"):
        ours = Side.java("one thread", "StepWork", setting, "denoise", FOLDER)
        peers = [
            side
            for size in GEMM_SIZES
            for side in (
                Side.java("ours " + "x".join(size), "GemmWork", *size),
                Side("PyTorch's " + "x".join(size), [["python", "gemm.py", *size]], needs=TORCH),
            )
        ]
        yield Work(f"step rate {setting} denoise", "GFLOP/s", 0.6, ours, peers, note="peer: the best SGEMM")


def epochs():
    ours = Side.java("5 runs, 2 threads", "EpochWork", FOLDER, threads=2)
    halves = [["python", "epoch.py", "0", "3", FOLDER], ["python", "epoch.py", "3", "2", FOLDER]]
    whole = [["python", "epoch.py", "0", "5", FOLDER]]
    peers = [
        Side("two processes", halves, needs=TORCH),
        Side("one process, 1 thread", whole, 1, TORCH),
        Side("one process, 2 threads", whole, 2, TORCH),
    ]
    yield Work("epoch ser 5 runs", "ms", 6, ours, peers)


def neighbors(full):
    pool = DATA + "audioset-vggish/pool.npz"
    for n in (42531, 89000) if full else (8000,):
        # The heap is small on purpose: O(N^2) memory would not fit into it at full size.
        ours = Side.java("", "NeighborWork", pool, str(n), FOLDER, options="-Xmx700m", threads=2)
        peers = [
            *both("neighbors", FOLDER, "torch", label="PyTorch"),
            *both("neighbors", FOLDER, "faiss", needs=("numpy", "faiss"), label="FAISS flat"),
        ]
        yield Work(f"neighbors {n}x128", "ms", 5, ours, peers, needs=pool)


def searches():
    for queries in (1, 8):
        ours = Side.java("", "SearchWork", "1000000", "384", str(queries), FOLDER, threads=2)
        peers = [
            Side.python(("numpy", "faiss"), "search", FOLDER, "faiss", threads=2, label="FAISS flat"),
            Side.python(("numpy", "usearch"), "search", FOLDER, "usearch", threads=2, label="usearch exact"),
        ]
        yield Work(f"search 1,000,000x384, {queries} at a time", "ms", 1, ours, peers)


def products():
    for graph in (*CITATIONS, "power-law"):
        folder = graph if graph == "power-law" else DATA + "graphs/" + graph
        for width in (16, 64, 256):
            ours = Side.java("one thread", "SparseWork", folder, str(width), FOLDER)
            peers = [
                Side.python(TORCH, "sparse", FOLDER, "torch"),
                Side.python(SCIPY, "sparse", FOLDER, "scipy"),
                Side.python((*TORCH, "torch_geometric"), "sparse", FOLDER, "pyg"),
            ]
            needs = "" if graph == "power-law" else folder
            yield Work(f"spmm {graph} {width}", "us", 2, ours, peers, needs=needs)


def citations():
    for graph in CITATIONS:
        folder = DATA + "graphs/" + graph
        for tasks in TASKS:
            ours = Side.java("two threads", "CitationWork", folder, tasks, FOLDER, threads=2)
            peers = [
                *both("citation", tasks, FOLDER, "torch"),
                *both("citation", tasks, FOLDER, "pyg", needs=(*TORCH, "torch_geometric"), label="PyG's GCNConv"),
            ]
            yield Work(f"gcn epoch {graph} {tasks}", "ms", 5, ours, peers, needs=folder)


def networks():
    """Epochs of `earshot graph`; epochs of a training, because Earshot's time includes what it sets up before the first."""
    for name, goal, epochs in (("gcn", 10, 200), ("gat", 5, 50), ("gin", 5, 50), ("graphmix", 4, 50)):
        folder = DATA + "graphs/cora"
        ours = Side.java("one thread", "NodeWork", folder, name, str(epochs), FOLDER)
        peers = [
            *both("nodes", FOLDER, "torch"),
            *both("nodes", FOLDER, "pyg", needs=(*TORCH, "torch_geometric"), label="PyG's layers"),
        ]
        yield Work(f"graph epoch cora {name}", "ms", goal, ours, peers, needs=folder)


def rest():
    ours = Side.java("two threads", "PredictWork", FOLDER, threads=2)
    yield Work("predict 10000 clips", "ms", 5, ours, both("predict", FOLDER))
    speech = DATA + "emodb"
    ours = Side.java("one thread", "FeatureWork", "lld", speech, FOLDER)
    yield Work("lld 5 minutes", "x real time", 2.8, ours, quoted=250, note="peer: openSMILE, quoted", needs=speech)
    ours = Side.java("one thread", "FeatureWork", "logmel", speech, FOLDER)
    peers = [
        Side.python(TORCH, "logmel", FOLDER, "torch", label="torch.stft"),
        Side.python((*TORCH, "torchaudio"), "logmel", FOLDER, "torchaudio", label="torchaudio"),
        Side.python(("numpy", "librosa"), "logmel", FOLDER, "librosa", label="librosa", patience=COMPILING),
    ]
    yield Work("logmel 5 minutes", "x real time", 2, ours, peers, needs=speech)


def encoders():
    """Pretrained networks beside ONNX Runtime in Python: on clips that are ready, and from the file."""
    clips, models = DATA + "esc10", DATA + "models"
    for kind in ("ready", "files"):
        needs = ("numpy", "onnxruntime", *(("soundfile", "soxr") if kind == "files" else ()))
        for name in ("mn04", "yamnet", "speech-embedding"):
            ours = Side.java("one thread", "EncoderWork", kind, name, models, clips, FOLDER)
            ways = ("windows", "window") if name == "speech-embedding" else ("whole",)
            peers = [Side.python(needs, "encoder", kind, name, models, FOLDER, way, label=way) for way in ways]
            yield Work(f"encoder {name} {kind}", "x real time", 1, ours, peers, needs=models)


def earshot(*args, label="", threads=1, until=""):
    return Side.process(label, REPOSITORY + "earshot", *args, threads=threads, until=until)


def training(recipe, runs, out=RUN):
    """A few-label benchmark on EmoDB: a tenth of the labels, one thread."""
    return ["train", INPUTS + "emodb.npz", "--recipe", recipe, "--label-rate", "0.1", "--runs", str(runs), "--threads", "1", "--out", out]


def processes():
    speech = dict(needs=DATA + "emodb", inputs=("built", "emodb"))
    peer = Side.script("PyTorch", TORCH, "paper", INPUTS + "emodb.npz", FOLDER)
    yield Work("process paper", "s", 2, earshot(*training("paper", 1)), [peer], **speech)
    peer = Side.script("scikit-learn", ("numpy", "sklearn"), "linear", INPUTS + "emodb.npz", FOLDER)
    yield Work("process linear", "s", 1, earshot(*training("linear", 1)), [peer], **speech)
    peer = earshot(*training("default", 3, RUN + "-more"), label="a further run")
    yield Work("process default", "s", 1 / 1.5, earshot(*training("default", 1)), [peer], further=2, **speech)
    library = [REPOSITORY + "bench/java", PACKAGE + "FirstStep", INPUTS + "start.npz"]
    limit = dict(note="peer: the limit", inputs=("built", "start"))
    train = ["train", INPUTS + "start.npz", "--recipe", "paper", "--epochs", "1", "--out", RUN]
    state = RUN + ".partial/run-0-0.safetensors"
    yield Work("process start", "s", 1, earshot(*train, until=state), quoted=1, **limit)
    yield Work("process start, library", "s", 1, Side.process("", *library), quoted=1, **limit)
    yield Work("process saved model", "s", 1, earshot(*train), quoted=1, **limit)
    limit["inputs"] = ("built", "model", "clips")
    predict = ["predict", INPUTS + "model", INPUTS + "clips", "--out", FOLDER + "/predictions.csv"]
    yield Work("process predict", "s", 1, earshot(*predict), quoted=1.5, needs=speech["needs"], **limit)
    limit["inputs"] = ("built",)
    for option in ("--version", "--help"):
        yield Work(f"process {option}", "s", 1, earshot(option), quoted=0.3, **limit)


def beside_a_busy_process(work):
    """The same row while another process keeps a core busy. Then the first step may take 2 s."""
    limit = 2 if work.name.startswith("process start") else work.quoted
    return replace(work, name=work.name + ", busy", busy=True, quoted=limit)


def all_works(full, busy=False):
    whole = list(processes())
    if busy:
        whole = [each for work in whole for each in (work, beside_a_busy_process(work))]
    return [*steps(), *rates(), *epochs(), *neighbors(full), *searches(), *products(), *citations(), *networks(), *rest(), *encoders(), *whole]
