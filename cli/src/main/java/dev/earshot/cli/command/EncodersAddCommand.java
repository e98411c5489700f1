package dev.earshot.cli.command;

import dev.earshot.cli.console.ExitCode;
import dev.earshot.encoders.EncoderAddition;
import dev.earshot.encoders.KnownCards;
import dev.earshot.encoders.ModelFolders;
import dev.earshot.encoders.Pooling;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code earshot encoders add}: checks a network and puts it where encoders are looked for. */
@Command(
    name = "add",
    description = {
      "Checks a network, tries it on a second of sound, and copies it with its card to the folder"
          + " EARSHOT_MODELS or the user's cache folder.",
      "What is not stated is taken from the card beside FILE (NAME.json beside NAME.onnx), or is"
          + " known for that network."
    },
    footer = {
      "",
      "A download that was interrupted continues where it stopped.",
      "",
      "Examples:",
      "  earshot encoders add birds.onnx --rate 48000 --output embeddings",
      "  earshot encoders add https://example.org/birds.onnx --rate 48000 --sha256 SUM",
      "  earshot encoders add my-vggish.onnx --card vggish"
    })
final class EncodersAddCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "FILE",
      description = "The ONNX file, or its address (http:// or https://), which is downloaded.")
  private String file;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The encoder's name (default: the file's name).")
  private Optional<String> name;

  @Option(
      names = "--card",
      paramLabel = "KNOWN",
      description =
          "Takes the card of this known network, for a file made by docs/encoders.md: vggish,"
              + " wav2vec2, hubert, ast and others that 'earshot encoders' lists.")
  private Optional<String> card;

  @Option(
      names = "--rate",
      paramLabel = "HZ",
      description = "The sample rate that it takes. Needed if there is no card.")
  private Optional<Integer> rate;

  @Option(
      names = "--scale",
      paramLabel = "X",
      description =
          "What samples between -1 and 1 are multiplied by (default: 1; 32768 for 16-bit numbers).")
  private Optional<Double> scale;

  @Option(
      names = "--min-seconds",
      paramLabel = "S",
      description = "Shorter clips are lengthened to this by silence (default: 0).")
  private Optional<Double> minSeconds;

  @Option(
      names = "--max-seconds",
      paramLabel = "S",
      description = "Longer clips are cut into equal parts no longer than this (default: 30).")
  private Optional<Double> maxSeconds;

  @Option(
      names = "--window-seconds",
      paramLabel = "S",
      description =
          "Cuts clips into windows of this length instead, the last one up to the clip's end"
              + " (default: the length that the network insists on, if it does).")
  private Optional<Double> windowSeconds;

  @Option(
      names = "--hop-seconds",
      paramLabel = "S",
      description = "The time between the starts of windows (default: their length).")
  private Optional<Double> hopSeconds;

  @Option(
      names = "--output",
      paramLabel = "OUTPUT",
      description = "The output to use if none is named (default: the network's first).")
  private Optional<String> output;

  @Option(
      names = "--voices",
      paramLabel = "OUTPUT",
      description = "The output for voices, NAME#voices (default: that of --output).")
  private Optional<String> voices;

  @Option(
      names = "--pool",
      paramLabel = "POOL",
      description =
          "How a clip's rows become one vector: mean, mean+deviation or maximum (default: mean).")
  private Optional<String> pool;

  @Option(
      names = "--front",
      paramLabel = "FILE",
      description =
          "The first network or its address, for a card of two (default: the file beside FILE that the card"
              + " names).")
  private Optional<String> front;

  @Option(
      names = "--whiten",
      paramLabel = "NPZ",
      description =
          "Puts VGGish's PCA and 8 bits behind the network, by pca_eigen_vectors and pca_means of"
              + " this file. Classifiers get worse by it (default: off).")
  private Optional<String> whiten;

  @Option(
      names = "--sha256",
      paramLabel = "SUM",
      description = "The checksum that the file must have, 64 hexadecimal digits.")
  private Optional<String> sha256;

  @Option(names = "--licence", paramLabel = "TEXT", description = "The licence of the network.")
  private Optional<String> licence;

  @Option(names = "--source", paramLabel = "TEXT", description = "Where the network came from.")
  private Optional<String> source;

  private record Result(String name, String file, int rate, Map<String, Integer> outputs) {}

  @Override
  public Integer call() throws IOException {
    var folder = ModelFolders.ofThisMachine().first();
    var expected =
        sha256.or(() -> card.flatMap(known -> KnownCards.named(known).origin().onnxSha256()));
    var fetched = new EncoderFiles(common.console(), folder);
    var network = fetched.local(file, expected);
    var addition =
        new EncoderAddition(
            name,
            card,
            new EncoderAddition.Samples(
                rate, scale, minSeconds, maxSeconds, windowSeconds, hopSeconds),
            new EncoderAddition.Output(output, voices, pool.map(Pooling::named)),
            new EncoderAddition.OtherFiles(fetched.local(front), fetched.local(whiten)),
            new EncoderAddition.Origin(licence, source.or(() -> fetched.source(file)), sha256));
    var added = addition.add(network, folder);
    fetched.remove();
    var made = added.card();
    common
        .console()
        .result(
            new Result(added.name(), added.file().toString(), made.rate(), made.ports().dims()),
            () ->
                "Encoder %s: %s, %s Hz, outputs %s"
                    .formatted(
                        added.name(),
                        added.file(),
                        made.rate(),
                        String.join(", ", made.ports().dims().keySet())));
    return ExitCode.OK;
  }
}
