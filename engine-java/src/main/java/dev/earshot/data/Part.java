package dev.earshot.data;

import java.util.Locale;
import java.util.Optional;

/** The part of a split that the data states for a row. */
public enum Part {
  /** No part is stated. */
  NONE,
  /** For learning. */
  TRAIN,
  /** For choosing settings. */
  VALIDATION,
  /** For the final scores. */
  TEST;

  /**
   * Reads a split value: {@code train}, {@code validation}, {@code valid}, {@code val}, {@code
   * dev}, {@code test}, {@code 0} (train), {@code 1} (test) or blank. Upper and lower case are
   * equal. The result is empty for any other value.
   */
  static Optional<Part> parse(String value) {
    return Optional.ofNullable(
        switch (value.strip().toLowerCase(Locale.ROOT)) {
          case "" -> NONE;
          case "train", "0" -> TRAIN;
          case "validation", "valid", "val", "dev" -> VALIDATION;
          case "test", "1" -> TEST;
          default -> null;
        });
  }

  /** The value to write, in the form that {@link #parse} reads. */
  String text() {
    return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
  }
}
