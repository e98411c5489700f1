package dev.earshot.compute;

/**
 * A copy out of a backend's memory that has been started, see {@link Matrix#readLater(double[])}.
 */
public interface Reading {
  /** A copy that is complete. */
  Reading DONE =
      new Reading() {
        @Override
        public boolean isDone() {
          return true;
        }

        @Override
        public void await() {
          // The copy is complete.
        }
      };

  /** Whether the values have arrived, so that {@link #await} need not wait. */
  boolean isDone();

  /**
   * Waits until the values have arrived and puts them into the target array. One call is enough.
   */
  void await();
}
