package dev.earshot.nn;

import dev.earshot.base.Checks;
import dev.earshot.compute.AdamSettings;
import dev.earshot.compute.Backend;
import dev.earshot.compute.Indices;
import dev.earshot.compute.Matrix;
import java.util.LinkedHashMap;
import java.util.Map;

/** A network's parameters, Adam's moments of their gradients, and the parameters' running mean. */
public final class LearningState {
  private final Backend backend;
  private final Parameters parameters;
  private final Parameters used;
  private final Matrix mean;
  private final Matrix variance;
  private final double averageDecay;

  /**
   * Starts with moments of 0, and with the running mean at the parameters' present values.
   *
   * @param backend the backend that holds the parameters
   * @param parameters the parameters to learn
   * @param averageDecay decay of the running mean of the parameters; 0 for no running mean
   */
  public LearningState(Backend backend, Parameters parameters, double averageDecay) {
    this.backend = backend;
    this.parameters = parameters;
    this.averageDecay = averageDecay;
    used = averageDecay > 0 ? new Parameters(backend, parameters.shapes()) : parameters;
    mean = backend.newMatrix(1, parameters.size());
    variance = backend.newMatrix(1, parameters.size());
    if (averageDecay > 0) {
      backend.dense().add(1, parameters.values(), 0, used.values());
    }
  }

  /** The parameters that each step changes. */
  public Parameters parameters() {
    return parameters;
  }

  /** The parameters to predict with: the running mean, or {@link #parameters} if there is none. */
  public Parameters used() {
    return used;
  }

  /** Takes one step of Adam and then updates the running mean. */
  public void update(AdamSettings adam, Indices step) {
    backend
        .optimizer()
        .adam(adam, parameters.values(), parameters.gradients(), mean, variance, step);
    if (averageDecay > 0) {
      backend.dense().add(1 - averageDecay, parameters.values(), averageDecay, used.values());
    }
  }

  /** All values by name, for a checkpoint. */
  public Map<String, double[]> save() {
    Map<String, double[]> saved = new LinkedHashMap<>();
    matrices().forEach((name, matrix) -> saved.put(name, matrix.toArray()));
    return saved;
  }

  /**
   * Sets all values to those that {@link #save} returned.
   *
   * @throws IllegalArgumentException if values are missing, their number is wrong, or the mean of a
   *     square is negative
   */
  public void restore(Map<String, double[]> saved) {
    matrices()
        .forEach((name, matrix) -> {
          double[] values = saved.get(name);
          Checks.require(
              values != null && values.length == matrix.size(),
              "%s needs %s numbers",
              name,
              matrix.size());
        });
    for (double square : saved.get("variance")) {
      Checks.range("variance", square, 0, Double.MAX_VALUE);
    }
    matrices().forEach((name, matrix) -> matrix.write(saved.get(name)));
  }

  private Map<String, Matrix> matrices() {
    Map<String, Matrix> matrices = new LinkedHashMap<>();
    matrices.put("parameters", parameters.values());
    matrices.put("used", used.values());
    matrices.put("mean", mean);
    matrices.put("variance", variance);
    return matrices;
  }
}
