package dev.earshot.encoders;

import dev.earshot.DataException;

/**
 * Patches of the rows that a first network makes of a waveform.
 *
 * @param network takes patches
 * @param waveform the pieces for the first network
 * @param front how the two go together
 */
record ChainPatches(OnnxNetwork network, WaveformPieces waveform, Front.Network front)
    implements PieceSource {
  /**
   * The patches for a card.
   *
   * @throws DataException if the first network takes no waveform, or has no such output
   */
  static ChainPatches of(
      OnnxNetwork network, OnnxFile first, Front.Network front, Preparation preparation) {
    var opened = OnnxNetwork.open(first);
    OnnxEncoder.requireNames(first, opened, front.input(), front.output());
    return new ChainPatches(network, WaveformPieces.of(opened, first, preparation), front);
  }

  @Override
  public Reader open() {
    var reader = waveform.open();
    var feed = new NetworkFeed();
    var patch = front.patch();
    return (samples, sink) ->
        reader.read(
            samples,
            (values, as) -> {
              var rows = waveform.network().run(values, as, front.output());
              int bands = rows.dims();
              int frames = rows.values().length / bands;
              if (frames < patch.frames()) {
                throw new DataException(
                    "the front end gives %s frames for %s samples, and a patch has %s; state a larger min_seconds in the card"
                        .formatted(frames, as[as.length - 1], patch.frames()));
              }
              for (int i = 0; i < rows.values().length; i++) {
                rows.values()[i] = (float) (rows.values()[i] * front.multiply() + front.add());
              }
              var shape = network.patch(patch.frames(), bands);
              int size = patch.frames() * bands;
              for (int t = 0; t + patch.frames() <= frames; t += patch.hop()) {
                sink.accept(feed.fill(rows.values(), t * bands, t * bands + size, size), shape);
              }
            });
  }
}
