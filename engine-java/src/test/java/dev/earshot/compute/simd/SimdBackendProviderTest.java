package dev.earshot.compute.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.compute.backends.Backends;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimdBackendProviderTest {
  private static final String PRODUCT = "[4.0, 5.0, 10.0, 11.0]";
  private static final String ADD_MODULE = "--add-modules=jdk.incubator.vector";

  @Test
  void automaticChoiceOnCpu() {
    assertTrue(
        Backends.all().stream()
            .anyMatch(provider -> provider.name().equals("simd") && provider.rank() == 10));
  }

  /** Without the vector module, no class that uses it may be loaded, and the product is right. */
  @Test
  void withoutTheVectorModule() throws Exception {
    List<String> lines = run("-Xlog:class+load");
    assertTrue(
        lines.contains(
            "float, plain loops: start Java with --add-modules jdk.incubator.vector for speed"));
    assertTrue(lines.contains(PRODUCT));
    assertTrue(lines.stream().anyMatch(line -> line.contains(PlainOps.class.getName())));
    assertFalse(lines.stream().anyMatch(line -> line.contains("VectorApi")));
  }

  /** Without C2, the Vector API is slow, however it was switched off. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:TieredStopAtLevel=1",
        "-XX:TieredStopAtLevel=3",
        "-XX:CompilationMode=quick-only",
        "-Xint"
      })
  void withoutTheOptimizingCompiler(String flag) throws Exception {
    List<String> lines = run(ADD_MODULE, flag);
    String description =
        "float, plain loops: Java's optimizing compiler C2 is off; start Java without"
            + " -XX:TieredStopAtLevel or -Xint for speed";
    assertTrue(lines.contains(description), lines::toString);
    assertTrue(lines.contains(PRODUCT), lines::toString);
    assertEquals(1, warnings(lines), lines::toString);
    // Whoever names a width gets it.
    assertTrue(run(ADD_MODULE, flag, property("128")).contains("float, 128-bit vectors"));
  }

  /** As on an old processor: everything is right, and slow. */
  @Test
  void withoutFusedMultiplyAdd() throws Exception {
    List<String> lines = run(ADD_MODULE, "-XX:-UseFMA");
    String description = "float, plain loops: this processor has no fused multiply-add";
    assertTrue(lines.contains(description), lines::toString);
    assertTrue(lines.contains(PRODUCT), lines::toString);
    assertEquals(1, warnings(lines), lines::toString);
  }

  private static long warnings(List<String> lines) {
    return lines.stream().filter(line -> line.contains("backend simd: float, plain loops")).count();
  }

  @Test
  void speedIsNothingToWarnOf() throws Exception {
    assertEquals(0, warnings(run(ADD_MODULE)));
    assertEquals(0, warnings(run(ADD_MODULE, property("scalar"))));
    assertEquals(1, warnings(run()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"128", "256", "512"})
  void widthsAreCapped(String bits) throws Exception {
    List<String> lines = run(ADD_MODULE, property(bits));
    int widest = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    int expected = Math.min(Integer.parseInt(bits), widest);
    assertTrue(lines.contains("float, " + expected + "-bit vectors"), lines::toString);
    assertTrue(lines.contains(PRODUCT), lines::toString);
  }

  @Test
  void scalarOnRequest() throws Exception {
    List<String> lines = run(ADD_MODULE, property("scalar"));
    assertTrue(lines.contains("float, plain loops: earshot.simd.bits=scalar"), lines::toString);
    assertTrue(lines.contains(PRODUCT), lines::toString);
  }

  @Test
  void aWidthThatMakesNoSense() {
    String before = System.setProperty(SimdWidth.PROPERTY, "333");
    try {
      var provider = new SimdBackendProvider();
      String reason = "earshot.simd.bits is '333', expected scalar, 128, 256 or 512";
      assertEquals(Optional.of(reason), provider.whyNot());
      assertEquals(reason, provider.description());
      assertThrows(IllegalStateException.class, provider::open);
    } finally {
      if (before == null) {
        System.clearProperty(SimdWidth.PROPERTY);
      } else {
        System.setProperty(SimdWidth.PROPERTY, before);
      }
    }
  }

  private static String property(String bits) {
    return "-D" + SimdWidth.PROPERTY + "=" + bits;
  }

  /** Runs {@link SmallProduct} in a new JVM and returns what it printed. */
  private static List<String> run(String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(flags));
    command.add("-cp");
    command.add(home(SimdBackend.class) + File.pathSeparator + home(SmallProduct.class));
    command.add(SmallProduct.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }

  private static String home(Class<?> type) {
    String location = type.getProtectionDomain().getCodeSource().getLocation().toString();
    return Path.of(URI.create(location)).toString();
  }
}
