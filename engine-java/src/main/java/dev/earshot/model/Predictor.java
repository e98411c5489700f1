package dev.earshot.model;

import dev.earshot.audio.Encoder;
import dev.earshot.audio.Waveform;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Checks;
import dev.earshot.compute.backends.Backends;
import dev.earshot.learner.ReadyClassifier;
import java.util.Optional;

/**
 * Classifies one clip after another. The model's numbers are copied to a backend once, when the
 * predictor is opened. It gives the same probabilities as {@link SoundModel#predict}. Any number of
 * threads may use it at once: they encode side by side, and classify in turn.
 */
public final class Predictor implements AutoCloseable {
  private final SoundModel model;
  private final Backend backend;
  private final ReadyClassifier ready;
  private Optional<Encoder> encoder = Optional.empty();

  Predictor(SoundModel model) {
    this.model = model;
    backend = Backends.choose(Backends.AUTO).provider().open(1);
    ready = model.on(1, backend);
  }

  /**
   * Classifies a clip by its features.
   *
   * @param features the d features of the model's encoder, all finite; they are not kept
   * @throws IllegalArgumentException if there are not d of them or one is not finite
   */
  public synchronized Prediction predict(float[] features) {
    Checks.require(
        features.length == model.columns(),
        "%s features, the model takes %s (%s)",
        features.length,
        model.columns(),
        model.encoder());
    Checks.finite(features, "the features");
    float[] probabilities = ready.probabilities(features.clone());
    return new Prediction(
        model.classes(), model.decision().labels(probabilities)[0], probabilities);
  }

  /**
   * Classifies a sound, by features that the model's encoder computes.
   *
   * @param sound of any sample rate
   * @throws dev.earshot.DataException if the sound is too short for the encoder, or the model was
   *     trained on vectors of an unknown encoder
   */
  public Prediction predict(Waveform sound) {
    return predict(encoder().encode(sound));
  }

  /**
   * Classifies a sound, by features that the model's encoder computes.
   *
   * @param samples amplitudes of one channel, with full scale at -1 and 1; they are not kept
   * @param sampleRate samples per second
   * @throws dev.earshot.DataException as {@link #predict(Waveform)}, or if a sample is not finite
   *     or the rate is out of range
   */
  public Prediction predict(float[] samples, int sampleRate) {
    return predict(new Waveform(samples, sampleRate));
  }

  /**
   * The model's encoder.
   *
   * @throws dev.earshot.DataException if it cannot be opened
   */
  synchronized Encoder encoder() {
    if (encoder.isEmpty()) {
      encoder = Optional.of(Encoder.open(model.encoder()));
    }
    return encoder.get();
  }

  /** Releases the backend. */
  @Override
  public synchronized void close() {
    encoder.ifPresent(Encoder::close);
    backend.close();
  }
}
