package dev.earshot.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.check.OperationCases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
