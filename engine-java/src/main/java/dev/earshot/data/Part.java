package dev.earshot.data;

import java.util.Locale;
import java.util.Optional;

/** Which part of the data a row was put into by whoever made the data. */
public enum Part {
  /** Not stated. */
  NONE,
  TRAIN,
  VALIDATION,
  TEST;

  /**
   * Reads a split value: {@code train}, {@code validation}, {@code valid}, {@code val}, {@code
   * dev}, {@code test}, {@code 0} (train), {@code 1} (test) or blank; case does not matter. Empty
   * if it is none of these.
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

  /** The value to write, which {@link #parse} reads back. */
  String text() {
    return this == NONE ? "" : name().toLowerCase(Locale.ROOT);
  }
}
