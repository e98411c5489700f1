package dev.earshot.compute;

import java.util.Optional;

/**
 * Offers one backend, if this machine can run it. Those of other libraries are found by {@link
 * java.util.ServiceLoader}.
 */
public abstract class BackendProvider {
  /** The backend's name. */
  public abstract String name();

  /** {@code auto} takes the usable provider with the highest rank; those below 0 only by name. */
  public abstract int rank();

  /** One line on what it would run on, for reports; meaningful when usable. */
  public abstract String description();

  /** Why it cannot run here, in one line; empty when it can. Must not throw. */
  public abstract Optional<String> whyNot();

  /**
   * Opens the backend; it computes on the caller's thread.
   *
   * @throws IllegalStateException if it cannot run, with the reason
   */
  public final Backend open() {
    return open(1);
  }

  /**
   * Opens the backend with leave to split large work, such as a neighbour search, over threads of
   * its own. Results do not depend on how many. A backend without threads of its own ignores it.
   *
   * @param threads how many threads may compute at a time, the caller's included; at least 1
   * @return a backend that checks the arguments of every kernel call
   * @throws IllegalStateException if it cannot run, with the reason
   */
  public final Backend open(int threads) {
    Checks.require(threads >= 1, "the number of threads must be at least 1: %s", threads);
    whyNot()
        .ifPresent(reason -> {
          throw new IllegalStateException(name() + " cannot run here: " + reason);
        });
    return new CheckedBackend(create(threads));
  }

  /**
   * Makes the backend itself, which need not check its arguments; called only where it can run.
   *
   * @param threads as in {@link #open(int)}
   */
  protected abstract Backend create(int threads);

  /**
   * How many runs that know nothing of each other to do at a time, each on a backend of its own:
   * one a thread, unless what computes is not the host.
   *
   * @param threads how many threads may compute on the host
   */
  public int runsAtATime(int threads) {
    return threads;
  }
}
