package dev.earshot.audio.extract;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.audio.features.SharedWork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several encoders that are tried on the same clips. It is an encoder itself, so that each clip is
 * read once, and a network with several outputs runs once for all of them. Its vector has the
 * values of one encoder after the other, for the beginning of the clip. An encoder that fails, or
 * takes too long, is left out: its values are zeros from then on, and mean nothing.
 */
public final class EncoderTrial implements AudioEncoder {
  /** What is heard of a clip, in seconds. */
  public static final int SECONDS = 10;

  /**
   * Two minutes: the number and length of the clips are limited too, so this is for the slowest.
   */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(120);

  private final List<Candidate> candidates = new ArrayList<>();
  private final List<String> columnNames = new ArrayList<>();
  private final Map<Integer, String> leftOut = new ConcurrentSkipListMap<>();
  private final List<String> unusable = new ArrayList<>();
  private final AtomicLongArray nanos;
  private final long mostNanos;

  /**
   * One of the encoders.
   *
   * @param name its name, as a user types it
   * @param encoder the encoder
   * @param from the place of its first value in the vector of all
   */
  public record Candidate(String name, AudioEncoder encoder, int from) {}

  /**
   * @param names names of encoders, the one that computes least first
   * @param find makes the encoder of a name; its {@link DataException} leaves the encoder out
   * @param mostNanos what an encoder may take for all clips together, summed over threads
   */
  EncoderTrial(List<String> names, Function<String, AudioEncoder> find, long mostNanos) {
    for (var name : names) {
      try {
        var encoder = find.apply(name);
        candidates.add(new Candidate(name, encoder, columnNames.size()));
        encoder.columnNames().forEach(column -> columnNames.add(name + ":" + column));
      } catch (DataException e) {
        // A network has several outputs, and one line is enough.
        if (unusable.stream().noneMatch(line -> line.endsWith(e.getMessage()))) {
          unusable.add(line(name, e.getMessage()));
        }
      }
    }
    this.mostNanos = mostNanos;
    nanos = new AtomicLongArray(candidates.size());
  }

  /** A trial of all encoders that are here, see {@link KnownEncoders#choices}. */
  public static EncoderTrial ofAll() {
    return new EncoderTrial(KnownEncoders.choices(), KnownEncoders::named, MOST_NANOS);
  }

  private static String line(String name, String reason) {
    return "encoder %s is not tried: %s".formatted(name, reason);
  }

  /** The encoders that have not been left out so far, in the order in which they were named. */
  public List<Candidate> candidates() {
    return IntStream.range(0, candidates.size())
        .filter(i -> !leftOut.containsKey(i))
        .mapToObj(candidates::get)
        .toList();
  }

  /** One line for each encoder that was left out. */
  public List<String> leftOut() {
    var lines = new ArrayList<>(unusable);
    leftOut.forEach((i, reason) -> lines.add(line(candidates.get(i).name(), reason)));
    return lines;
  }

  /** The names of all that are tried, with the marks of networks. */
  @Override
  public String name() {
    return candidates.stream()
        .map(candidate -> candidate.encoder().name())
        .collect(Collectors.joining(", ", "trial of ", ""));
  }

  @Override
  public String version() {
    return candidates.stream()
        .map(candidate -> candidate.encoder().version())
        .collect(Collectors.joining(", ", "first %s s by ".formatted(SECONDS), ""));
  }

  @Override
  public List<String> columnNames() {
    return columnNames;
  }

  @Override
  public Session open() {
    return new TrialSession();
  }

  private final class TrialSession implements Session {
    private final List<SharedWork> shared =
        SharedWork.of(candidates.stream().map(Candidate::encoder).toList());
    private final Map<List<Integer>, Session> sessions = new HashMap<>();

    @Override
    public float[] encode(Waveform waveform) {
      var beginning = waveform.first(SECONDS);
      var vector = new float[columnNames.size()];
      var failures = new ConcurrentSkipListMap<Integer, RuntimeException>();
      boolean any = false;
      for (var work : shared) {
        if (work.members().size() > 1 && work.members().stream().noneMatch(leftOut::containsKey)) {
          try {
            encode(work, beginning, vector);
            any = true;
            continue;
          } catch (RuntimeException e) {
            // Perhaps the fault of one of them: each is tried by itself.
          }
        }
        for (int i : work.members()) {
          if (!leftOut.containsKey(i)) {
            try {
              encode(new SharedWork(candidates.get(i).encoder(), List.of(i)), beginning, vector);
              any = true;
            } catch (RuntimeException e) {
              failures.put(i, e);
            }
          }
        }
      }
      if (!any && !failures.isEmpty()) {
        // None can encode it, so it is the clip that is wrong.
        throw failures.firstEntry().getValue();
      }
      failures.forEach((i, e) -> leftOut.putIfAbsent(i, e.getMessage()));
      return vector;
    }

    private void encode(SharedWork work, Waveform beginning, float[] vector) {
      long begin = System.nanoTime();
      var values =
          sessions.computeIfAbsent(work.members(), _ -> work.encoder().open()).encode(beginning);
      AudioEncoder.requireFinite(values, work.encoder().columnNames());
      long taken = System.nanoTime() - begin;
      work.spread(
          values,
          i -> candidates.get(i).encoder().dimension(),
          i -> candidates.get(i).from(),
          vector);
      for (int i : work.members()) {
        if (nanos.addAndGet(i, taken) > mostNanos) {
          leftOut.putIfAbsent(
              i,
              "it takes more than %s s for the clips to choose by; name it to use it"
                  .formatted(TimeUnit.NANOSECONDS.toSeconds(mostNanos)));
        }
      }
    }

    @Override
    public void close() {
      sessions.values().forEach(Session::close);
    }
  }
}
