package dev.earshot.compute;

/**
 * Losses with their gradients in one pass. Each kernel overwrites {@code loss} with the unweighted
 * loss and {@code gradient} with {@code weight} times its derivative. Neither may alias another
 * argument.
 */
public interface LossKernels {
  /**
   * The mean cross-entropy {@code -log p_i[label_i]} over the rows with a label, and the mean
   * entropy {@code -sum_c p_ic log p_ic} over the rows without one. p is the softmax of the row. A
   * mean over no rows is 0.
   *
   * @param logits n x C
   * @param labels n elements: a class, or -1 for none
   * @param crossEntropyWeight factor of the cross-entropy's gradient
   * @param entropyWeight factor of the entropy's gradient
   * @param loss 1 x 2: cross-entropy, entropy
   * @param gradient n x C
   */
  void classification(
      Matrix logits,
      Indices labels,
      double crossEntropyWeight,
      double entropyWeight,
      Matrix loss,
      Matrix gradient);

  /**
   * The mean of {@code (prediction_ij - target_ij)^2} over the elements of the rows with {@code
   * mask_i = 1}. A mean over no rows is 0.
   *
   * @param prediction n x d
   * @param target n x d
   * @param mask n elements, 0 or 1
   * @param loss 1 x 1
   * @param gradient n x d, 0 in the other rows
   */
  void squaredError(
      Matrix prediction, Matrix target, Indices mask, double weight, Matrix loss, Matrix gradient);

  /**
   * The mean logistic loss {@code log(1 + exp(l)) - t l} of logit l against target t.
   *
   * @param logits n x 1
   * @param targets n elements, 0 or 1
   * @param loss 1 x 1
   * @param gradient n x 1
   */
  void logistic(Matrix logits, Indices targets, double weight, Matrix loss, Matrix gradient);

  /**
   * Each row's softmax, {@code exp(x_ij) / sum_k exp(x_ik)}.
   *
   * @param logits n x C
   * @param probabilities n x C; may be logits
   */
  void softmax(Matrix logits, Matrix probabilities);

  /**
   * The mean over the rows of the cross-entropy {@code -sum_c t_ic log p_ic} against a distribution
   * of classes t. p is the softmax of the row.
   *
   * @param logits n x C
   * @param targets n x C; each row sums to 1
   * @param weight 1 x 1, factor of the gradient; it is read from the backend's memory, so a
   *     recorded step may use another one at each replay
   * @param loss 1 x 1
   * @param gradient n x C
   */
  void softClassification(
      Matrix logits, Matrix targets, Matrix weight, Matrix loss, Matrix gradient);

  /**
   * Makes each row's distribution more certain: {@code y_ij = p_ij^(1/T) / sum_k p_ik^(1/T)}.
   *
   * @param probabilities n x C, at least 0, no row of zeros only
   * @param temperature T, above 0; below 1 it sharpens
   * @param y n x C; may be the probabilities
   */
  void sharpen(Matrix probabilities, double temperature, Matrix y);
}
