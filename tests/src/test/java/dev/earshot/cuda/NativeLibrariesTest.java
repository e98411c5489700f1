package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.earshot.cli.Main;
import dev.earshot.cli.SmallData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import jcuda.LibUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another user's file in the temporary folder is not loaded, whatever its name and size. */
class NativeLibrariesTest {
  @TempDir Path temporary;
  @TempDir Path folder;

  @Test
  void whatLiesInTheTemporaryFolderIsNotLoaded() throws Exception {
    var host = System.getProperty("earshot.cuda.host");
    assumeTrue(host != null, "there is no stand-in for the driver");
    var planted =
        temporary.resolve(
            LibUtils.createLibraryFileName(
                LibUtils.createPlatformLibraryName("JCudaDriver-12.6.0")));
    byte[] foreign;
    try (var in = LibUtils.class.getResourceAsStream("/lib/" + planted.getFileName())) {
      foreign = new byte[in.readAllBytes().length];
    }
    Files.write(planted, foreign);
    var log = folder.resolve("log");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dearshot.cuda.host=" + host,
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "train",
                SmallData.table(folder.resolve("table.npz")).toString(),
                "--recipe",
                "linear",
                "--folds",
                "0",
                "--backend",
                "cuda-host",
                "--out",
                folder.resolve("run").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertTrue(process.waitFor(2, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), Files.readString(log));
    assertArrayEquals(foreign, Files.readAllBytes(planted));
    try (var left = Files.list(temporary)) {
      assertEquals(1, left.filter(file -> !file.toString().contains("hsperf")).count());
    }
  }
}
