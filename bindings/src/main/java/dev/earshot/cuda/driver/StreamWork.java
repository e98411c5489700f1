package dev.earshot.cuda.driver;

import jcuda.driver.CUstream;

/** Work that is put on a stream. */
public interface StreamWork {
  void on(CUstream stream);
}
