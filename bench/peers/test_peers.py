"""Tests of the script itself. They need neither a peer's package nor Java: python3 -m unittest discover -s bench/peers"""

import contextlib
import importlib.machinery
import importlib.util
import io
import json
import pathlib
import sys
import tempfile
import types
import unittest

import packages
import runners
import table
import works
from work import Side, Work

HERE = pathlib.Path(__file__).resolve().parent


def load(name, path):
    loader = importlib.machinery.SourceFileLoader(name, str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


run = load("run", HERE / "run")


class Folder(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)

    def python_with(self, *names):
        """A Python that has empty packages of these names, each of version 9.8, and no others."""
        for name in names:
            (self.folder / f"{name}.py").touch()
            described = self.folder / f"{packages.DISTRIBUTIONS[name][0].replace('-', '_')}-9.8.dist-info"
            described.mkdir()
            (described / "METADATA").write_text(f"Name: {packages.DISTRIBUTIONS[name][0]}\nVersion: 9.8\n")
        python = self.folder / "python"
        python.write_text(f"#!/bin/sh\nPYTHONPATH='{self.folder}' exec '{sys.executable}' -S \"$@\"\n")
        python.chmod(0o755)
        return str(python)


class PackagesTest(Folder):
    def test_only_the_sides_of_a_missing_package_are_left_out(self):
        every = works.all_works(False)
        for missing in packages.DISTRIBUTIONS:
            installed = {name: "1" for name in packages.DISTRIBUTIONS if name != missing}
            for work in every:
                able, lacking = packages.divide(work.peers, installed)
                self.assertEqual([side for side in work.peers if missing not in side.needs], able)
                self.assertLessEqual(set(lacking), {missing})

    def test_without_torchaudio_no_row_loses_all_its_peers(self):
        installed = {name: "1" for name in packages.DISTRIBUTIONS if name != "torchaudio"}
        for work in works.all_works(False):
            self.assertEqual(bool(work.peers), bool(packages.divide(work.peers, installed)[0]), work.name)

    def test_a_python_says_what_it_has(self):
        python = self.python_with(*(name for name in packages.DISTRIBUTIONS if name != "faiss"))
        installed = packages.versions(python)
        self.assertEqual({name: "9.8" for name in packages.DISTRIBUTIONS if name != "faiss"}, installed)
        every = works.all_works(False)
        lines = packages.missing_lines(every, installed, python)
        self.assertEqual(
            [f"Left out: what needs faiss-cpu, which {python} does not have: a side of 3 rows, from 'neighbors 8000x128'"], lines
        )
        self.assertIn("torch 9.8, torch-geometric 9.8, scikit-learn 9.8", packages.version_line(every, installed))

    def test_only_the_packages_of_the_chosen_rows_are_told(self):
        chosen = [work for work in works.all_works(False) if work.name == "process linear"]
        installed = packages.versions(self.python_with("numpy", "torch"))
        self.assertEqual(1, len(packages.missing_lines(chosen, installed)))
        self.assertEqual("", packages.version_line(chosen, installed))

    def test_no_such_python(self):
        for python in (str(self.folder / "nowhere"), "/bin/true"):
            with self.assertRaisesRegex(SystemExit, f"EARSHOT_PEER_PYTHON must name .* {python} does not"):
                packages.versions(python)


class WorksTest(unittest.TestCase):
    def test_scripts_and_programs_are_there(self):
        for work in works.all_works(True, busy=True):
            for side in [work.ours, *work.peers]:
                for kind, *command in side.commands:
                    if kind in ("python", "script"):
                        self.assertTrue((HERE / command[0]).exists(), command)
                        self.assertIn("numpy", side.needs, f"{work.name}: {side.label}")
                    elif kind == "java":
                        name = command[1].removeprefix(works.PACKAGE)
                        self.assertTrue((HERE.parent / f"src/main/java/dev/earshot/bench/peers/{name}.java").exists(), name)

    def test_each_whole_process_has_a_row_beside_a_busy_one(self):
        every = {work.name: work for work in works.all_works(False, busy=True)}
        whole = [name for name, work in every.items() if work.ours.is_whole and not work.busy]
        self.assertIn("process paper", whole)
        for name in whole:
            self.assertTrue(every[name + ", busy"].busy)
        self.assertEqual((1, 2), (every["process start"].quoted, every["process start, busy"].quoted))
        self.assertFalse(any(work.busy for work in works.all_works(False)))


class UntilTest(Folder):
    def taken(self, then):
        out = self.folder / "out"
        script = f"import pathlib, time; pathlib.Path('{out}').mkdir(); time.sleep(0.1); {then}"
        side = Side.process("", sys.executable, "-c", script, until=str(out / "state"))
        return runners.runner(side, {}).measure()

    def test_a_process_is_stopped_once_its_file_is_there(self):
        taken = self.taken(f"pathlib.Path('{self.folder}/out/state').touch(); time.sleep(60)")
        self.assertTrue(0.1 < taken["wall"] < 50)
        self.assertGreater(taken["processor"], 0)
        self.assertFalse((self.folder / "out").exists())

    def test_a_process_that_ends_before_that_has_failed(self):
        with self.assertRaisesRegex(runners.Failed, "ended before there was state"):
            self.taken("pass")


def fake(side, **facts):
    return types.SimpleNamespace(side=side, facts=facts)


def times(*pairs):
    return [{"wall": wall, "processor": processor} for wall, processor in pairs]


OURS = Side.java("ours", "Any")
PEERS = [Side.python((), "a", label="a"), Side.python((), "b", label="b")]
WHOLE = Side.process("", "any")


class TableTest(Folder):
    def test_less_time_is_better(self):
        work = Work("w", "ms", 4, OURS, PEERS)
        sides = [fake(OURS, units=2), fake(PEERS[0]), fake(PEERS[1], how="fast")]
        taken = [times((0.4, 0.2), (0.2, 0.2), (0.1, 0.1)), times((2, 2)), times((1, 1))]
        row = table.rows(work, sides, taken, "wall")[0]
        self.assertEqual((100, 500, 5, "yes"), (row["ours"], row["peer"], row["ratio"], table.met(row)))
        self.assertEqual("1 thread, b, fast", row["how"])
        self.assertAlmostEqual(1.5, row["spread"])
        self.assertEqual(1, row["cores"])

    def test_more_of_a_rate_is_better(self):
        work = Work("w", "GFLOP/s", 0.6, OURS, PEERS)
        sides = [fake(OURS, flops=1e9), fake(PEERS[0], flops=4e9), fake(PEERS[1], flops=1e9)]
        row = table.rows(work, sides, [times((1, 1)), times((2, 2)), times((4, 4))], "wall")[0]
        self.assertEqual((1, 2, 0.5, "no"), (row["ours"], row["peer"], row["ratio"], table.met(row)))

    def test_the_processors_clock(self):
        work = Work("w", "s", 1, OURS, PEERS[:1])
        row = table.rows(work, [fake(OURS), fake(PEERS[0])], [times((9, 1)), times((9, 3))], "processor")[0]
        self.assertEqual((1, 3, 3), (row["ours"], row["peer"], row["ratio"]))

    def test_a_whole_process_counts_by_its_processor_time(self):
        peer = Side.script("peer", (), "paper")
        work = Work("process w", "s", 2, WHOLE, [peer])
        row = table.rows(work, [fake(WHOLE), fake(peer)], [times((1, 3)), times((8, 6))], "wall")[0]
        self.assertEqual((3, 6, 2, "yes"), (row["ours"], row["peer"], row["ratio"], table.met(row)))
        self.assertEqual("processor 3.00 s, wall 1.00 s, the peer's wall 8.00 s, peer", row["how"])

    def test_a_limit_holds_for_both_clocks(self):
        work = Work("process w", "s", 1, WHOLE, quoted=1)
        for wall, processor in ((0.5, 2), (2, 0.5)):
            row = table.rows(work, [fake(WHOLE)], [times((wall, processor))], "wall")[0]
            self.assertEqual((2, 1, 0.5, "no"), (row["ours"], row["peer"], row["ratio"], table.met(row)))
        row = table.rows(work, [fake(WHOLE)], [times((2, 0.5))], "processor")[0]
        self.assertEqual((0.5, "yes"), (row["ours"], table.met(row)))

    def test_a_further_run_is_the_mean_of_those_after_the_first(self):
        more = Side.process("a further run", "any")
        work = Work("process w, busy", "s", 0.5, WHOLE, [more], further=2)
        first, further = table.rows(work, [fake(WHOLE), fake(more)], [times((9, 10)), times((15, 18))], "wall")
        self.assertEqual((10, 4, 0.4, "no"), (first["ours"], first["peer"], first["ratio"], table.met(first)))
        self.assertEqual("process w further run, busy", further["work"])
        self.assertEqual((4, None, None, ""), (further["ours"], further["peer"], further["ratio"], table.met(further)))
        self.assertIn("the peer's wall 3.00 s", first["how"])

    def test_without_peers(self):
        row = table.rows(Work("w", "us", 4, OURS, PEERS), [fake(OURS)], [times((1e-6, 1e-6))], "wall")[0]
        self.assertEqual((None, None, ""), (row["peer"], row["ratio"], table.met(row)))

    def test_the_documents_render_what_is_written(self):
        more = Side.process("a further run", "any")
        work = Work("process w", "s", 1 / 1.5, WHOLE, [more], further=1)
        rows = table.rows(work, [fake(WHOLE), fake(more)], [times((9, 10)), times((15, 18.123456))], "wall")
        table.write(self.folder / "table.json", rows)
        written = json.loads((self.folder / "table.json").read_text())
        self.assertEqual([10, 8.123], [row["ours"] for row in written])
        columns, cells = load("tables", HERE.parent.parent / "docs" / "tables.py").peers(written)
        self.assertEqual(["process w", "10", "8.123", "s", "0.8123", "0.6667", "yes"], cells[0][:7])
        self.assertEqual(["8.123", "", "s", "", "", ""], cells[1][1:7])
        self.assertEqual("best variant of the peer", columns[-1])


class RunTest(Folder):
    """Rows of small programs of the shell."""

    def setUp(self):
        super().setUp()
        self.options = types.SimpleNamespace(clock="wall", installed={}, repeat=3)

    def measure(self, work):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            return run.measure(work, self.options, {}), said.getvalue()

    def test_a_whole_process(self):
        ours = Side.process("", "/bin/sh", "-c", "sleep 0.2")
        row = self.measure(Work("w", "s", 1, ours, quoted=100))[0][0]
        self.assertGreaterEqual(row["ours"], 0.2)
        self.assertLess(row["cores"], 0.5)
        self.assertEqual("yes", table.met(row))

    def test_a_process_that_fails_is_told_with_its_words(self):
        ours = Side.process("", "/bin/sh", "-c", "echo 'no such thing' >&2; exit 3")
        with self.assertRaisesRegex(runners.Failed, "ended with 3:\n +no such thing"):
            self.measure(Work("w", "s", 1, ours))

    def test_a_peer_that_fails_does_not_stop_the_others(self):
        ours = Side.process("", "/bin/sh", "-c", ":")
        bad = Side.process("bad", "/bin/sh", "-c", "echo broken; exit 1")
        good = Side.process("good", "/bin/sh", "-c", "sleep 0.1")
        rows, said = self.measure(Work("w", "s", 1, ours, [bad, good]))
        self.assertEqual("    w: left out: bad: broken\n", said)
        self.assertEqual(["good"], [name for name, _ in rows[0]["sides"]])

    def test_a_peer_that_waits_to_be_timed(self):
        script = self.folder / "served.py"
        script.write_text('import json\nprint(json.dumps({"how": "well"}), flush=True)\n'
                          'while input() == "": print(json.dumps({"seconds": 2.0, "cores": 0.5}), flush=True)\n')
        broken = self.folder / "broken.py"
        broken.write_text("import no_such_package\n")
        peers = [Side("served", [["python", str(script)]]), Side("broken", [["python", str(broken)]])]
        ours = Side.process("", "/bin/sh", "-c", "sleep 0.1")
        rows, said = self.measure(Work("w", "s", 1, ours, peers))
        self.assertEqual([("served, well", 1.0)], rows[0]["sides"])
        self.assertEqual("    w: left out: broken: ModuleNotFoundError: No module named 'no_such_package'\n", said)

    def test_a_busy_process_ends_with_the_row(self):
        with runners.busy(True) as process:
            self.assertIsNone(process.poll())
        self.assertIsNotNone(process.returncode)
        with runners.busy(False) as process:
            self.assertIsNone(process)


class SplitTest(unittest.TestCase):
    def test_parts_are_those_of_the_protocol(self):
        try:
            import numpy as np
        except ImportError:
            self.skipTest("needs numpy")
        import splits

        labels = np.repeat([0, 1, 2], [100, 50, 23])
        labelled, unlabelled, test = splits.benchmark(labels, 0.1, np.random.default_rng(0))
        self.assertEqual([10, 5, 2], np.bincount(labels[test]).tolist())
        self.assertEqual([9, 4, 2], np.bincount(labels[labelled]).tolist())
        self.assertEqual(sorted([*labelled, *unlabelled, *test]), list(range(173)))
        kept, out = splits.held_out(labels, labelled, np.random.default_rng(0))
        self.assertEqual([1], np.bincount(labels[out]).tolist())
        self.assertEqual(sorted([*kept, *out]), sorted(labelled))


if __name__ == "__main__":
    unittest.main()
