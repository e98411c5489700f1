package dev.earshot.cuda;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Things that the driver or a library has made and wants back, such as executable graphs. One that
 * nobody can use any more is given back when the next one comes, at the latest with the backend.
 */
final class Handles<T> implements AutoCloseable {
  private final Cleaner cleaner;
  private final Consumer<T> giveBack;
  private final Set<T> all = new HashSet<>();
  private final Queue<T> dropped = new ConcurrentLinkedQueue<>();

  /**
   * @param giveBack on the thread that uses the backend; throws if that fails
   */
  Handles(Cleaner cleaner, Consumer<T> giveBack) {
    this.cleaner = cleaner;
    this.giveBack = giveBack;
  }

  /** Keeps one for as long as {@code owner} is reachable. */
  void add(Object owner, T handle) {
    all.add(handle);
    Queue<T> queue = dropped;
    cleaner.register(owner, () -> queue.add(handle));
    for (T old = dropped.poll(); old != null; old = dropped.poll()) {
      giveBack(old);
    }
  }

  /** Gives one back that will not be used again; once is enough. */
  void giveBack(T handle) {
    if (all.remove(handle)) {
      giveBack.accept(handle);
    }
  }

  @Override
  public void close() {
    List<T> left = new ArrayList<>(all);
    all.clear();
    try (Closing closing = new Closing()) {
      left.forEach(handle -> closing.run(() -> giveBack.accept(handle)));
    }
  }
}
