package dev.earshot.cuda.driver;

/** A call into CUDA has failed; the message names the call and the library's own error. */
public final class CudaException extends RuntimeException {
  public CudaException(String message) {
    super(message);
  }
}
