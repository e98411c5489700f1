package dev.earshot.audio.features;

import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.resample.Resampler;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Summarises each contour by the same functionals. The vector has one block of values per
 * functional.
 */
final class FunctionalsEncoder implements AudioEncoder {
  private final String name;
  private final Supplier<Contours> contours;
  private final EnumSet<Functional> functionals;
  private final List<String> columnNames;

  FunctionalsEncoder(String name, Supplier<Contours> contours, EnumSet<Functional> functionals) {
    this.name = name;
    this.contours = contours;
    this.functionals = functionals;
    var names = contours.get().names();
    this.columnNames =
        functionals.stream()
            .flatMap(functional -> names.stream().map(n -> n + "_" + functional.label()))
            .toList();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> columnNames() {
    return columnNames;
  }

  @Override
  public OptionalInt sampleRate() {
    return OptionalInt.of(FrameSpectrum.SAMPLE_RATE);
  }

  @Override
  public Session open() {
    return new FunctionalsSession(contours.get());
  }

  private final class FunctionalsSession implements Session {
    private final Contours analyser;
    private final Functional.Measures measures = new Functional.Measures();
    private Resampler resampler =
        new Resampler(FrameSpectrum.SAMPLE_RATE, FrameSpectrum.SAMPLE_RATE);

    FunctionalsSession(Contours analyser) {
      this.analyser = analyser;
    }

    @Override
    public float[] encode(Waveform clip) {
      var waveform = AudioEncoder.heard(clip);
      if (resampler.from() != waveform.sampleRate()) {
        resampler = new Resampler(waveform.sampleRate(), FrameSpectrum.SAMPLE_RATE);
      }
      var samples = resampler.resample(waveform).samples();
      int frames = analyser.analyse(samples);
      int count = columnNames.size() / functionals.size();
      var vector = new float[columnNames.size()];
      for (int column = 0; column < count; column++) {
        measures.measure(analyser.column(column), frames);
        int at = column;
        for (var functional : functionals) {
          vector[at] = (float) measures.get(functional);
          at += count;
        }
      }
      AudioEncoder.requireFinite(vector, columnNames);
      return vector;
    }
  }
}
