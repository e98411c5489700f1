package dev.earshot.audio.extract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.features.KnownEncoders;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class EncoderTrialTest {
  private static final long NO_LIMIT = TimeUnit.HOURS.toNanos(1);

  /** An encoder of one number. */
  private record One(String name, ToDoubleFunction<Waveform> value) implements AudioEncoder {
    @Override
    public List<String> columnNames() {
      return List.of("value");
    }

    @Override
    public Session open() {
      return waveform -> new float[] {(float) value.applyAsDouble(waveform)};
    }
  }

  private static EncoderTrial trial(long mostNanos, One... encoders) {
    return new EncoderTrial(
        Arrays.stream(encoders).map(One::name).toList(),
        name ->
            Arrays.stream(encoders).filter(one -> one.name().equals(name)).findAny().orElseThrow(),
        mostNanos);
  }

  private static Waveform noise(double seconds) {
    var random = new Random(1);
    var samples = new float[(int) (8000 * seconds)];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) (0.1 * random.nextGaussian());
    }
    return new Waveform(samples, 8000);
  }

  private static float[] encode(EncoderTrial trial, Waveform sound) {
    try (var session = trial.open()) {
      return session.encode(sound);
    }
  }

  private static List<String> names(EncoderTrial trial) {
    return trial.candidates().stream().map(EncoderTrial.Candidate::name).toList();
  }

  @Test
  void theVectorHasThatOfEachEncoder() {
    var trial = new EncoderTrial(List.of("logmel", "lld"), KnownEncoders::named, NO_LIMIT);
    var sound = noise(1);
    var vector = encode(trial, sound);
    assertEquals(128 + 165, trial.dimension());
    assertEquals(List.of("logmel", "lld"), names(trial));
    for (var candidate : trial.candidates()) {
      try (var session = candidate.encoder().open()) {
        assertArrayEquals(
            session.encode(sound),
            Arrays.copyOfRange(
                vector, candidate.from(), candidate.from() + candidate.encoder().dimension()));
      }
    }
    assertEquals(List.of(), trial.leftOut());
    assertEquals(List.of("logmel", "lld"), KnownEncoders.choices());
  }

  /** Encoders that can be computed together, and fail together. */
  private record Sharing(List<String> parts, Set<String> failing, List<String> log)
      implements AudioEncoder {
    @Override
    public String name() {
      return String.join("+", parts);
    }

    @Override
    public List<String> columnNames() {
      return parts;
    }

    @Override
    public Optional<AudioEncoder> with(AudioEncoder other) {
      var both = new ArrayList<>(parts);
      return other instanceof Sharing that && both.addAll(that.parts())
          ? Optional.of(new Sharing(both, failing, log))
          : Optional.empty();
    }

    @Override
    public Session open() {
      return waveform -> {
        log.add(name());
        if (parts.stream().anyMatch(failing::contains)) {
          throw new DataException(name() + " fails");
        }
        var values = new float[parts.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = parts.get(i).charAt(0);
        }
        return values;
      };
    }
  }

  @Test
  void encodersThatShareWorkAreComputedTogether() {
    var log = new ArrayList<String>();
    var failing = new HashSet<String>();
    var trial =
        new EncoderTrial(
            List.of("a", "logmel", "b"),
            name ->
                name.equals("logmel")
                    ? KnownEncoders.named(name)
                    : new Sharing(List.of(name), failing, log),
            NO_LIMIT);
    try (var session = trial.open()) {
      var vector = session.encode(noise(1));
      assertEquals('a', vector[0]);
      assertEquals('b', vector[129]);
      assertEquals(List.of("a+b"), log);
      failing.add("b");
      assertEquals('a', session.encode(noise(1))[0]);
      assertEquals(List.of("a+b", "a+b", "a", "b"), log);
      assertEquals(List.of("a", "logmel"), names(trial));
      session.encode(noise(1));
      assertEquals(List.of("a+b", "a+b", "a", "b", "a"), log);
    }
  }

  @Test
  void onlyTheBeginningOfALongClipIsHeard() {
    var trial = trial(NO_LIMIT, new One("seconds", Waveform::seconds));
    assertArrayEquals(new float[] {3}, encode(trial, noise(3)));
    assertArrayEquals(new float[] {10}, encode(trial, noise(25)));
  }

  @Test
  void anEncoderThatFailsIsLeftOutWithItsReason() {
    var trial =
        trial(
            NO_LIMIT,
            new One("good", _ -> 1),
            new One("odd", _ -> Double.NaN),
            new One(
                "broken",
                _ -> {
                  throw new IllegalStateException("it broke");
                }));
    assertArrayEquals(new float[] {1, 0, 0}, encode(trial, noise(1)));
    assertEquals(List.of("good"), names(trial));
    assertEquals(2, trial.leftOut().size());
    assertTrue(trial.leftOut().getFirst().startsWith("encoder odd is not tried: feature value"));
    assertEquals("encoder broken is not tried: it broke", trial.leftOut().getLast());
  }

  @Test
  void aFileThatIsNoEncoderIsLeftOut() {
    var trial = new EncoderTrial(List.of("logmel", "absent"), KnownEncoders::named, NO_LIMIT);
    assertEquals(List.of("logmel"), names(trial));
    assertTrue(trial.leftOut().getFirst().contains("there is no encoder 'absent'"));
  }

  @Test
  void aClipThatNoEncoderTakesIsTheFaultOfTheClip() {
    var trial = new EncoderTrial(List.of("logmel", "lld"), KnownEncoders::named, NO_LIMIT);
    var brief = noise(0.01);
    var message = assertThrows(DataException.class, () -> encode(trial, brief)).getMessage();
    assertTrue(message.contains("at least one frame"), message);
    assertEquals(List.of("logmel", "lld"), names(trial));
  }

  @Test
  void anEncoderThatTakesTooLongIsLeftOutAndSaysSo() {
    var trial =
        trial(
            TimeUnit.MILLISECONDS.toNanos(200),
            new One("quick", _ -> 1),
            new One(
                "slow",
                _ -> {
                  long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
                  while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                  }
                  return 1;
                }));
    encode(trial, noise(1));
    assertEquals(List.of("quick"), names(trial));
    assertTrue(trial.leftOut().getFirst().contains("it takes more than 0 s"), trial.leftOut() + "");
  }
}
