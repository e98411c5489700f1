package dev.earshot.compute.simd;

import dev.earshot.compute.Backend;
import dev.earshot.compute.Epilogue;
import dev.earshot.compute.Matrix;
import dev.earshot.compute.backends.Backends;
import java.util.Arrays;

/** A program that prints what the simd backend runs on and the product of two matrices. */
final class SmallProduct {
  private SmallProduct() {}

  public static void main(String[] arguments) {
    try (Backend backend = Backends.choose("simd").provider().open()) {
      Matrix x = backend.matrixOf(2, 3, 1, 2, 3, 4, 5, 6);
      Matrix w = backend.matrixOf(3, 2, 1, 0, 0, 1, 1, 1);
      Matrix y = backend.newMatrix(2, 2);
      backend.dense().linear(x, w, Epilogue.NONE, y);
      System.out.println(backend.description());
      System.out.println(Arrays.toString(y.toArray()));
    }
  }
}
