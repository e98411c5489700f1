package dev.earshot.cuda.kernel;

/** The origin of a parameter's gradient whose kernel can take the parameter's step along. */
interface ParameterGradient {
  /** Computes the gradient anew and takes the step. */
  void launch(AdamUpdate update);
}
