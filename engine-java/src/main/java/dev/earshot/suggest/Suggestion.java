package dev.earshot.suggest;

/**
 * A clip to label next.
 *
 * @param row its row in the data
 * @param reason why it was chosen
 * @param guess the most probable class by what was learnt; -1 if nothing was
 * @param probability the probability of that class
 */
public record Suggestion(int row, Reason reason, int guess, double probability) {
  /** Why a clip is worth a label. */
  public enum Reason {
    /** Chosen at random, so that accuracy on such clips is an honest estimate. */
    RANDOM("chosen at random"),
    /** Many clips are like it, and none of them has a label. */
    DIVERSE("like many without a label"),
    /** The classes of many clips like it are uncertain. */
    UNCERTAIN("the class is uncertain"),
    /** It may be of a class with few labels. */
    RARE("may be of a rare class");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** The reason in a few words. */
    public String words() {
      return words;
    }
  }
}
