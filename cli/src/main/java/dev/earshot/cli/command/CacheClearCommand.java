package dev.earshot.cli.command;

import dev.earshot.cli.console.ExitCode;
import dev.earshot.data.FeatureCache;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code earshot cache clear}: deletes features that were kept. */
@Command(
    name = "clear",
    description = "Deletes the features that were kept, of all encoders or of one.",
    footer = {"", "Example:", "  earshot cache clear --encoder mn04"})
final class CacheClearCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Option(
      names = "--encoder",
      paramLabel = "NAME",
      description =
          "Only those of this encoder, as 'earshot cache' lists it; without #OUTPUT and @MARK all of"
              + " that name.")
  private Optional<String> encoder;

  private record Result(String folder, long freedBytes) {}

  @Override
  public Integer call() throws IOException {
    var cache = FeatureCache.ofThisMachine();
    long freed = cache.map(known -> known.clear(this::isMeant)).orElse(0L);
    common
        .console()
        .result(
            new Result(cache.map(known -> known.folder().toString()).orElse(""), freed),
            () ->
                cache
                    .map(known ->
                        "Deleted: %s in %s".formatted(CacheCommand.size(freed), known.folder()))
                    .orElse(CacheCommand.NONE));
    return ExitCode.OK;
  }

  private boolean isMeant(String kept) {
    return encoder.isEmpty()
        || encoder.get().equals(kept)
        || encoder.get().equals(without(kept, "@"))
        || encoder.get().equals(without(kept, "#"));
  }

  /** The name without what begins by a mark, in each part of A+B. */
  private static String without(String name, String mark) {
    return Stream.of(name.split("\\+"))
        .map(part -> part.split(mark)[0])
        .collect(Collectors.joining("+"));
  }
}
