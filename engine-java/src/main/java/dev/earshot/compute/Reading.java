package dev.earshot.compute;

/** Values on their way out of a backend's memory, see {@link Matrix#readLater}. */
public interface Reading {
  /** What is there already. */
  Reading DONE =
      new Reading() {
        @Override
        public boolean isDone() {
          return true;
        }

        @Override
        public void await() {
          // Nothing is on its way.
        }
      };

  /** Whether the values have arrived, so that {@link #await} need not wait. */
  boolean isDone();

  /** Waits until the values have arrived and puts them where they belong. Once is enough. */
  void await();
}
