"""What a row of the table is: a work, and the sides that do it."""

from dataclasses import dataclass, field

PACKAGE = "dev.earshot.bench.peers."


@dataclass
class Side:
    """One way to do the work.

    `commands` are processes that work at the same time, each with `threads` threads. The first word of a command is its
    kind: "java" and "python" start a program that warms up and is then timed on demand; "process" and "script" are whole
    processes, of any program and of a script for the peers' Python, timed from start to end.
    """

    label: str
    commands: list
    threads: int = 1
    needs: tuple = ()  # packages of Python, by the name that is imported
    patience: int = 60  # most seconds of its warm-up, once another peer is warm
    until: str = ""  # a whole process is stopped once this file is there, which must be in a folder of its own

    @staticmethod
    def java(label, main, *args, options="", threads=1):
        return Side(label, [["java", options, PACKAGE + main, *args]], threads)

    @staticmethod
    def python(needs, script, *args, threads=1, label="", **more):
        count = f"{threads} thread{'s' if threads > 1 else ''}"
        label = f"{count}, {label}" if label else count
        return Side(label, [["python", script + ".py", *args]], threads, needs, **more)

    @staticmethod
    def process(label, *command, threads=1, until=""):
        return Side(label, [["process", *command]], threads, until=until)

    @staticmethod
    def script(label, needs, script, *args):
        return Side(label, [["script", script + ".py", *args]], needs=needs)

    @property
    def is_whole(self):
        return self.commands[0][0] in ("process", "script")


@dataclass
class Work:
    """A row of the table. `unit` is us, ms or s (for one unit of work), GFLOP/s or "x real time"."""

    name: str
    unit: str
    goal: float
    ours: Side
    peers: list = field(default_factory=list)
    quoted: float = 0.0  # a number to compare with where there is no peer; for a whole process the limit
    note: str = ""
    needs: str = ""  # a file or folder
    inputs: tuple = ()  # what inputs.py makes for it
    further: int = 0  # the peer is Earshot itself with this number of further runs: their mean time is compared
    busy: bool = False  # whether another process keeps a core busy

    @property
    def faster_is_more(self):
        return self.unit in ("GFLOP/s", "x real time")
