package dev.earshot.compute.simd;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Chooses the vector width: the machine's preferred width, at most the one in the system property
 * {@value #PROPERTY} ({@code scalar}, {@code 128}, {@code 256} or {@code 512}). Without the
 * property, plain loops are used where Java's optimizing compiler is off ({@link Compiler}).
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
   * start of Java would be much faster.
   */
  static Optional<String> handicap() {
    if (widestAllowed().isEmpty()) {
      return Optional.empty();
    }
    if (!isVectorApiLoaded()) {
      return Optional.of("start Java with --add-modules %s for speed".formatted(MODULE));
    }
    return System.getProperty(PROPERTY) == null && Compiler.isC2Off()
        ? Optional.of(
            "Java's optimizing compiler C2 is off; start Java without -XX:TieredStopAtLevel or -Xint for"
                + " speed")
        : Optional.empty();
  }

  /** By a class: a program may load the module after the start, into a layer of its own. */
  private static boolean isVectorApiLoaded() {
    try {
      Class.forName(MODULE + ".FloatVector", false, SimdWidth.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Creates the arithmetic for this JVM. Loads no class that needs the Vector API if it is absent.
   */
  static VectorOps open() {
    if (widestAllowed().isEmpty()) {
      return new PlainOps("%s=%s".formatted(PROPERTY, SCALAR));
    }
    var handicap = handicap();
    return handicap.isPresent() ? new PlainOps(handicap.get()) : VectorApiOps.open();
  }
}
