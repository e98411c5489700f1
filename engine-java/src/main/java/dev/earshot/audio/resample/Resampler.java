package dev.earshot.audio.resample;

import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import java.util.Arrays;
import java.util.Optional;

/**
 * Changes the sample rate by a rational factor with a polyphase low-pass filter.
 *
 * <p>With {@code to / from} reduced to {@code L / M}, output m is at input position m M / L. It is
 * the sum of the inputs around it, weighted by a sinc under a Kaiser window (Kaiser, 1974). In
 * units of the lower of the two Nyquist frequencies, the pass band ends at {@value #PASS_EDGE} and
 * the stop band starts at 1, which prevents aliasing. The stop band is attenuated by {@value
 * #ATTENUATION_DB} dB. The filter is symmetric about the output's position, so it adds no delay.
 * The taps of every phase sum to 1, so there is no error at 0 Hz. Before its start and after its
 * end the sound counts as silent.
 *
 * <p>An output's phase is the fraction of its input position. Usual pairs of rates have few phases,
 * and all of them are computed. Other pairs have up to L, so the taps are computed at about {@value
 * #PHASES_PER_LOBE} phases for each zero crossing of the sinc and interpolated between these with
 * cubic polynomials. The output then differs from the exact filter's by less than 1e-6 of full
 * scale. So no pair of rates needs more than {@value #MOST_TAPS} taps.
 *
 * <p>A resampler is immutable, so any number of threads may use the same one.
 */
public final class Resampler {
  private static final double PASS_EDGE = 0.9;
  private static final double ATTENUATION_DB = 100;
  private static final int MOST_TAPS = 1 << 18;
  private static final int PHASES_PER_LOBE = 128;

  /** A greater ratio of rates would need a longer filter than any recording does. */
  private static final int MOST_RATIO = 256;

  /**
   * The phases that a cubic polynomial uses before and after the interval where it is evaluated.
   */
  private static final int BEFORE = 1;

  private static final int AFTER = 2;

  /** How much faster outputs are made together than one by one, at least. */
  private static final int BATCH_GAIN = 4;

  private final int from;
  private final int to;
  private final int up;
  private final int down;
  private final int half;

  /** The number of computed phases; {@code up} if there is no interpolation. */
  private final int phases;

  private final float[] taps;

  /**
   * Creates a resampler between two sample rates.
   *
   * @param from sample rate of the input in Hz
   * @param to sample rate of the output in Hz
   * @throws DataException if a rate is outside of {@link Waveform#LOWEST_RATE} to {@link
   *     Waveform#HIGHEST_RATE}, or {@code from} is more than {@value #MOST_RATIO} times {@code to}
   */
  public Resampler(int from, int to) {
    Waveform.requireRate(from);
    Waveform.requireRate(to);
    if (from / MOST_RATIO > to) {
      throw new DataException(
          "cannot be resampled from %s to %s Hz: at most a factor of %s is possible"
              .formatted(from, to, MOST_RATIO));
    }
    int common = greatestCommonDivisor(from, to);
    this.from = from;
    this.to = to;
    this.up = to / common;
    this.down = from / common;
    // The lower Nyquist frequency as a fraction of the input's. The filter is longer by its
    // inverse.
    double bandwidth = Math.min(1, (double) to / from);
    double beta = 0.1102 * (ATTENUATION_DB - 8.7);
    double transition = Math.PI * (1 - PASS_EDGE) * bandwidth;
    this.half = (int) Math.ceil(((ATTENUATION_DB - 7.95) / (2.285 * transition) + 1) / 2);
    boolean exact = 2L * half * up <= MOST_TAPS;
    this.phases = exact ? up : (int) Math.ceil(PHASES_PER_LOBE * bandwidth);
    double cutoff = bandwidth * (1 + PASS_EDGE) / 2;
    if (from == to) {
      this.taps = new float[0];
    } else if (exact) {
      this.taps = design(0, up, cutoff, beta);
    } else {
      this.taps = design(-BEFORE, phases + AFTER, cutoff, beta);
    }
  }

  /** The sample rate of the input, in samples per second. */
  public int from() {
    return from;
  }

  /**
   * Resamples a waveform. From n samples it makes ceil(n to / from) samples.
   *
   * @param input sound at the sample rate {@link #from}
   * @return sound at the other rate; the input itself if both rates are equal
   * @throws DataException if the waveform has another rate, or the result would have over two
   *     thousand million samples
   */
  public Waveform resample(Waveform input) {
    if (input.sampleRate() != from) {
      throw new DataException(
          "the waveform has %s Hz: expected %s Hz".formatted(input.sampleRate(), from));
    }
    if (from == to) {
      return input;
    }
    var samples = input.samples();
    var output = new SampleBuffer(outputLength(samples.length));
    var stream = new Stream(output);
    stream.accept(samples, samples.length);
    stream.finish();
    return new Waveform(output.toArray(), to);
  }

  /** The number of samples that are made from {@code n} samples. */
  public long outputLength(long n) {
    return Math.ceilDiv(n * up, down);
  }

  /** Resamples one clip that comes in pieces. */
  public final class Stream implements SampleSink {
    private static final int PIECE = 1 << 12;

    private final SampleSink sink;
    private final Optional<PeriodBatch> batch =
        phases == up && PeriodBatch.fits(2 * half, up, down)
            ? Optional.of(new PeriodBatch(taps, 2 * half, up, down))
            : Optional.empty();

