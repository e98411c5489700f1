package dev.earshot.cli.command;

import dev.earshot.Dataset;
import dev.earshot.cli.console.Console;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --pca}. */
final class PcaOption {
  @Option(
      names = "--pca",
      paramLabel = "K",
      converter = AtLeastOne.class,
      description =
          "Project the vectors to K columns: the first K principal components of the training clips,"
              + " rotated at random. For vectors of many hundred columns; 128 is a good number.")
  private Optional<Integer> components;

  Optional<Integer> components() {
    return components;
  }

  /** Tells what becomes of the clips' vectors. */
  void describe(Dataset clips, Console console) {
    components.ifPresent(count -> {
      if (count < clips.columns()) {
        console.note(
            "Vectors are projected from %s columns to %s (PCA, rotated)"
                .formatted(clips.columns(), count));
      } else {
        console.warn(
            "--pca %s is not used: the vectors have %s columns".formatted(count, clips.columns()));
      }
    });
  }
}
