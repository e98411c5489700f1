package dev.earshot.experiments.data;

import dev.earshot.Dataset;
import java.nio.file.Path;

/**
 * A data set that an experiment uses.
 *
 * @param name its name in reports
 * @param path the folder or file that it was read from
 * @param data its feature table; every row has a label
 * @param fingerprint a digest of the table; it changes whenever the table does
 */
public record DataSource(String name, Path path, Dataset data, String fingerprint) {
  /** Computes the fingerprint from the table. */
  public DataSource(String name, Path path, Dataset data) {
    this(name, path, data, data.fingerprint());
  }

  /** Name and size in one line, for example {@code EmoDB: 535 clips, 7 classes, ...}. */
  public String describe() {
    return "%s: %s clips, %s classes, %s features (%s)"
        .formatted(name, data.rows(), data.classes().size(), data.columns(), data.encoder());
  }
}
