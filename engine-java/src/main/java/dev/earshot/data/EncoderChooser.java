package dev.earshot.data;

import dev.earshot.Dataset;
import java.io.IOException;
import java.util.List;

/**
 * Chooses among encoders by their vectors of labelled clips. It is a service, because learning
 * stands above this package: {@link java.util.ServiceLoader} finds the engine's own in package
 * {@code run}.
 */
public interface EncoderChooser {
  /**
   * An encoder that was tried.
   *
   * @param name its name, as a user types it
   * @param clips the vectors of the clips; every row has a label, and rows of one group belong
   *     together
   */
  record Candidate(String name, Dataset clips) {}

  /**
   * Scores encoders by held-out labels.
   *
   * @param candidates at least one, the one that computes least first; the same clips, in the same
   *     order
   * @param threads number of threads; the result does not depend on it
   * @return the encoders, best first; also combinations A+B of them
   * @throws IOException never by the engine's own
   * @throws InterruptedException if the thread is interrupted
   */
  List<EncoderChoice.Score> score(List<Candidate> candidates, int threads)
      throws IOException, InterruptedException;
}
