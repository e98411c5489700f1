package dev.earshot.cuda;

import dev.earshot.check.OperationCase;
import dev.earshot.check.OperationCases;
import dev.earshot.check.Parity;
import dev.earshot.check.Size;
import dev.earshot.compute.Backend;
import dev.earshot.compute.reference.ReferenceBackend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Parity in a process of its own, for builds of the stand-in that cannot share one with others.
 * Prints a line for each operation: {@code ok NAME} or {@code WRONG NAME}.
 */
final class HostProcess {
  private HostProcess() {}

  /**
   * Arguments: the names of the operations, or none for all; or {@code libraries} for those of
   * NVIDIA's, and what of theirs is used.
   */
  public static void main(String[] names) {
    List<String> chosen = Arrays.asList(names);
    if (chosen.contains("libraries")) {
      try (CudaBackend backend = HostDriver.openUnchecked()) {
        backend.libraries().forEach(System.out::println);
        System.out.println((LibraryProducts.agree(backend) ? "ok" : "WRONG") + " libraries");
      }
      return;
    }
    try {
      for (OperationCase operation : OperationCases.all()) {
        if (chosen.isEmpty() || chosen.contains(operation.name())) {
          System.out.println((agrees(operation) ? "ok " : "WRONG ") + operation.name());
        }
      }
    } finally {
      HostDriver.find().ifPresent(driver -> System.out.println("left: " + driver.live()));
    }
  }

  private static boolean agrees(OperationCase operation) {
    boolean agrees = true;
    for (Size size : operation.sizes()) {
      try (Backend backend = HostDriver.provider().open()) {
        for (Parity.Result result :
            Parity.compare(
                operation,
                size,
                // Whoever runs this watches the memory too, to the byte.
                operation.withoutGuards(backend, size),
                operation.on(ReferenceBackend.open(), size))) {
          agrees &= result.passed();
        }
      }
    }
    return agrees;
  }

  /** Runs {@link #main} with a build of the stand-in; returns all that it prints. */
  static String run(Path standIn, Map<String, String> environment, String... operations)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx1g",
            "-XX:-UsePerfData",
            "-Dearshot.cuda.host=" + standIn,
            "-Dearshot.cuda.guard=true",
            "-cp",
            System.getProperty("java.class.path"),
            HostProcess.class.getName()));
    command.addAll(List.of(operations));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes());
    return output + "exit code " + process.waitFor() + "\n";
  }
}
