"""The processes of one side of a row, and how they are timed."""

import contextlib
import json
import os
import pathlib
import select
import shutil
import subprocess
import sys
import tempfile
import time

import packages

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent


class Failed(Exception):
    """A row or a side that cannot be measured, with the reason."""


def runner(side, places):
    """Starts a side. `places` are the values of the words in braces in its commands."""
    commands = [[part.format(**places) for part in command] for command in side.commands]
    environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1", EARSHOT_CACHE="off")
    # MKL and FAISS read the first one.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        environment[name] = str(side.threads)
    if side.is_whole:
        kind, *command = commands[0]
        until = pathlib.Path(side.until.format(**places)) if side.until else None
        return Program(side, command if kind == "process" else python(command), environment, until)
    return Served(side, commands, environment, pathlib.Path(places["folder"]))


def python(command):
    return [packages.PYTHON, str(HERE / command[0]), *command[1:]]


class Served:
    """Processes that warm up and then wait to be timed."""

    def __init__(self, side, commands, environment, folder):
        self.side, self.processes, self.facts = side, [], {}
        self.complaints = folder / f"stderr-{id(self)}"
        for kind, *command in commands:
            if kind == "java":
                options, *command = command
                # These rows measure vectors, not the plain loops that come before them.
                environment["EARSHOT_JAVA_OPTS"] = f"-Dearshot.simd.bits=512 {options}"
                command = [str(REPOSITORY / "bench" / "java"), *command]
            else:
                command = python(command)
            with open(self.complaints, "a") as stderr:
                pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": stderr, "text": True}
                self.processes.append(subprocess.Popen(command, env=environment, **pipes))

    def answer(self, process):
        line = process.stdout.readline()
        if not line:
            told = "\n    ".join(self.complaints.read_text().splitlines()[-12:])
            raise Failed(f"{' '.join(map(str, process.args[:3]))} ... ended, saying\n    {told}")
        return json.loads(line)

    def ready(self, limit=None):
        """Waits until all are warm. If that takes longer than limit seconds, ends them and returns False."""
        end = time.monotonic() + (limit or 0)
        for process in self.processes:
            if limit and not select.select([process.stdout], [], [], max(0, end - time.monotonic()))[0]:
                for late in self.processes:
                    late.kill()
                self.close()
                return False
            self.facts.update(self.answer(process))
        return True

    def measure(self):
        """One repetition: its seconds by the wall clock and on the processor."""
        for process in self.processes:
            process.stdin.write("\n")
            process.stdin.flush()
        answers = [self.answer(process) for process in self.processes]
        wall = max(a["seconds"] for a in answers)
        return {"wall": wall, "processor": wall * sum(a["cores"] for a in answers)}

    def close(self):
        for process in self.processes:
            try:
                process.stdin.close()
            except BrokenPipeError:
                pass
            process.stdout.close()
        for process in self.processes:
            process.wait()


class Program:
    """A whole process, from its start to its end, or until a file is there."""

    def __init__(self, side, command, environment, until=None):
        self.side, self.command, self.environment, self.facts = side, command, environment, {}
        self.until = until

    def ready(self, limit=None):
        return True

    def measure(self):
        """One run. The last line of a peer's script is JSON: facts and disagreements."""
        with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complaint:
            begin = time.perf_counter()
            process = subprocess.Popen(
                self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=said, stderr=complaint
            )
            stopped = bool(self.until) and self.stop(process)
            # Unlike the sum over all children, this is right beside a busy process too.
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - begin
            process.returncode = 0 if stopped else os.waitstatus_to_exitcode(status)
            for file in (said, complaint):
                file.seek(0)
            if process.returncode:
                told = (complaint.read().strip() or said.read().strip()).splitlines()[-12:]
                raise Failed(f"{' '.join(self.command[:3])} ... ended with {process.returncode}:\n    " + "\n    ".join(told))
            if self.side.commands[0][0] == "script":
                self.facts.update(json.loads(said.read().splitlines()[-1]))
        if stopped:
            shutil.rmtree(self.until.parent)
        elif self.until:
            raise Failed(f"{' '.join(self.command[:3])} ... ended before there was {self.until.name}")
        return {"wall": wall, "processor": usage.ru_utime + usage.ru_stime}

    def stop(self, process):
        """Kills the process once the file is there; returns False if it ends before that."""
        while not self.until.exists():
            if os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                return False
            time.sleep(0.002)
        process.kill()
        return True

    def close(self):
        pass


@contextlib.contextmanager
def busy(wanted):
    """Keeps one core busy meanwhile, if wanted."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"]) if wanted else None
    try:
        yield process
    finally:
        if process:
            process.kill()
            process.wait()
