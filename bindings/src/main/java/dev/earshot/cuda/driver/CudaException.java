package dev.earshot.cuda;

/** A call into CUDA has failed; the message names the call and the library's own error. */
public final class CudaException extends RuntimeException {
  CudaException(String message) {
    super(message);
  }
}
