package dev.earshot.data;

import dev.earshot.audio.extract.FeatureStore;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A store that keeps nothing until it is told that all of it is right. */
final class KeptLater implements FeatureStore {
  private final FeatureStore store;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  KeptLater(FeatureStore store) {
    this.store = store;
  }

  @Override
  public Optional<byte[]> find(String shelf, byte[] key) {
    return store.find(shelf, key);
  }

  @Override
  public void keep(String shelf, byte[] key, byte[] value) {
    waiting.add(() -> store.keep(shelf, key, value));
  }

  /** Keeps everything that it was given. */
  void keepAll() {
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
    }
  }
}
