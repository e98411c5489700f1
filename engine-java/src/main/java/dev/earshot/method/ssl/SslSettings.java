package dev.earshot.method.ssl;

import dev.earshot.base.Checks;

/**
 * Settings of the self-supervised tasks.
 *
 * @param weight factor of the sum of the tasks' losses (the paper's lambda2)
 * @param noiseVariance for denoise: variance of the noise on standardised features
 * @param fraction for completion and shuffle: fraction of the nodes that are masked or shuffled; at
 *     least 2 nodes are
 */
public record SslSettings(double weight, double noiseVariance, double fraction) {
  /** Far more than help anyone. */
  private static final double MOST = 1e6;

  public SslSettings {
    Checks.range("ssl weight", weight, 0, MOST);
    Checks.range("noiseVariance", noiseVariance, 0, MOST);
    Checks.require(fraction > 0 && fraction <= 1, "fraction must be in (0, 1]: %s", fraction);
  }

  /** The same with another fraction of the nodes masked or shuffled. */
  public SslSettings withFraction(double other) {
    return new SslSettings(weight, noiseVariance, other);
  }

  /** Number of nodes that are masked or shuffled, given n nodes. */
  public int touched(int n) {
    return Math.min(n, Math.max(2, (int) Math.round(fraction * n)));
  }
}
