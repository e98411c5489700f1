package dev.earshot;

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
   * Reads a split value: {@code train}, {@code training}, {@code validation}, {@code valid}, {@code
   * val}, {@code dev}, {@code test}, {@code testing}, {@code eval}, {@code evaluation}, {@code 0}
   * (train), {@code 1} (test) or blank. Upper and lower case are equal. The result is empty for any
   * other value.
   */
  public static Optional<Part> parse(String value) {
    return switch (value.strip()) {
      case "" -> Optional.of(NONE);
      case "0" -> Optional.of(TRAIN);
      case "1" -> Optional.of(TEST);
      case String name -> named(name);
    };
  }

  /** Reads one of the words of {@link #parse}, for example as the name of a folder. */
  public static Optional<Part> named(String name) {
    return Optional.ofNullable(
        switch (name.strip().toLowerCase(Locale.ROOT)) {
          case "train", "training" -> TRAIN;
          case "validation", "valid", "val", "dev" -> VALIDATION;
          case "test", "testing", "eval", "evaluation" -> TEST;
          default -> null;
        });
  }

  /** The value to write, in the form that {@link #parse} reads. */
  public String text() {
    return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
  }
}
