package dev.earshot.compute.simd;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Whether this JVM uses its optimizing compiler, C2. Only C2 turns the Vector API into vector
 * instructions; without it each vector is an object, and plain loops are ten times faster. An IDE
 * may start programs without C2, by {@code -XX:TieredStopAtLevel=1}.
 */
final class Compiler {
  private static final int C2 = 4;

  private Compiler() {}

  /** Whether C2 is known to be off. */
  static boolean isC2Off() {
    return Known.OFF;
  }

  /** Found out once, because asking the JVM takes tens of milliseconds. */
  private static final class Known {
    static final boolean OFF = isOff();
  }

  private static boolean isOff() {
    String mode = System.getProperty("java.vm.info", "");
    if (mode.contains("interpreted") || mode.contains("emulated-client")) {
      return true;
    }
    return ModuleLayer.boot().findModule("jdk.management").isPresent() && Options.excludeC2();
  }

  /** A class of its own, because it cannot be loaded without the module. */
  private static final class Options {
    static boolean excludeC2() {
      var bean = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      if (bean == null) {
        return false;
      }
      try {
        return Boolean.parseBoolean(bean.getVMOption("TieredCompilation").getValue())
            && Integer.parseInt(bean.getVMOption("TieredStopAtLevel").getValue()) < C2;
      } catch (IllegalArgumentException e) {
        // Another JVM, which has no such options.
        return false;
      }
    }
  }
}
