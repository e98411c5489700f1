package dev.earshot.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What is noted while work is captured. */
final class Recording {
  private Optional<Branches> branches = Optional.empty();

  /** Keeps the graph's buffers from being reclaimed. */
  private final List<Object> kept = new ArrayList<>();

  private final List<BooleanSupplier> staleWhen = new ArrayList<>();

  /** What has to be done outside of a capture, and this one was without. */
  private final List<Runnable> unready = new ArrayList<>();

  /** Where operations go while the capture lasts. */
  Branches branches() {
    return branches.orElseThrow();
  }

  void capturing(Optional<Branches> streams) {
    branches = streams;
  }

  void keep(Object owner) {
    kept.add(owner);
  }

  void staleWhen(BooleanSupplier condition) {
    staleWhen.add(condition);
  }

  void needs(Runnable preparation) {
    unready.add(preparation);
  }

  /** Does what the capture was without; whether there was anything. */
  boolean makeReady() {
    unready.forEach(Runnable::run);
    return !unready.isEmpty();
  }

  /** Whether something has changed that was built into the graph. */
  boolean isStale() {
    for (int i = 0; i < staleWhen.size(); i++) {
      if (staleWhen.get(i).getAsBoolean()) {
        return true;
      }
    }
    return false;
  }
}
