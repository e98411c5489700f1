package dev.earshot.compute;

import dev.earshot.base.Checks;
import java.util.Optional;

/**
 * Offers one backend if this machine can run it. Providers from other libraries are found by {@link
 * java.util.ServiceLoader}.
 */
public abstract class BackendProvider {
  /** The backend's name. */
  public abstract String name();

  /**
   * The rank of this provider. {@code auto} chooses the usable provider with the highest rank. A
   * provider with a rank below 0 is only chosen by name.
   */
  public abstract int rank();

  /**
   * One line for reports that says on what the backend would run. It is only meaningful if the
   * backend can run here.
   */
  public abstract String description();

  /** The reason, in one line, why the backend cannot run here; empty if it can. Must not throw. */
  public abstract Optional<String> whyNot();

  /**
   * Opens the backend with one thread: it computes on the caller's thread.
   *
   * @return a backend that checks the arguments of every kernel call
   * @throws IllegalStateException if it cannot run here; the message gives the reason
   */
  public final Backend open() {
    return open(1);
  }

  /**
   * Opens the backend. It may divide large work, such as a neighbour search, among threads of its
   * own. Results do not depend on the number of threads. A backend without threads of its own
   * ignores the number.
   *
   * @param threads the number of threads that may compute at a time, including the caller's; at
   *     least 1
   * @return a backend that checks the arguments of every kernel call
   * @throws IllegalStateException if it cannot run here; the message gives the reason
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
   * Creates the backend itself, which need not check its arguments. Called only if the backend can
   * run here.
   *
   * @param threads as in {@link #open(int)}
   */
  protected abstract Backend create(int threads);

  /**
   * The number of independent runs to do at a time, each on a backend of its own. It is one run for
   * each thread, unless the backend does not compute on the host.
   *
   * @param threads the number of threads that may compute on the host
   */
  public int runsAtATime(int threads) {
    return threads;
  }
}
