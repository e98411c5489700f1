package dev.earshot.cuda;

import java.util.Optional;

/**
 * Goes through all that has to be given back, whatever fails on the way. Closing it throws the
 * first failure, with the others behind it.
 */
final class Closing implements AutoCloseable {
  private Optional<RuntimeException> failure = Optional.empty();

  /** Undoes what came before a failure; returns that, with what fails now behind it. */
  static RuntimeException undo(RuntimeException failure, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }

  void run(Runnable step) {
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
