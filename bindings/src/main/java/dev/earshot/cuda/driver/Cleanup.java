package dev.earshot.cuda.driver;

import java.util.Optional;

/**
 * Runs every step of a cleanup, even if some fail. Closing it throws the first failure, with the
 * others suppressed.
 */
public final class Cleanup implements AutoCloseable {
  private Optional<RuntimeException> failure = Optional.empty();

  /** Runs one step after a failure; returns the failure, with the step's own suppressed. */
  public static RuntimeException afterFailure(RuntimeException failure, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  /** Runs one step; a failure is thrown later, by {@link #close}. */
  public void run(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      failure.ifPresentOrElse(first -> first.addSuppressed(e), () -> failure = Optional.of(e));
    }
  }

  @Override
  public void close() {
    failure.ifPresent(first -> {
      throw first;
    });
  }
}
