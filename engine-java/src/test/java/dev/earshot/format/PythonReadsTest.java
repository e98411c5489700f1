package dev.earshot.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python reads our files, and we read Python's. Skipped if there is no python3 or no numpy. */
class PythonReadsTest {
  @TempDir private Path folder;

  private record Result(int status, String output) {}

  private Result python(String program) throws IOException, InterruptedException {
    var builder = new ProcessBuilder("python3", "-c", program);
    var process = builder.directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  private void require(String module) throws InterruptedException {
    boolean works;
    try {
      works = python("import " + module).status() == 0;
    } catch (IOException e) {
      works = false;
    }
    assumeTrue(works, "skipped: needs python3 with " + module);
  }

  @Test
  void numpyReadsWhatIsWrittenAndWritesWhatIsRead() throws IOException, InterruptedException {
    require("numpy");
    Map<String, NdArray> arrays =
        Map.of(
            "f", NumberArray.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
            "i", NumberArray.of(new long[] {-5}),
            "t", TextArray.of(List.of("Gü\uD83C\uDFB5", "", "abc")),
            "e", TextArray.of(List.of()));
    Npz.write(folder.resolve("s.npz"), arrays);
    Npz.writeCompressed(folder.resolve("d.npz"), arrays);
    var result =
        python(
            """
            import numpy as np
            for name in ("s.npz", "d.npz"):
                z = np.load(name)
                assert z["f"].dtype == np.float32 and z["f"].tolist() == [[1, 2, 3], [4, 5, 6]]
                assert z["i"].shape == () and z["i"] == -5
                assert z["t"].tolist() == ["G\\u00fc\\U0001f3b5", "", "abc"], z["t"]
                assert z["e"].shape == (0,)
            a = np.arange(24).reshape(2, 3, 4)
            np.savez_compressed("n.npz", big=a.astype(">f8"), fortran=np.asfortranarray(a),
                                text=np.array([["a", "\\u00fc"]]), raw=np.array([b"x", b"yz"]))
            np.save("big.npy", np.asfortranarray(a.astype(">u2")))
            """);
    assertEquals(0, result.status(), result.output());
    var expected = new int[24];
    java.util.Arrays.setAll(expected, i -> i);
    var read = Npz.read(folder.resolve("n.npz"));
    assertEquals(List.of("big", "fortran", "text", "raw"), List.copyOf(read.keySet()));
    assertEquals(23, ((NumberArray) read.get("big")).toDoubles()[23]);
    assertArrayEquals(expected, ((NumberArray) read.get("fortran")).toInts());
    assertEquals(new TextArray(List.of(1, 2), List.of("a", "ü")), read.get("text"));
    assertEquals(TextArray.of(List.of("x", "yz")), read.get("raw"));
    var single = (NumberArray) Npy.read(folder.resolve("big.npy"));
    assertEquals(ElementType.U16, single.type());
    assertArrayEquals(expected, single.toInts());
  }

  /** The Python code follows the description of the format and uses only struct and json. */
  @Test
  void structAndJsonReadSafetensors() throws IOException, InterruptedException {
    require("json");
    new Safetensors(
            Map.of(
                "w", NumberArray.of(new float[] {1, 2, 3, 4}, 2, 2),
                "n", NumberArray.of(new long[] {-9}),
                "u", NumberArray.of(new byte[] {1, 2, 3}, 3)),
            Map.of("recipe", "gü"))
        .write(folder.resolve("a.safetensors"));
    var result =
        python(
            """
            import json, struct
            b = open("a.safetensors", "rb").read()
            n, = struct.unpack("<Q", b[:8])
            assert n % 8 == 0 and b[8:9] == b"{"
            h = json.loads(b[8:8 + n].decode("utf-8"))
            assert h.pop("__metadata__") == {"recipe": "g\\u00fc"}
            d = b[8 + n:]
            code = {"F32": "f", "I64": "q", "U8": "B"}
            got, at = {}, 0
            for name, t in sorted(h.items(), key=lambda e: e[1]["data_offsets"]):
                s, e = t["data_offsets"]
                assert s == at
                at, w = e, struct.calcsize(code[t["dtype"]])
                assert s % w == 0
                got[name] = t["shape"], struct.unpack("<%d%s" % ((e - s) // w, code[t["dtype"]]), d[s:e])
            assert at == len(d)
            assert got == {"w": ([2, 2], (1, 2, 3, 4)), "n": ([], (-9,)), "u": ([3], (1, 2, 3))}, got
            """);
    assertEquals(0, result.status(), result.output());
  }

  @Test
  void theSafetensorsLibraryReadsAndWrites() throws IOException, InterruptedException {
    require("safetensors.numpy");
    new Safetensors(
            Map.of("w", NumberArray.of(new float[] {1, 2}, 2, 1)), Map.of("recipe", "paper"))
        .write(folder.resolve("a.safetensors"));
    var result =
        python(
            """
            import numpy as np
            from safetensors import safe_open
            from safetensors.numpy import save_file
            with safe_open("a.safetensors", "np") as f:
                assert f.metadata() == {"recipe": "paper"}
                assert f.get_tensor("w").tolist() == [[1], [2]]
            save_file({"a": np.arange(6.).reshape(2, 3), "b": np.array([True]),
                       "c": np.zeros((0, 2), np.float32)}, "b.safetensors", {"k": "v"})
            """);
    assertEquals(0, result.status(), result.output());
    var read = Safetensors.read(folder.resolve("b.safetensors"));
    assertEquals(Map.of("k", "v"), read.metadata());
    assertArrayEquals(new double[] {0, 1, 2, 3, 4, 5}, read.tensors().get("a").toDoubles());
    assertArrayEquals(new int[] {1}, read.tensors().get("b").toInts());
    assertEquals(List.of(0, 2), read.tensors().get("c").shape());
  }
}
