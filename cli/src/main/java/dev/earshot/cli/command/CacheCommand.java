package dev.earshot.cli.command;

import dev.earshot.cli.console.CliText;
import dev.earshot.cli.console.ExitCode;
import dev.earshot.cli.console.TextTable;
import dev.earshot.data.FeatureCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code earshot cache}: shows what is in the cache of features. */
@Command(
    subcommands = CacheClearCommand.class,
    footer = {
      "",
      "Features of clips are kept, so that the same clips are not encoded again. The folder is",
      "earshot/features in the user's cache folder, or the one that EARSHOT_CACHE names ('off': no",
      "cache). EARSHOT_CACHE_LIMIT is the largest size, such as '500 MB'; what was not used for",
      "the longest time is deleted first.",
      "",
      "Examples:",
      "  earshot cache",
      "  earshot cache clear --encoder mn04"
    })
final class CacheCommand implements Callable<Integer> {
  /** What is said if there is no cache. */
  static final String NONE = "There is no cache: EARSHOT_CACHE is 'off', or the user has no home.";

  @Mixin private CommonOptions common;

  private record Result(
      String folder, long limit, long bytes, List<FeatureCache.Content> encoders) {}

  @Override
  public Integer call() throws IOException {
    var cache = FeatureCache.ofThisMachine();
    var contents = cache.map(FeatureCache::contents).orElse(List.of());
    var result =
        new Result(
            cache.map(known -> known.folder().toString()).orElse(""),
            cache.map(FeatureCache::limit).orElse(0L),
            contents.stream().mapToLong(FeatureCache.Content::bytes).sum(),
            contents);
    common.console().result(result, () -> text(result));
    return ExitCode.OK;
  }

  private static String text(Result result) {
    if (result.folder().isEmpty()) {
      return NONE;
    }
    var table = new ArrayList<List<String>>();
    table.add(List.of("encoder", "entries", "size"));
    for (var content : result.encoders()) {
      table.add(
          List.of(content.encoder(), Long.toString(content.entries()), size(content.bytes())));
    }
    var lines = new ArrayList<String>();
    lines.add("Folder: " + result.folder());
    lines.add("Size: %s of at most %s".formatted(size(result.bytes()), size(result.limit())));
    if (!result.encoders().isEmpty()) {
      lines.addAll(List.of("", TextTable.of(table), ""));
      lines.add("To empty it: " + CliText.command("cache", "clear"));
    }
    return String.join(System.lineSeparator(), lines);
  }

  /** A size in MB. */
  static String size(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
