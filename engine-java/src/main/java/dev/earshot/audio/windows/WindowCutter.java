package dev.earshot.audio.windows;

import dev.earshot.Span;
import dev.earshot.Windows;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.resample.Resampler;
import dev.earshot.audio.resample.Resamplers;
import dev.earshot.audio.resample.SampleSink;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Cuts sound that comes in pieces into {@link Windows}. It keeps the sound of one window, so memory
 * does not depend on how long the sound is. One thread may use it at a time.
 */
public final class WindowCutter implements SampleSink {
  private final Windows windows;
  private final int rate;
  private final Consumer<Window> sink;
  private final Optional<Resampler.Stream> resampling;
  private final float[] held;
  private int inHeld;

  /** The number of the window that {@link #held} begins with. */
  private long index;

  /** How many samples lie between the last window and the next, because of rounding. */
  private long skipped;

  /** Where the last window ended, in samples. */
  private long covered;

  /**
   * A window.
   *
   * @param span where it lies in the recording
   * @param sound its sound, in an array of its own
   */
  public record Window(Span span, Waveform sound) {}

  /**
   * Creates a cutter.
   *
   * @param windows where to cut
   * @param from the sample rate of the sound in Hz
   * @param to the sample rate of the windows, such as {@link AudioEncoder#sampleRate}; empty for
   *     that of the sound
   * @param sink gets each window, in order, as soon as it is complete
   * @throws dev.earshot.DataException if a rate is out of range
   */
  public WindowCutter(Windows windows, int from, OptionalInt to, Consumer<Window> sink) {
    this(windows, from, to.stream().mapToObj(Resamplers::new).findAny(), sink);
  }

  WindowCutter(Windows windows, int from, Optional<Resamplers> to, Consumer<Window> sink) {
    Waveform.requireRate(from);
    this.windows = windows;
    this.sink = sink;
    this.rate = to.map(Resamplers::to).orElse(from);
    this.held = new float[(int) Math.max(1, Math.round(windows.seconds() * rate))];
    this.resampling =
        to.filter(resamplers -> resamplers.to() != from)
            .map(resamplers -> resamplers.from(from).new Stream(this::cut));
  }

  /**
   * Takes the next piece.
   *
   * @param samples amplitudes of one channel; the array is not kept
   * @param count how many of them are the piece
   */
  @Override
  public void accept(float[] samples, int count) {
    if (resampling.isPresent()) {
      resampling.get().accept(samples, count);
    } else {
      cut(samples, count);
    }
  }

  private void cut(float[] samples, int count) {
    int at = (int) Math.min(skipped, count);
    skipped -= at;
    while (at < count) {
      int step = Math.min(count - at, held.length - inHeld);
      System.arraycopy(samples, at, held, inHeld, step);
      inHeld += step;
      at += step;
      if (inHeld == held.length) {
        emit(windows.span(index));
        long used = first(index + 1) - first(index);
        index++;
        int dropped = (int) Math.min(used, inHeld);
        System.arraycopy(held, dropped, held, 0, inHeld - dropped);
        inHeld -= dropped;
        int passed = (int) Math.min(used - dropped, count - at);
        at += passed;
        skipped = used - dropped - passed;
      }
    }
  }

  private void emit(Span span) {
    covered = first(index) + inHeld;
    sink.accept(new Window(span, new Waveform(Arrays.copyOf(held, inHeld), rate)));
  }

  /** The first sample of a window. */
  private long first(long window) {
    return Math.round(window * windows.hop() * rate);
  }

  /** Ends the sound. The last window is shorter, and is left out where {@link Windows} says so. */
  public void finish() {
    resampling.ifPresent(Resampler.Stream::finish);
    boolean only = index == 0;
    boolean isNew = first(index) + inHeld > covered && 2L * inHeld >= held.length;
    if (inHeld > 0 && (only || isNew)) {
      double start = windows.span(index).start();
      emit(new Span(start, start + (double) inHeld / rate));
    }
    inHeld = 0;
  }
}
