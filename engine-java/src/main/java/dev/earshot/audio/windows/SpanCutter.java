package dev.earshot.audio.windows;

import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.resample.Resampler;
import dev.earshot.audio.resample.Resamplers;
import dev.earshot.audio.resample.SampleBuffer;
import dev.earshot.audio.resample.SampleSink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Cuts stretches out of a recording while it is decoded. Only stretches that have begun and not
 * ended are in memory.
 */
public final class SpanCutter implements SampleSink {
  private final List<Span> spans;
  private final int maxSeconds;
  private final Optional<Resamplers> resamplers;
  private final Sink sink;
  private final PriorityQueue<Integer> ahead;
  private final List<Begun> begun = new ArrayList<>();
  private Optional<Resampler.Stream> resampling = Optional.empty();
  private int rate;
  private long position;

  /** Receives the stretches. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Receives a stretch.
     *
     * @param number its place in the list
     * @param span where it lies; it ends with the recording at the latest
     */
    void accept(int number, Span span, Waveform sound);
  }

  /** A stretch whose sound is being kept. */
  private record Begun(int number, long end, SampleBuffer sound) {}

  /**
   * Creates a cutter.
   *
   * @param spans what to cut out, in any order
   * @param maxSeconds a longer stretch is refused
   * @param resamplers give the sample rate of the stretches; if empty, it is the recording's own
   * @param sink gets each stretch when it has ended
   */
  public SpanCutter(List<Span> spans, int maxSeconds, Optional<Resamplers> resamplers, Sink sink) {
    this.spans = spans;
    this.maxSeconds = maxSeconds;
    this.resamplers = resamplers;
    this.sink = sink;
    this.ahead =
        new PriorityQueue<>(Comparator.comparingDouble((Integer i) -> spans.get(i).start()));
    IntStream.range(0, spans.size()).forEach(ahead::add);
  }

  /** Must be called once, before the first piece. */
  public SampleSink open(SoundFormat format) {
    int from = format.sampleRate();
    rate = resamplers.map(Resamplers::to).orElse(from);
    if (rate == from) {
      return this;
    }
    resampling = Optional.of(resamplers.orElseThrow().from(from).new Stream(this));
    return resampling.get();
  }

  @Override
  public void accept(float[] samples, int count) {
    long end = position + count;
    while (!ahead.isEmpty() && sample(spans.get(ahead.peek()).start()) < end) {
      int number = ahead.remove();
      var last = sample(spans.get(number).end());
      begun.add(new Begun(number, last, new SampleBuffer(0)));
    }
    for (var each : List.copyOf(begun)) {
      keep(each, samples, count);
      if (each.end() <= end) {
        begun.remove(each);
        end(each);
      }
    }
    position = end;
  }

  private void keep(Begun each, float[] samples, int count) {
    int from = (int) Math.clamp(sample(spans.get(each.number()).start()) - position, 0, count);
    int to = (int) Math.clamp(each.end() - position, from, count);
    if (each.sound().length() + to - from > (long) maxSeconds * rate) {
      throw new DataException(
          "the clip from %s s on lasts longer than %s s: cut the recording into windows (--window), mark shorter clips, or raise the limit (--max-seconds)"
              .formatted(Span.text(spans.get(each.number()).start()), maxSeconds));
    }
    each.sound().accept(samples, from, to - from);
  }

  private void end(Begun each) {
    var span = spans.get(each.number());
    var sound = new Waveform(each.sound().toArray(), rate);
    double end = span.start() + sound.seconds();
    // One that is shorter than a sample has no sound; the encoder refuses it.
    boolean ends = end > span.start() && end < span.end();
    sink.accept(each.number(), ends ? new Span(span.start(), end) : span, sound);
  }

  private long sample(double seconds) {
    return Math.round(Math.min(seconds * rate, Long.MAX_VALUE / 2));
  }

  /** Ends the recording. Returns the stretches that begin after its end. */
  public List<Integer> finish() {
    resampling.ifPresent(Resampler.Stream::finish);
    begun.forEach(this::end);
    return ahead.stream().sorted().toList();
  }
}
