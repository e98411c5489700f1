package dev.earshot.cli.command;

import dev.earshot.cli.console.Console;
import dev.earshot.cli.console.Progress;
import dev.earshot.encoders.Download;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The files of a new encoder: paths, and addresses that are downloaded first. */
final class EncoderFiles {
  private static final int KILOBYTE = 1000;

  private final Console console;
  private final Path folder;
  private final Map<Path, Download> downloads = new LinkedHashMap<>();

  EncoderFiles(Console console, Path folder) {
    this.console = console;
    this.folder = folder;
  }

  /**
   * The file on this machine.
   *
   * @param word a path or an address
   * @param sha256 the checksum that a downloaded file must have
   */
  Path local(String word, Optional<String> sha256) throws IOException {
    if (!Download.isAddress(word)) {
      return Path.of(word);
    }
    var download = Download.of(word);
    console.note("Downloading " + download.shown());
    try (var progress = console.progress("Kilobytes", Progress.UNKNOWN)) {
      long[] shown = {0};
      var file =
          download.fetch(
              folder,
              sha256,
              (done, total) -> {
                total.ifPresent(bytes -> progress.total(bytes / KILOBYTE));
                progress.step(done / KILOBYTE - shown[0]);
                shown[0] = done / KILOBYTE;
              });
      downloads.put(file, download);
      return file;
    }
  }

  /** The same without a checksum. */
  Optional<Path> local(Optional<String> word) throws IOException {
    return word.isEmpty() ? Optional.empty() : Optional.of(local(word.get(), Optional.empty()));
  }

  /** Where a file came from, if it was an address. */
  Optional<String> source(String word) {
    return Optional.of(word).filter(Download::isAddress).map(each -> Download.of(each).shown());
  }

  /** Removes what was downloaded, once it is copied. */
  void remove() throws IOException {
    for (var each : downloads.entrySet()) {
      each.getValue().remove(each.getKey());
    }
  }
}
