package dev.earshot;

import dev.earshot.base.Checks;
import java.util.Locale;

/** How many labels a method may use in all. Labels to validate by come out of them. */
public sealed interface LabelBudget {
  /** The budget in words, such as {@code 10.0 % of the labels}. */
  String words();

  /**
   * A fraction of each class's rows, at least 2 rows.
   *
   * @param rate the label rate, in (0, 1]
   */
  record Rate(double rate) implements LabelBudget {
    /**
     * Checks the rate.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public Rate {
      Checks.require(rate > 0 && rate <= 1, "the label rate must be in (0, 1]: %s", rate);
    }

    @Override
    public String words() {
      return String.format(Locale.ROOT, "%.1f %% of the labels", 100 * rate);
    }
  }

  /**
   * The same number of rows of each class. A class with fewer rows gives all of them.
   *
   * @param count number of rows a class, at least 1
   */
  record PerClass(int count) implements LabelBudget {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public PerClass {
      Checks.require(count >= 1, "labels a class must be at least 1: %s", count);
    }

    @Override
    public String words() {
      return count == 1 ? "1 label a class" : count + " labels a class";
    }
  }
}