    /** The inputs from {@code half - 1} before the next output's position onwards. */
    private final float[] window =
        new float[2 * half + batch.map(PeriodBatch::inputs).orElse(PIECE)];

    private int inWindow = half;

    /** The place of the window's start in the sound, which has {@code half} zeros before it. */
    private long windowStart;

    private final float[] made = new float[PIECE];
    private int inMade;
    private long length;
    private long outputs;

    /** The position of the next output, times {@code up}. */
    private long position;

    /** Sends the resampled sound to {@code sink}. The two rates must differ. */
    public Stream(SampleSink sink) {
      this.sink = sink;
    }

    @Override
    public void accept(float[] samples, int count) {
      length += count;
      for (int at = 0; at < count; ) {
        int step = Math.min(count - at, window.length - inWindow);
        System.arraycopy(samples, at, window, inWindow, step);
        inWindow += step;
        at += step;
        if (batch.isEmpty()) {
          make(Long.MAX_VALUE);
        } else if (inWindow == window.length) {
          makeBatches(Long.MAX_VALUE);
        }
      }
    }

    /** Ends the sound. Everything has reached the sink afterwards. */
    public void finish() {
      long total = outputLength(length);
      while (outputs < total) {
        Arrays.fill(window, inWindow, window.length, 0);
        inWindow = window.length;
        // A batch costs as much as a fraction of its outputs one by one.
        if (batch.isPresent() && total - outputs > batch.get().outputs() / BATCH_GAIN) {
          makeBatches(total);
        } else {
          make(total);
        }
      }
      flush();
    }

    /** Makes outputs of whole periods together. */
    private void makeBatches(long total) {
      var together = batch.orElseThrow();
      flush();
      for (long at; outputs < total && (at = next()) + together.inputs() <= inWindow; ) {
        var values = together.make(window, (int) at, (int) (position % up));
        sink.accept(values, (int) Math.min(values.length, total - outputs));
        outputs += values.length;
        position += (long) values.length * down;
      }
      drop();
    }

    /** Makes the outputs whose inputs are in the window, then drops inputs that are used up. */
    private void make(long total) {
      for (long at; outputs < total && (at = next()) + 2L * half <= inWindow; ) {
        int phase = (int) (position % up);
        made[inMade++] =
            phases == up ? weigh(window, (int) at, phase) : interpolate(window, (int) at, phase);
        if (inMade == made.length) {
          flush();
        }
        outputs++;
        position += down;
      }
      drop();
    }

    /** The place in the window of the first input of the next output. */
    private long next() {
      return position / up + 1 - windowStart;
    }

    private void drop() {
      int used = (int) Math.min(next(), inWindow);
      System.arraycopy(window, used, window, 0, inWindow - used);
      inWindow -= used;
      windowStart += used;
    }

    private void flush() {
      sink.accept(made, inMade);
      inMade = 0;
    }
  }

  /** The output at {@code phase / up}, from the cubic polynomial through four phases. */
  private float interpolate(float[] x, int at, int phase) {
    double place = (double) phase * phases / up;
    int row = (int) place;
    double u = place - row;
    double before = weigh(x, at, row) * (-u * (u - 1) * (u - 2) / 6);
    double left = weigh(x, at, row + 1) * ((u + 1) * (u - 1) * (u - 2) / 2);
    double right = weigh(x, at, row + 2) * (-(u + 1) * u * (u - 2) / 2);
    double after = weigh(x, at, row + 3) * ((u + 1) * u * (u - 1) / 6);
    return (float) (before + left + right + after);
  }

  /**
   * The weighted sum with the taps of one row. It is split into four sums, because in one sum each
   * addition would have to wait for the one before.
   */
  private float weigh(float[] x, int at, int row) {
    int tap = row * 2 * half;
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int end = at + 2 * half;
    for (; at + 3 < end; at += 4, tap += 4) {
      a += x[at] * taps[tap];
      b += x[at + 1] * taps[tap + 1];
      c += x[at + 2] * taps[tap + 2];
      d += x[at + 3] * taps[tap + 3];
    }
    for (; at < end; at++, tap++) {
      a += x[at] * taps[tap];
    }
    return a + b + (c + d);
  }

  /**
   * Computes the taps of the phases {@code first} (inclusive) to {@code end} (exclusive), in units
   * of 1 / {@link #phases}. Let i be the input at or just before the output's position. Tap k of a
   * phase is then the weight of input i + k + 1 - half.
   */
  private float[] design(int first, int end, double cutoff, double beta) {
    var phase = new double[2 * half];
    var all = new float[(end - first) * phase.length];
    double windowPeak = bessel(beta);
    for (int p = first; p < end; p++) {
      for (int k = 0; k < phase.length; k++) {
        double t = k + 1 - half - (double) p / phases;
        double edge = t / half;
        double window = bessel(beta * Math.sqrt(Math.max(0, 1 - edge * edge))) / windowPeak;
        phase[k] = cutoff * sinc(cutoff * t) * window;
      }
      double sum = Arrays.stream(phase).sum();
      for (int k = 0; k < phase.length; k++) {
        all[(p - first) * phase.length + k] = (float) (phase[k] / sum);
      }
    }
    return all;
  }

  private static double sinc(double t) {
    return t == 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t);
  }

  /** The modified Bessel function of the first kind and order 0, by its power series. */
  private static double bessel(double x) {
    double quarter = x * x / 4;
    double sum = 1;
    double term = 1;
    for (int k = 1; term > 1e-17 * sum; k++) {
      term *= quarter / ((double) k * k);
      sum += term;
    }
    return sum;
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
