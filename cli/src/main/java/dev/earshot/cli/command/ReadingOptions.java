package dev.earshot.cli.command;

import dev.earshot.audio.decode.SoundDecoders;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of reading sound files. */
final class ReadingOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = AtLeastOne.class,
      description =
          "How many clips are read, and runs trained, at the same time (default: the number of"
              + " cores). Results do not depend on it.")
  private Optional<Integer> threads;

  @Option(
      names = "--strict",
      description =
          "Stop at the first clip that cannot be read. Otherwise such clips are left out.")
  private boolean strict;

  @Option(
      names = "--decoder",
      paramLabel = "NAME",
      defaultValue = SoundDecoders.AUTO,
      description =
          "What reads sound files: auto (the best for each), built-in, ffmpeg (a program), sndfile (a"
              + " library of the system) (default: ${DEFAULT-VALUE}). 'earshot doctor' lists what is"
              + " there.")
  private String decoder;

  int threads() {
    return threads.orElseGet(() -> Runtime.getRuntime().availableProcessors());
  }

  /** Whether the first file that cannot be read ends the work. */
  boolean strict() {
    return strict;
  }

  /**
   * The decoders that may be used.
   *
   * @throws dev.earshot.DataException if the chosen one cannot work here
   */
  SoundDecoders decoders() {
    return SoundDecoders.named(decoder);
  }
}
