package dev.earshot.compute.simd;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Chooses the arithmetic. Usually that is {@link AdaptiveOps}: plain loops first, and vectors of
 * the machine's preferred width where they have become faster. The system property {@value
 * #PROPERTY} asks for plain loops only ({@code scalar}), or from the first call on for vectors of
 * at most {@code 128}, {@code 256} or {@code 512} bits. Without it, there are plain loops only
 * where Java's optimizing compiler is off ({@link Compiler}) or the processor has no fused
 * multiply-add. The results are the same in all cases, bit by bit.
 */
final class SimdWidth {
  static final String PROPERTY = "earshot.simd.bits";
  private static final String MODULE = "jdk.incubator.vector";
  private static final String SCALAR = "scalar";

  private SimdWidth() {}

  /**
   * The widest vector allowed, in bits; empty for plain loops.
   *
   * @throws IllegalArgumentException if the property is none of its four values
   */
  static OptionalInt widestAllowed() {
    String asked = System.getProperty(PROPERTY, "512");
    return switch (asked) {
      case SCALAR -> OptionalInt.empty();
      case "128", "256", "512" -> OptionalInt.of(Integer.parseInt(asked));
      default ->
          throw new IllegalArgumentException(
              "%s is '%s', expected scalar, 128, 256 or 512".formatted(PROPERTY, asked));
    };
  }

  /**
   * Why this JVM computes in plain loops though nobody asked for it; empty if it does not. Another
   * start of Java, or another processor, would be much faster.
   */
  static Optional<String> handicap() {
    if (widestAllowed().isEmpty()) {
      return Optional.empty();
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of("start Java with --add-modules %s for speed".formatted(MODULE));
    }
    if (System.getProperty(PROPERTY) == null && !Fused.HARDWARE) {
      return Optional.of("this processor has no fused multiply-add");
    }
    return System.getProperty(PROPERTY) == null && Compiler.isC2Off()
        ? Optional.of(
            "Java's optimizing compiler C2 is off; start Java without -XX:TieredStopAtLevel or -Xint for"
                + " speed")
        : Optional.empty();
  }

  /**
   * Creates the arithmetic for this JVM. Loads no class that needs the Vector API if it is absent.
   */
  static VectorOps open() {
    if (widestAllowed().isEmpty()) {
      return new PlainOps("%s=%s".formatted(PROPERTY, SCALAR));
    }
    var handicap = handicap();
    if (handicap.isPresent()) {
      return new PlainOps(handicap.get());
    }
    // Whoever names a width measures or tests that width's vectors.
    return System.getProperty(PROPERTY) == null ? new AdaptiveOps() : VectorApiOps.open();
  }
}
