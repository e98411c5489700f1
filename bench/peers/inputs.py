"""Makes what whole processes read: feature tables, clips and a model. Everything is made once in a call of the script."""

import os
import pathlib
import shutil
import subprocess

import work
from runners import REPOSITORY, Failed

EARSHOT = str(REPOSITORY / "earshot")
EMOTIONS = {"W": "anger", "L": "boredom", "E": "disgust", "A": "fear", "F": "joy", "T": "sadness", "N": "neutral"}
CLIPS = 10


class Inputs:
    """The files by name, in one folder. `data` is the folder with the data sets."""

    def __init__(self, folder, data):
        self.folder, self.data, self.made = pathlib.Path(folder), pathlib.Path(data), set()
        self.makers = {"emodb": self.emodb, "start": self.start, "model": self.model, "clips": self.clips, "built": self.built}

    def make(self, name):
        if name not in self.made:
            self.makers[name]()
            self.made.add(name)

    def path(self, name):
        return str(self.folder / name)

    def built(self):
        """The first start of the launcher builds the command line."""
        tell(EARSHOT, "--version")

    def emodb(self):
        """EmoDB's 535 clips as 165 functionals. A file's sixth letter is the emotion, its first two are the speaker."""
        files = sorted((self.data / "emodb").glob("*.flac"))
        lines = ["path,label,group", *(f"{file},{EMOTIONS[file.name[5]]},{file.name[:2]}" for file in files)]
        pathlib.Path(self.path("emodb.csv")).write_text("\n".join(lines) + "\n")
        tell(EARSHOT, "features", self.path("emodb.csv"), "--encoder", "lld", "--out", self.path("emodb.npz"))

    def start(self):
        """A table for which an epoch of recipe `paper` is one step."""
        tell(str(REPOSITORY / "bench" / "java"), work.PACKAGE + "StartTable", self.path("start.npz"))

    def model(self):
        """A model of recipe `default`, of all of EmoDB."""
        self.make("emodb")
        tell(EARSHOT, "train", self.path("emodb.npz"), "--folds", "0", "--out", self.path("model"))

    def clips(self):
        folder = pathlib.Path(self.path("clips"))
        folder.mkdir()
        files = sorted((self.data / "emodb").glob("*.flac"))
        for file in files[:: len(files) // CLIPS][:CLIPS]:
            shutil.copy(file, folder / file.name)


def tell(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=dict(os.environ))
    if done.returncode:
        raise Failed(f"{' '.join(command[:2])}: {done.stderr.strip()}")
