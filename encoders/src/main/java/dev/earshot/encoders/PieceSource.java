package dev.earshot.encoders;

import java.nio.FloatBuffer;
import java.util.Optional;

/**
 * Cuts clips into pieces that a network takes. One piece goes through a network at a time: on one
 * thread several at once are slower, because their values leave the processor's caches
 * (docs/performance-log.md).
 */
sealed interface PieceSource permits WaveformPieces, LogMelPatches, ChainPatches {
  /** The network. */
  OnnxNetwork network();

  /** A reader for one thread. */
  Reader open();

  /** Cuts one clip after another. */
  interface Reader {
    /**
     * Gives the pieces of a clip in order.
     *
     * @param samples at the card's rate, prepared, at least one frame of 25 ms
     */
    void read(float[] samples, Sink sink);
  }

  /** Takes pieces. */
  @FunctionalInterface
  interface Sink {
    /**
     * Takes a piece.
     *
     * @param values valid until this returns
     */
    void accept(FloatBuffer values, long[] shape);
  }

  /**
   * The source for a card.
   *
   * @param first the first network of two
   * @throws dev.earshot.DataException if network and card do not fit
   */
  static PieceSource of(
      OnnxNetwork network, OnnxFile file, EncoderCard card, Optional<OnnxFile> first) {
    return switch (card.front().orElse(null)) {
      case null -> WaveformPieces.of(network, file, card.preparation());
      case Front.LogMel front -> LogMelPatches.of(network, front.patch(), card.preparation());
      case Front.Network front ->
          ChainPatches.of(network, first.orElseThrow(), front, card.preparation());
    };
  }
}
