package dev.earshot.compute.simd;

import java.util.OptionalInt;

/**
 * Chooses the vector width: the machine's preferred width, at most the one in the system property
 * {@value #PROPERTY} ({@code scalar}, {@code 128}, {@code 256} or {@code 512}).
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
   * Creates the arithmetic for this JVM. Loads no class that needs the Vector API if it is absent.
   */
  static VectorOps open() {
    if (widestAllowed().isEmpty()) {
      return new PlainOps("%s=%s".formatted(PROPERTY, SCALAR));
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return new PlainOps("start Java with --add-modules %s for speed".formatted(MODULE));
    }
    return VectorApiOps.open();
  }
}
