package dev.earshot.experiments.data;

import dev.earshot.data.Dataset;
import java.nio.file.Path;

/**
 * A data set.
 *
 * @param name as it is spoken of
 * @param path where it came from
 * @param data its feature table, every row labelled
 * @param fingerprint of the table
 */
public record DataSource(String name, Path path, Dataset data, String fingerprint) {
  public DataSource(String name, Path path, Dataset data) {
    this(name, path, data, data.fingerprint());
  }

  /** How much there is of what. */
  public String words() {
    return "%s: %d clips, %d classes, %d features (%s)"
        .formatted(name, data.rows(), data.classes().size(), data.columns(), data.encoder());
  }
}
