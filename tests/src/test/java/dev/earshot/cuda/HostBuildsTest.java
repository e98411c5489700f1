package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.earshot.check.OperationCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other builds of the kernels for the host, each in a process of its own. */
class HostBuildsTest {
  @Test
  void sanitizersFindNothing() throws IOException, InterruptedException {
    Path standIn = HostDriver.variant("sanitized");
    String output =
        HostProcess.run(
            standIn,
            Map.of(
                "LD_PRELOAD",
                Files.readString(standIn.resolve("preload")).strip(),
                // What Java does with signals and never frees is its own affair.
                "ASAN_OPTIONS",
                "handle_segv=0:handle_sigbus=0:handle_sigill=0:handle_sigfpe=0:detect_leaks=0:"
                    + "detect_stack_use_after_return=0",
                "UBSAN_OPTIONS",
                "print_stacktrace=1"));
    assertFalse(output.contains("Sanitizer"), output);
    assertFalse(output.contains("runtime error"), output);
    long done = output.lines().filter(line -> line.matches("(ok|WRONG) .*")).count();
    assertEquals(OperationCases.all().size(), done, output);
    assertTrue(output.endsWith("exit code 0\n"), output);
  }

  @Test
  void missingBarrierIsFound() throws IOException, InterruptedException {
    String output = HostProcess.run(HostDriver.variant("mutant"), Map.of(), "linear", "softmax");
    assertTrue(output.contains("WRONG linear\n"), output);
    assertTrue(output.contains("ok softmax\n"), output);
  }

  @Test
  void strayWriteIsFound() throws IOException, InterruptedException {
    String output = HostProcess.run(HostDriver.variant("mutant"), Map.of(), "adam");
    assertTrue(output.contains("CUDA_ERROR_ILLEGAL_ADDRESS"), output);
    assertTrue(output.contains("kernel adam wrote 1 bytes behind an allocation"), output);
    // From then on the driver refuses much; what can be given back is all the same.
    assertTrue(output.contains("left: 0\n"), output);
  }

  /**
   * Where there is no nvcc, prebuilt kernels are taken, or it is said which part of them is
   * missing.
   */
  @Test
  void prebuiltKernelsAreTakenWithTheirVersion(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path script = Path.of("..", "cuda-kernels", "host", "build.sh");
    assumeTrue(Files.exists(script), "skipped: the sources are not here");
    Path module = Files.createDirectories(folder.resolve("module"));
    Files.createDirectories(module.resolve("src/main/cuda"));
    Files.copy(script, Files.createDirectories(module.resolve("host")).resolve("build.sh"));
    Path out = folder.resolve("out");

    String nothing = buildWithoutNvcc(folder, module, out);
    assertTrue(nothing.contains("no kernels.fatbin and kernels.version beside pom.xml"), nothing);
    Files.writeString(module.resolve("kernels.fatbin"), "fat");
    String noVersion = buildWithoutNvcc(folder, module, out);
    assertTrue(noVersion.contains("no nvcc and no kernels.version beside pom.xml"), noVersion);
    assertFalse(Files.exists(out.resolve("kernels.fatbin")));
    Files.writeString(module.resolve("kernels.version"), "13.0");
    String both = buildWithoutNvcc(folder, module, out);
    assertTrue(both.contains("taking the kernels.fatbin"), both);
    assertEquals("fat", Files.readString(out.resolve("kernels.fatbin")));
    assertEquals("13.0", Files.readString(out.resolve("kernels.version")));
    assertTrue(Files.readString(out.resolve("kernels.origin")).startsWith("prebuilt"));
    // A part that is taken away again must not leave the other behind.
    Files.delete(module.resolve("kernels.fatbin"));
    buildWithoutNvcc(folder, module, out);
    assertFalse(Files.exists(out.resolve("kernels.fatbin")));
    assertFalse(Files.exists(out.resolve("kernels.version")));
  }

  /** With a PATH of just the tools that the script needs. */
  private static String buildWithoutNvcc(Path folder, Path module, Path out)
      throws IOException, InterruptedException {
    Path tools = folder.resolve("tools");
    if (!Files.exists(tools)) {
      Files.createDirectories(tools);
      for (String tool :
          List.of("sh", "dirname", "readlink", "mkdir", "cp", "rm", "find", "head")) {
        Path real =
            Stream.of(System.getenv("PATH").split(":"))
                .map(entry -> Path.of(entry, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
        Files.createSymbolicLink(tools.resolve(tool), real.toAbsolutePath());
      }
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            tools.resolve("sh").toString(),
            module.resolve("host/build.sh").toString(),
            "device",
            out.toString());
    builder.environment().put("PATH", tools.toString());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
