package dev.earshot.cuda;

import jcuda.driver.CUstream;

/** Something that is put on a stream. */
interface StreamWork {
  void on(CUstream stream);
}
