package dev.earshot.cuda.driver;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Native objects of one kind that have to be destroyed, such as executable graphs. An object whose
 * owner is unreachable is destroyed when the next one is added, at the latest with the backend.
 */
public final class Handles<T> implements AutoCloseable {
  private final Cleaner cleaner;
  private final Consumer<T> destroy;
  private final Set<T> all = new HashSet<>();
  private final Queue<T> dropped = new ConcurrentLinkedQueue<>();

  /**
   * @param destroy destroys an object, on the thread that uses the backend; throws if that fails
   */
  Handles(Cleaner cleaner, Consumer<T> destroy) {
    this.cleaner = cleaner;
    this.destroy = destroy;
  }

  /** Adds an object that lives as long as {@code owner} is reachable. */
  public void add(Object owner, T handle) {
    all.add(handle);
    Queue<T> queue = dropped;
    cleaner.register(owner, () -> queue.add(handle));
    for (T old = dropped.poll(); old != null; old = dropped.poll()) {
      destroy(old);
    }
  }

  /** Destroys an object now; has no effect the second time. */
  public void destroy(T handle) {
    if (all.remove(handle)) {
      destroy.accept(handle);
    }
  }

  @Override
  public void close() {
    List<T> left = new ArrayList<>(all);
    all.clear();
    try (Cleanup cleanup = new Cleanup()) {
      left.forEach(handle -> cleanup.run(() -> destroy.accept(handle)));
    }
  }
}
