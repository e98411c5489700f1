package dev.earshot.encoders;

import dev.earshot.DataException;
import java.util.ArrayList;
import java.util.List;

/**
 * Pieces of the waveform: windows of one length, or equal parts.
 *
 * @param network takes a waveform
 * @param least a shorter piece gets zeros at its end, in samples
 * @param most the length of a window, or the most samples of a part
 * @param hop from one window's start to the next one's in samples, or 0 for equal parts
 */
record WaveformPieces(OnnxNetwork network, int least, int most, int hop) implements PieceSource {
  /** Samples {@code from} to {@code to}, in a piece of {@code length}. */
  record Stretch(int from, int to, int length) {}

  /**
   * The pieces for a card.
   *
   * @throws DataException if the network takes no waveform, or insists on another length
   */
  static WaveformPieces of(OnnxNetwork network, OnnxFile file, Preparation preparation) {
    var fixed = network.waveformLength();
    var window = preparation.windowSamples();
    if (window.isPresent() && fixed.isPresent() && fixed.getAsInt() != window.get()) {
      throw new DataException(
          "%s: it takes %s samples at a time, and its card's window_seconds makes %s"
              .formatted(file.path(), fixed.getAsInt(), window.get()));
    }
    if (window.isPresent()) {
      return new WaveformPieces(
          network, window.get(), window.get(), preparation.hopSamples().orElseThrow());
    }
    return of(network, fixed.orElse(-1), preparation);
  }

  /** Equal parts; {@code fixed} is the length that the network insists on, or -1. */
  private static WaveformPieces of(OnnxNetwork network, int fixed, Preparation preparation) {
    double rate = preparation.rate();
    return fixed > 0
        ? new WaveformPieces(network, fixed, fixed, 0)
        : new WaveformPieces(
            network,
            (int) Math.ceil(preparation.minSeconds() * rate),
            Math.max(1, (int) (preparation.maxSeconds() * rate)),
            0);
  }

  /** Where a clip is cut. */
  List<Stretch> stretches(int samples) {
    var stretches = new ArrayList<Stretch>();
    if (hop > 0 && samples > most) {
      int from = 0;
      for (; from + most < samples; from += hop) {
        stretches.add(new Stretch(from, from + most, most));
      }
      stretches.add(new Stretch(samples - most, samples, most));
      return stretches;
    }
    int count = Math.max(1, Math.ceilDiv(samples, most));
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) samples * i / count);
      int to = (int) ((long) samples * (i + 1) / count);
      stretches.add(new Stretch(from, to, Math.max(to - from, least)));
    }
    return stretches;
  }

  @Override
  public Reader open() {
    var feed = new NetworkFeed();
    return (samples, sink) -> {
      for (var each : stretches(samples.length)) {
        sink.accept(
            feed.fill(samples, each.from(), each.to(), each.length()),
            network.waveform(each.length()));
      }
    };
  }
}
