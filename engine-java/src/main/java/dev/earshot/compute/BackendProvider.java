package dev.earshot.compute;

import java.util.Optional;

/**
 * Offers one backend, if this machine can run it. Those of other libraries are found by {@link
 * java.util.ServiceLoader}.
 */
public interface BackendProvider {
  /** The backend's name. */
  String name();

  /** {@code auto} takes the usable provider with the highest rank; those below 0 only by name. */
  int rank();

  /** One line on what it would run on, for reports; meaningful when usable. */
  String description();

  /** Why it cannot run here, in one line; empty when it can. Must not throw. */
  Optional<String> whyNot();

  /**
   * Opens the backend; it computes on the caller's thread.
   *
   * @throws IllegalStateException if it cannot run, with the reason
   */
  Backend open();

  /**
   * Opens the backend with leave to split large work, such as a neighbour search, over threads of
   * its own. Results do not depend on how many. A backend without threads of its own ignores it.
   *
   * @param threads how many threads may compute at a time, the caller's included; at least 1
   * @throws IllegalStateException if it cannot run, with the reason
   */
  default Backend open(int threads) {
    return open();
  }

  /**
   * How many runs that know nothing of each other to do at a time, each on a backend of its own:
   * one a thread, unless what computes is not the host.
   *
   * @param threads how many threads may compute on the host
   */
  default int runsAtATime(int threads) {
    return threads;
  }
}
