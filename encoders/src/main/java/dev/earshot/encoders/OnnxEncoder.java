package dev.earshot.encoders;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.resample.Resampler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An encoder that is a network with a card. A clip is resampled to the card's rate, prepared, and
 * goes through the network piece by piece. The rows that the network gives for all pieces are
 * pooled.
 */
final class OnnxEncoder implements AudioEncoder {
  /** Raised when other values come from the same network and card. */
  private static final String VERSION = "1";

  private static final int PRINT_DIGITS = 12;

  private final String base;
  private final String print;
  private final EncoderCard card;
  private final PieceSource source;
  private final List<Output> outputs;
  private final List<String> columnNames;

  /**
   * An output.
   *
   * @param dims its columns
   * @param whitening what comes behind it
   */
  private record Output(String name, int dims, Optional<Whitening.Matrix> whitening) {
    /** The columns behind the whitening. */
    int width() {
      return whitening.map(Whitening.Matrix::dims).orElse(dims);
    }

    float[] values(float[] rows) {
      return whitening.map(matrix -> matrix.apply(rows)).orElse(rows);
    }
  }

  private OnnxEncoder(
      String base, String print, EncoderCard card, PieceSource source, List<Output> outputs) {
    this.base = base;
    this.print = print;
    this.card = card;
    this.source = source;
    this.outputs = outputs;
    this.columnNames =
        outputs.stream()
            .flatMap(output -> card.pool().columnNames(output.name(), output.width()).stream())
            .toList();
  }

  /**
   * Opens an encoder.
   *
   * @param wanted its name, as typed or stored
   * @param base the name that is stored, without output and print
   * @param file the network
   * @param card its card
   * @param places where further files are, by where they would be beside the network
   * @throws DataException if network and card do not fit, or it is not the encoder that was stored
   */
  static OnnxEncoder open(
      EncoderName wanted, String base, OnnxFile file, EncoderCard card, UnaryOperator<Path> places)
      throws IOException {
    OnnxFile.requireSha256(file.path(), file.sha256(), card.origin().onnxSha256());
    var output = output(wanted, file, card);
    var first = first(file, card, places);
    Optional<Whitening.Matrix> whitening = Optional.empty();
    if (card.whitening().isPresent()) {
      var given = card.whitening().get();
      var place = places.apply(Front.beside(file.path(), given.file()));
      whitening = Optional.of(given.read(place, card.ports().dims().get(output)));
    }
    var print =
        print(
            file.sha256()
                + " "
                + card.settings()
                + first.map(each -> " " + each.sha256()).orElse("")
                + whitening.map(Whitening.Matrix::settings).orElse(""));
    wanted
        .print()
        .filter(then -> !then.equals(print))
        .ifPresent(then -> {
          throw new DataException(
              "encoder %s has changed: %s with its card has the mark %s, expected %s; restore the file and card of then, or encode and train again"
                  .formatted(wanted.base(), file.path(), print, then));
        });
    var network = OnnxNetwork.open(file);
    requireNames(file, network, card.ports().input(), output);
    var source = PieceSource.of(network, file, card, first);
    return new OnnxEncoder(
        base,
        print,
        card,
        source,
        List.of(new Output(output, card.ports().dims().get(output), whitening)));
  }

  /** The file of the first network, if there are two. */
  private static Optional<OnnxFile> first(
      OnnxFile file, EncoderCard card, UnaryOperator<Path> places) throws IOException {
    if (card.front().orElse(null) instanceof Front.Network front) {
      var first = OnnxFile.read(places.apply(Front.beside(file.path(), front.file())));
      OnnxFile.requireSha256(first.path(), first.sha256(), front.sha256());
      return Optional.of(first);
    }
    return Optional.empty();
  }

  /** Checks that a network has the input and the output that its card names. */
  static void requireNames(OnnxFile file, OnnxNetwork network, String input, String output) {
    if (!network.input().equals(input)) {
      throw new DataException(
          "%s: its input is '%s', its card says '%s'"
              .formatted(file.path(), network.input(), input));
    }
    if (!network.outputs().contains(output)) {
      throw new DataException(
          "%s: it has no output '%s' of floats, which its card names; it has %s"
              .formatted(file.path(), output, String.join(", ", network.outputs())));
    }
  }

  private static String output(EncoderName wanted, OnnxFile file, EncoderCard card) {
    try {
      return card.output(wanted.output().orElse(card.ports().sounds()));
    } catch (DataException e) {
      throw new DataException("%s: %s".formatted(file.path(), e.getMessage()), e);
    }
  }

  /**
   * Twelve hexadecimal digits that change with all that changes vectors: the encoder's files and
   * the card's settings.
   */
  private static String print(String all) {
    return OnnxFile.sha256(all.getBytes(StandardCharsets.UTF_8)).substring(0, PRINT_DIGITS);
  }

  @Override
  public String name() {
    return outputs.stream().map(this::name).collect(Collectors.joining("+"));
  }

  private String name(Output output) {
    return base + "#" + output.name() + "@" + print;
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public List<String> columnNames() {
    return columnNames;
  }

  @Override
  public OptionalInt sampleRate() {
    return OptionalInt.of(card.rate());
  }

  /** Outputs of one network, which then runs once. */
  @Override
  public Optional<AudioEncoder> with(AudioEncoder other) {
    if (!(other instanceof OnnxEncoder that)
        || !base.equals(that.base)
        || !print.equals(that.print)
        || !Collections.disjoint(names(), that.names())) {
      return Optional.empty();
    }
    var both = Stream.concat(outputs.stream(), that.outputs.stream()).toList();
    return Optional.of(new OnnxEncoder(base, print, card, source, both));
  }

  private List<String> names() {
    return outputs.stream().map(Output::name).toList();
  }

  @Override
  public Session open() {
    return new NetworkSession();
  }

  private final class NetworkSession implements Session {
    private final PieceSource.Reader reader = source.open();
    private Resampler resampler = new Resampler(card.rate(), card.rate());

    @Override
    public float[] encode(Waveform clip) {
      var waveform = AudioEncoder.heard(clip);
      if (resampler.from() != waveform.sampleRate()) {
        resampler = new Resampler(waveform.sampleRate(), card.rate());
      }
      List<List<float[]>> blocks =
          outputs.stream().<List<float[]>>map(_ -> new ArrayList<>()).toList();
      var samples = card.preparation().apply(resampler.resample(waveform).samples());
      reader.read(
          samples,
          (values, shape) -> {
            var rows = source.network().run(values, shape, names());
            for (int i = 0; i < outputs.size(); i++) {
              blocks.get(i).add(values(outputs.get(i), rows.get(i)));
            }
          });
      var vector = new float[columnNames.size()];
      int at = 0;
      for (int i = 0; i < outputs.size(); i++) {
        var pooled = card.pool().pool(blocks.get(i), outputs.get(i).width());
        System.arraycopy(pooled, 0, vector, at, pooled.length);
        at += pooled.length;
      }
      AudioEncoder.requireFinite(vector, columnNames);
      return vector;
    }

    private float[] values(Output output, OnnxNetwork.Rows rows) {
      if (rows.dims() != output.dims()) {
        throw new DataException(
            "output '%s' of encoder %s has %s columns, its card says %s"
                .formatted(output.name(), name(output), rows.dims(), output.dims()));
      }
      return output.values(rows.values());
    }
  }
}
