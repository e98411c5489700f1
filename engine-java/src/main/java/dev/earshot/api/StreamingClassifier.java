package dev.earshot.api;

import dev.earshot.DataException;
import dev.earshot.Prediction;
import dev.earshot.Span;
import dev.earshot.Windows;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.windows.WindowCutter;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Classifies sound that comes in chunks, window by window. The results have the same bits for
 * chunks of any sizes. Memory is needed for one window, however long the sound is.
 *
 * <p>One thread at a time may use it. Several of them, each with a sound of its own, may use one
 * {@link Predictor} at once.
 */
public final class StreamingClassifier {
  /** Sound is checked and taken in pieces of this many samples. */
  private static final int PIECE = 1 << 14;

  private final int sampleRate;
  private final WindowCutter cutter;

  /**
   * The result for a window.
   *
   * @param span where it lies, in seconds from the start of the sound
   * @param prediction its class and probabilities
   */
  public record Window(Span span, Prediction prediction) {}

  /**
   * Begins a sound.
   *
   * @param predictor classifies the windows; it is not closed here
   * @param windows how the sound is cut, in seconds
   * @param sampleRate samples per second
   * @param listener gets the result for each window, in order, in the thread that gives the chunk
   *     which completes it
   * @throws DataException if the sample rate is out of range, or the model was trained on vectors
   *     of an unknown encoder
   */
  public StreamingClassifier(
      Predictor predictor, Windows windows, int sampleRate, Consumer<Window> listener) {
    Objects.requireNonNull(listener, "listener");
    this.sampleRate = sampleRate;
    this.cutter =
        new WindowCutter(
            windows,
            sampleRate,
            predictor.encoder().sampleRate(),
            window ->
                listener.accept(new Window(window.span(), predictor.predict(window.sound()))));
  }

  /**
   * Takes the next chunk.
   *
   * @param chunk amplitudes of one channel, with full scale at -1 and 1; they are not kept
   * @throws DataException if a sample is not finite; the chunk is then taken up to there, but for
   *     some samples
   */
  public void accept(float[] chunk) {
    accept(chunk, 0, chunk.length);
  }

  /**
   * Takes a part of an array as the next chunk.
   *
   * @param samples as in {@link #accept(float[])}
   * @param from the first sample of the chunk
   * @param to the one after its last
   * @throws IndexOutOfBoundsException if the array has no such part
   * @throws DataException as {@link #accept(float[])}
   */
  public void accept(float[] samples, int from, int to) {
    Objects.checkFromToIndex(from, to, samples.length);
    for (int at = from; at < to; at += PIECE) {
      var piece =
          new Waveform(Arrays.copyOfRange(samples, at, Math.min(at + PIECE, to)), sampleRate);
      cutter.accept(piece.samples(), piece.samples().length);
    }
  }

  /**
   * Ends the sound. What is left becomes a last, shorter window if {@link Windows} says so.
   *
   * @throws DataException if the whole sound is shorter than a frame of 25 ms
   */
  public void finish() {
    cutter.finish();
  }
}
