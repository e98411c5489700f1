package dev.earshot.encoders;

import dev.earshot.DataException;
import dev.earshot.file.UserCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where networks are looked for: the folder that {@code EARSHOT_MODELS} names, then the user's
 * cache folder. Nothing is fetched from the network.
 *
 * @param folders the folders, the first one first; they need not exist
 */
public record ModelFolders(List<Path> folders) {
  /** A system property that stands for {@code EARSHOT_MODELS}. */
  public static final String PROPERTY = "earshot.models";

  /** A file that is no encoder. */
  public record Problem(Path file, String reason) {}

  /** The encoders of all folders, and the files that are none. */
  public record Listing(List<InstalledEncoder> encoders, List<Problem> problems) {}

  /** Copies the list. */
  public ModelFolders {
    folders = List.copyOf(folders);
  }

  /** The folders of this user on this machine. */
  public static ModelFolders ofThisMachine() {
    var folders = new ArrayList<Path>();
    UserCache.setting(PROPERTY, "EARSHOT_MODELS").map(Path::of).ifPresent(folders::add);
    folders.add(UserCache.folder("models"));
    return new ModelFolders(folders);
  }

  /** The folder to which new encoders are added. */
  public Path first() {
    return folders.getFirst();
  }

  /** Lists the encoders; of two with one name, the first one is meant by it. */
  public Listing list() {
    var encoders = new ArrayList<InstalledEncoder>();
    var problems = new ArrayList<Problem>();
    for (var file : files()) {
      try {
        encoders.add(InstalledEncoder.of(file));
      } catch (DataException e) {
        problems.add(new Problem(file, e.getMessage()));
      }
    }
    var further =
        encoders.stream()
            .flatMap(each ->
                each.card().furtherFiles().stream().map(name -> Front.beside(each.file(), name)))
            .collect(Collectors.toSet());
    problems.removeIf(problem -> further.contains(problem.file().toAbsolutePath()));
    return new Listing(List.copyOf(encoders), List.copyOf(problems));
  }

  /**
   * Finds an encoder by its name, or by its file's name without the ending.
   *
   * @throws DataException if the file of this name has no card or a wrong one
   */
  Optional<InstalledEncoder> find(String name) {
    var found = list().encoders().stream().filter(one -> one.name().equals(name)).findFirst();
    return found.or(() ->
        files().stream()
            .filter(file -> InstalledEncoder.stem(file).equals(name))
            .findFirst()
            .map(InstalledEncoder::of));
  }

  private List<Path> files() {
    var files = new ArrayList<Path>();
    for (var folder : folders) {
      if (Files.isDirectory(folder)) {
        try (var content = Files.list(folder)) {
          content
              .filter(file -> file.getFileName().toString().endsWith(InstalledEncoder.ENDING))
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .sorted()
              .forEach(files::add);
        } catch (IOException e) {
          throw new DataException(
              "%s: the folder of encoders cannot be read (%s)".formatted(folder, e.getMessage()),
              e);
        }
      }
    }
    return files;
  }
}
