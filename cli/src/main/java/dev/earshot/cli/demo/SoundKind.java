package dev.earshot.cli.demo;

import java.util.Locale;
import java.util.Random;

/** The kinds of synthetic sounds: the classes of the demo. */
public enum SoundKind {
  BARK(Voices::bark),
  BELL(Voices::bell),
  BIRD(Voices::bird),
  CLOCK(Voices::clock),
  ENGINE(Voices::engine),
  RAIN(Voices::rain),
  SIREN(Voices::siren);

  /** Makes one kind of sound. */
  @FunctionalInterface
  interface Voice {
    /** Adds a sound to {@code samples}, from the first sample on, at any level. */
    void play(Random random, double[] samples);
  }

  private final Voice voice;

  SoundKind(Voice voice) {
    this.voice = voice;
  }

  /** The name of the class, such as {@code siren}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  Voice voice() {
    return voice;
  }
}
