package dev.earshot.collection;

/** What a label says about a window. Its name in the database is that of the constant. */
public enum Verdict {
  /** The window is of the class. */
  YES(true),
  /** The window is not of the class. */
  NO(true),
  /** The window is of none of the classes. */
  SOMETHING_ELSE(false),
  /** Somebody looked at the window and decided nothing. */
  SKIPPED(false);

  private final boolean namesClass;

  Verdict(boolean namesClass) {
    this.namesClass = namesClass;
  }

  /** Whether a label with this verdict names a class. */
  public boolean namesClass() {
    return namesClass;
  }
}
