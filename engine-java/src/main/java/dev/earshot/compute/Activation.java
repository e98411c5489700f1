package dev.earshot.compute;

/** The function that is applied to each element of a layer's output. */
public enum Activation {
  /** y = z. */
  NONE,
  /** y = max(z, 0); its derivative at 0 is taken as 0. */
  RELU
}
