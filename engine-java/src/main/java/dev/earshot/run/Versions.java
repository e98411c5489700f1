package dev.earshot.run;

import com.google.gson.JsonObject;
import java.util.Optional;

/** What computed a result, for the file that describes it. */
public final class Versions {
  private Versions() {}

  /** The versions of Earshot, of Java and of the system. */
  public static JsonObject json() {
    JsonObject versions = new JsonObject();
    versions.addProperty("earshot", version());
    versions.addProperty("java", Runtime.version().toString());
    versions.addProperty("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return versions;
  }

  private static String version() {
    // The version is in the manifest of a jar on the class path, but in the descriptor of a module.
    Module module = Versions.class.getModule();
    return (module.isNamed()
            ? module.getDescriptor().rawVersion()
            : Optional.ofNullable(Versions.class.getPackage().getImplementationVersion()))
        .orElse("development");
  }
}
