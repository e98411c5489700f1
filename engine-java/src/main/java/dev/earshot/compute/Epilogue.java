package dev.earshot.compute;

import java.util.Optional;

/**
 * The operations that are fused into the store of a product z: {@code y = activation(z + bias)}.
 *
 * @param bias a {@code 1 x columns} row that is added to each row of z; empty for none
 * @param activation applied to each element afterwards
 */
public record Epilogue(Optional<Matrix> bias, Activation activation) {
  /** No bias and no activation: the product is stored unchanged. */
  public static final Epilogue NONE = new Epilogue(Optional.empty(), Activation.NONE);

  /** Adds a bias row, then applies the activation. */
  public static Epilogue of(Matrix bias, Activation activation) {
    return new Epilogue(Optional.of(bias), activation);
  }
}
