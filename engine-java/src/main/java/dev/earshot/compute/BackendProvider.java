package dev.earshot.compute;

import java.util.Optional;

/** Found by {@link java.util.ServiceLoader}: offers one backend, if this machine can run it. */
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
   * Opens the backend.
   *
   * @throws IllegalStateException if it cannot run, with the reason
   */
  Backend open();
}
