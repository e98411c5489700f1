package dev.earshot.api;

import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.Prediction;
import dev.earshot.Predictions;
import dev.earshot.Windows;
import dev.earshot.audio.Waveform;
import dev.earshot.compute.Backend;
import dev.earshot.compute.backends.Backends;
import dev.earshot.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A trained model: sounds in, probabilities of classes out. It is immutable, so several threads may
 * use it.
 */
public final class SoundModel {
  private final TrainedModel model;

  SoundModel(TrainedModel model) {
    this.model = model;
  }

  /**
   * Reads a model.
   *
   * @param path a file that {@link #save} wrote, or the folder of a training that contains one
   * @throws IOException if there is no model
   * @throws DataException if it is damaged; the message names the file
   */
  public static SoundModel load(Path path) throws IOException {
    return new SoundModel(TrainedModel.load(path));
  }

  /**
   * Writes the model to a safetensors file, completely or not at all.
   *
   * @throws IOException if the file cannot be written
   */
  public void save(Path file) throws IOException {
    model.save(file);
  }

  /** The name of the encoder that computes its features. */
  public String encoder() {
    return model.encoder();
  }

  /** The names of its classes. */
  public List<String> classes() {
    return model.classes();
  }

  /** d, the number of features of a clip. */
  public int columns() {
    return model.columns();
  }

  /**
   * How to cut a recording so that its windows are like the clips that the model has learnt from;
   * empty if that is not known.
   */
  public Optional<Windows> windows() {
    return model.windows();
  }

  /**
   * Classifies clips on the best backend of this machine.
   *
   * @param clips clips with features of the model's encoder; their labels are not used
   * @throws IllegalArgumentException if the clips do not have the model's number of features
   */
  public Predictions predict(Dataset clips) {
    return model.predict(clips);
  }

  /**
   * Classifies clips for a wanted precision. A clip whose class is not sure enough gets none, nor
   * does a clip that is more probably of no class; see {@link Predictions#isNamed}.
   *
   * @param clips as for {@link #predict(Dataset)}
   * @param precision the wanted fraction of right clips among those that get a class, in (0, 1)
   * @throws DataException if the model does not know how precise it is
   */
  public Predictions predict(Dataset clips, double precision) {
    return model
        .precision()
        .orElseThrow(
            () -> new DataException("the model does not know how precise it is: train it again"))
        .withhold(predict(clips), precision);
  }

  /**
   * Classifies one sound. For many sounds one after the other, {@link #predictor} is faster.
   *
   * @param sound of any sample rate
   * @throws DataException if the sound is too short for the encoder, or the model was trained on
   *     vectors of an unknown encoder
   */
  public Prediction predict(Waveform sound) {
    try (Predictor predictor = predictor()) {
      return predictor.predict(sound);
    }
  }

  /**
   * Classifies one sound. For many sounds one after the other, {@link #predictor} is faster.
   *
   * @param samples amplitudes of one channel, with full scale at -1 and 1
   * @param sampleRate samples per second
   * @throws DataException as {@link #predict(Waveform)}, or if a sample is not finite or the rate
   *     is out of range
   */
  public Prediction predict(float[] samples, int sampleRate) {
    return predict(new Waveform(samples, sampleRate));
  }

  /** Opens a predictor, which classifies one clip after another on the best backend. */
  public Predictor predictor() {
    return new Predictor(model);
  }

  /**
   * Embeds clips: the outputs of the last hidden layer of the model's first graph network. A model
   * without one uses its first classifier that has hidden layers. If there is none either, the
   * result is the features as the first classifier standardises them.
   *
   * @param clips clips with features of the model's encoder
   * @return clips x width, row-major
   * @throws IllegalArgumentException if the clips do not have the model's number of features
   */
  public float[] embed(Dataset clips) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (Backend backend = Backends.choose(Backends.AUTO).provider().open(threads)) {
      return model.embed(clips, backend);
    }
  }

  /** What it is made of. */
  TrainedModel trained() {
    return model;
  }
}
