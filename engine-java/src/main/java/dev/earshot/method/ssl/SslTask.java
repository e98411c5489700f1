package dev.earshot.method.ssl;

import java.util.Locale;

/** A self-supervised task. */
public enum SslTask {
  /** Noise is added to the features; the network gives the clean ones back. */
  DENOISE,
  /** Some nodes' features are hidden; the network fills them in from the neighbours. */
  COMPLETION,
  /** Some nodes exchange features; the network tells which. */
  SHUFFLE;

  /** The name on the command line and in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the task gives features back. */
  public boolean reconstructs() {
    return this != SHUFFLE;
  }
}
