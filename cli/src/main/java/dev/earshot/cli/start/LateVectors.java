package dev.earshot.cli.start;

import java.lang.reflect.InvocationTargetException;

/**
 * Loads the module of the Vector API after Java has started. Java keeps an archive of the module
 * graph, of linked classes and of lambdas only if no incubating module is resolved at the start; so
 * with {@code --add-modules jdk.incubator.vector} each start would do all of that work again.
 *
 * <p>The launcher asks for this by the system property {@value #PROPERTY}, and exports the JDK's
 * own package that loads a module to a running Java. It has tried before that this JDK can do so.
 */
public final class LateVectors {
  static final String PROPERTY = "earshot.vectors";
  private static final String LATE = "late";
  private static final String MODULE = "jdk.incubator.vector";

  private LateVectors() {}

  /**
   * Loads the module if the launcher has asked for it. If this JDK cannot, the engine computes in
   * plain loops, and {@code earshot doctor} says so.
   */
  public static void load() {
    if (!LATE.equals(System.getProperty(PROPERTY))) {
      return;
    }
    try {
      Class.forName("jdk.internal.module.Modules")
          .getMethod("loadModule", String.class)
          .invoke(null, MODULE);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | IllegalAccessException
        | InvocationTargetException e) {
      System.getLogger(LateVectors.class.getName())
          .log(System.Logger.Level.DEBUG, "no late Vector API", e);
    }
  }
}
