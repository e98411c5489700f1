package dev.earshot.file;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The user's folder for what programs can get or make again, by the custom of the system: {@code
 * $XDG_CACHE_HOME} or {@code ~/.cache}, {@code ~/Library/Caches} on a Mac, {@code %LOCALAPPDATA%}
 * on Windows.
 */
public final class UserCache {
  private UserCache() {}

  /**
   * A folder of Earshot's in it.
   *
   * @param name what is kept there, such as {@code models}
   * @return the folder, which need not exist; not absolute if the user has no home
   */
  public static Path folder(String name) {
    return of(
            System.getProperty("os.name").toLowerCase(Locale.ROOT),
            System.getenv(),
            Path.of(System.getProperty("user.home")))
        .resolve("earshot")
        .resolve(name);
  }

  /**
   * What a user has set.
   *
   * @param property a system property, which stands for the variable
   * @param variable an environment variable
   * @return the value; nothing if neither is set, or it is blank
   */
  public static Optional<String> setting(String property, String variable) {
    return Optional.ofNullable(System.getProperty(property))
        .or(() -> Optional.ofNullable(System.getenv(variable)))
        .filter(value -> !value.isBlank());
  }

  static Path of(String system, Map<String, String> environment, Path home) {
    if (system.contains("win")) {
      return set(environment, "LOCALAPPDATA").orElse(home.resolve("AppData").resolve("Local"));
    }
    if (system.contains("mac")) {
      return home.resolve("Library").resolve("Caches");
    }
    return set(environment, "XDG_CACHE_HOME")
        .filter(Path::isAbsolute)
        .orElse(home.resolve(".cache"));
  }

  private static Optional<Path> set(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .filter(value -> !value.isBlank())
        .map(Path::of);
  }
}
