package dev.earshot.compute.simd;

/**
 * Whether this JVM uses its optimizing compiler, C2. Only C2 turns the Vector API into vector
 * instructions; without it each vector is an object, and plain loops are ten times faster. An IDE
 * may start programs without C2, by {@code -XX:TieredStopAtLevel=1}.
 */
final class Compiler {
  private Compiler() {}

  /** Whether C2 is known to be off. */
  static boolean isC2Off() {
    String mode = System.getProperty("java.vm.info", "");
    return mode.contains("interpreted") || mode.contains("emulated-client");
  }
}
