package dev.earshot.encoders;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.Resampler;
import dev.earshot.audio.Waveform;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * An encoder that is a network with a card. A clip is resampled to the card's rate. One that is too
 * short is lengthened by zeros, and one that is too long is cut into equal parts. The rows that the
 * network gives for all parts are pooled.
 */
final class OnnxEncoder implements AudioEncoder {
  /** Raised when other values come from the same network and card. */
  private static final String VERSION = "1";

  private static final int PRINT_DIGITS = 12;

  private final String name;
  private final OnnxNetwork network;
  private final EncoderCard card;
  private final String output;
  private final int dims;
  private final List<String> columnNames;

  private OnnxEncoder(String name, OnnxNetwork network, EncoderCard card, String output) {
    this.name = name;
    this.network = network;
    this.card = card;
    this.output = output;
    this.dims = card.dims().get(output);
    this.columnNames = card.pool().columnNames(output, dims);
  }

  /**
   * Opens an encoder.
   *
   * @param wanted its name, as typed or stored
   * @param base the name that is stored, without output and print
   * @param file the network
   * @param card its card
   * @throws DataException if network and card do not fit, or it is not the encoder that was stored
   */
  static OnnxEncoder open(EncoderName wanted, String base, OnnxFile file, EncoderCard card) {
    requireChecksum(file, card);
    var print = print(file, card);
    wanted
        .print()
        .filter(then -> !then.equals(print))
        .ifPresent(then -> {
          throw new DataException(
              "encoder %s has changed: %s with its card has the mark %s, expected %s; restore the file and card of then, or encode and train again"
                  .formatted(wanted.base(), file.path(), print, then));
        });
    var output = output(wanted, file, card);
    var network = OnnxNetwork.open(file);
    if (!network.input().equals(card.input())) {
      throw new DataException(
          "%s: its input is '%s', its card says '%s'"
              .formatted(file.path(), network.input(), card.input()));
    }
    if (!network.outputs().contains(output)) {
      throw new DataException(
          "%s: it has no output '%s' of floats, which its card names; it has %s"
              .formatted(file.path(), output, String.join(", ", network.outputs())));
    }
    return new OnnxEncoder(base + "#" + output + "@" + print, network, card, output);
  }

  /** Checks that a file is the one that its card was written for. */
  static void requireChecksum(OnnxFile file, EncoderCard card) {
    card.onnxSha256()
        .filter(sum -> !sum.equals(file.sha256()))
        .ifPresent(sum -> {
          throw new DataException(
              "%s: its SHA-256 is %s, its card expects %s; get the file again"
                  .formatted(file.path(), file.sha256(), sum));
        });
  }

  private static String output(EncoderName wanted, OnnxFile file, EncoderCard card) {
    try {
      return card.output(wanted.output().orElse(card.sounds()));
    } catch (DataException e) {
      throw new DataException("%s: %s".formatted(file.path(), e.getMessage()), e);
    }
  }

  /**
   * Twelve hexadecimal digits that change with all that changes vectors: the network's file and the
   * card's settings.
   */
  static String print(OnnxFile file, EncoderCard card) {
    var all = file.sha256() + " " + card.settings();
    return OnnxFile.sha256(all.getBytes(StandardCharsets.UTF_8)).substring(0, PRINT_DIGITS);
  }

  @Override
  public String name() {
    return name;
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

  @Override
  public Session open() {
    return new NetworkSession();
  }

  /**
   * Cuts or lengthens a waveform for the network.
   *
   * @param samples at the card's rate
   * @return one or more parts
   */
  private List<float[]> parts(float[] samples) {
    int most =
        network.length().orElseGet(() -> Math.max(1, (int) (card.maxSeconds() * card.rate())));
    int least = network.length().orElseGet(() -> (int) Math.ceil(card.minSeconds() * card.rate()));
    int count = Math.max(1, Math.ceilDiv(samples.length, most));
    var parts = new ArrayList<float[]>(count);
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) samples.length * i / count);
      int to = (int) ((long) samples.length * (i + 1) / count);
      parts.add(Arrays.copyOfRange(samples, from, Math.max(to, from + least)));
    }
    return parts;
  }

  private final class NetworkSession implements Session {
    private Resampler resampler = new Resampler(card.rate(), card.rate());

    @Override
    public float[] encode(Waveform clip) {
      var waveform = AudioEncoder.heard(clip);
      if (resampler.from() != waveform.sampleRate()) {
        resampler = new Resampler(waveform.sampleRate(), card.rate());
      }
      var blocks = new ArrayList<float[]>();
      for (var part : parts(resampler.resample(waveform).samples())) {
        if (card.scale() != 1) {
          for (int i = 0; i < part.length; i++) {
            part[i] *= (float) card.scale();
          }
        }
        var rows = network.run(part, output);
        if (rows.dims() != dims) {
          throw new DataException(
              "output '%s' of encoder %s has %s columns, its card says %s"
                  .formatted(output, name, rows.dims(), dims));
        }
        blocks.add(rows.values());
      }
      var vector = card.pool().pool(blocks, dims);
      AudioEncoder.requireFinite(vector, columnNames);
      return vector;
    }
  }
}
