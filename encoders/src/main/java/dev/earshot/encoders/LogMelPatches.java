package dev.earshot.encoders;

import dev.earshot.audio.features.LogMelFrames;
import java.util.Arrays;

/**
 * Patches of our own log-mel front end. A clip shorter than a patch gets zeros at its end.
 *
 * @param network takes patches
 * @param patch their size
 * @param shape of one patch
 * @param group the patches whose frames are computed together, so that memory does not depend on
 *     the clip's length
 */
record LogMelPatches(OnnxNetwork network, Front.Patch patch, long[] shape, int group)
    implements PieceSource {
  private static final int HOP = LogMelFrames.samples(2) - LogMelFrames.samples(1);

  /**
   * The patches for a card.
   *
   * @throws dev.earshot.DataException if the network takes no such patches
   */
  static LogMelPatches of(OnnxNetwork network, Front.Patch patch, Preparation preparation) {
    int together = (int) (preparation.maxSeconds() * LogMelFrames.RATE / HOP / patch.hop());
    return new LogMelPatches(
        network, patch, network.patch(patch.frames(), LogMelFrames.BANDS), Math.max(1, together));
  }

  @Override
  public Reader open() {
    var feed = new NetworkFeed();
    var frames = new LogMelFrames();
    int size = patch.frames() * LogMelFrames.BANDS;
    return (samples, sink) -> {
      int all = (samples.length - LogMelFrames.samples(1)) / HOP + 1;
      int patches = Math.max(1, (all - patch.frames()) / patch.hop() + 1);
      for (int first = 0; first < patches; first += group) {
        int count = Math.min(group, patches - first);
        int from = first * patch.hop() * HOP;
        int length = LogMelFrames.samples((count - 1) * patch.hop() + patch.frames());
        var rows = frames.of(Arrays.copyOfRange(samples, from, from + length));
        for (int i = 0; i < count; i++) {
          int at = i * patch.hop() * LogMelFrames.BANDS;
          sink.accept(feed.fill(rows, at, at + size, size), shape);
        }
      }
    };
  }
}
