"""Tests of torch_peers.py that need no PyTorch: works that fail, hang or crash take nothing from the others."""

import json
import os
import pathlib
import tempfile
import time
import unittest

import torch_peers


class Apart(unittest.TestCase):
    def test_result_comes_back(self):
        self.assertEqual((1.5, None), torch_peers.apart(lambda: 1.5, 10))

    def test_failure_is_a_line(self):
        def fails():
            raise ValueError("first line\nsecond line")

        self.assertEqual((None, "ValueError: first line"), torch_peers.apart(fails, 10))

    def test_crash_is_a_line(self):
        result, problem = torch_peers.apart(os.abort, 10)
        self.assertIsNone(result)
        self.assertIn("without a result", problem)

    def test_hang_is_ended(self):
        self.assertEqual((None, "not done in 0.2 s"), torch_peers.apart(lambda: time.sleep(60), 0.2))


class TakeAll(unittest.TestCase):
    def test_others_go_on(self):
        def captured_wrong():
            raise RuntimeError("capture failed")

        torch_peers.seconds, before = lambda once: once(), torch_peers.seconds
        try:
            with tempfile.TemporaryDirectory() as folder:
                out = pathlib.Path(folder) / "peers.json"
                works = [("a | eager", lambda: lambda: 1.0), ("a | graph", captured_wrong), ("b | eager", lambda: lambda: 2.0)]
                self.assertEqual(["a | graph"], torch_peers.take_all(works, out, 10))
                self.assertEqual({"a | eager": 1.0, "b | eager": 2.0}, json.loads(out.read_text()))
        finally:
            torch_peers.seconds = before


if __name__ == "__main__":
    unittest.main()
