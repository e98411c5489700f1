package dev.earshot.cuda.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks a constant that the kernels also have; a test checks that both are equal. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface KernelConstant {
  /** The name of the {@code constexpr int} in the .cu and .cuh files. */
  String value();
}
