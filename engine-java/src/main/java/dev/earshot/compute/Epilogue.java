package dev.earshot.compute;

import java.util.Optional;

/**
 * What is fused into the store of a product: {@code y = activation(z + bias)}, the bias a {@code 1
 * x columns} row added to each row of z.
 */
public record Epilogue(Optional<Matrix> bias, Activation activation) {
  /** The product as it is. */
  public static final Epilogue NONE = new Epilogue(Optional.empty(), Activation.NONE);

  /** Adds a bias row, then applies the activation. */
  public static Epilogue of(Matrix bias, Activation activation) {
    return new Epilogue(Optional.of(bias), activation);
  }
}
