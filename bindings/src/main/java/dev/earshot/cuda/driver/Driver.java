package dev.earshot.cuda;

import java.util.OptionalLong;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/** What every call of the CUDA driver needs: its return code checked, its addresses as numbers. */
final class Driver {
  private Driver() {}

  /**
   * Requires that a driver call succeeded.
   *
   * @throws CudaException naming the call and the error
   */
  static void check(int code, String call) {
    if (code != CUresult.CUDA_SUCCESS) {
      throw new CudaException(call + ": " + explain(code));
    }
  }

  /** A return code's name and meaning. */
  static String explain(int code) {
    String[] name = new String[1];
    String[] meaning = new String[1];
    JCudaDriver.cuGetErrorName(code, name);
    JCudaDriver.cuGetErrorString(code, meaning);
    return "%s (%s)".formatted(name[0] == null ? "error " + code : name[0], meaning[0]);
  }

  /** An address on the device as the driver's functions take it. */
  static CUdeviceptr pointer(long address) {
    return new CUdeviceptr().withByteOffset(address);
  }

  /** Takes an address from the driver. */
  static final class NewAddress extends CUdeviceptr {
    long value() {
      return getNativePointer() + getByteOffset();
    }
  }

  /** A stream as other libraries take it. */
  static long handle(CUstream stream) {
    return new StreamHandle(stream).value();
  }

  private static final class StreamHandle extends NativePointerObject {
    StreamHandle(CUstream stream) {
      super(stream);
    }

    long value() {
      return getNativePointer();
    }
  }

  /** Allocates device memory, holding anything; nothing if there is not so much left. */
  static OptionalLong allocate(long bytes) {
    NewAddress address = new NewAddress();
    int code = JCudaDriver.cuMemAlloc(address, bytes);
    if (code == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      return OptionalLong.empty();
    }
    check(code, "cuMemAlloc of " + bytes + " bytes");
    return OptionalLong.of(address.value());
  }

  /** Frees what {@link #allocate} gave. */
  static void free(long address) {
    check(JCudaDriver.cuMemFree(pointer(address)), "cuMemFree");
  }

  /** Allocates page-locked memory of the host that the device can also reach. */
  static Pointer allocatePinned(long bytes) {
    Pointer host = new Pointer();
    check(
        JCudaDriver.cuMemHostAlloc(host, bytes, JCudaDriver.CU_MEMHOSTALLOC_DEVICEMAP),
        "cuMemHostAlloc of " + bytes + " bytes");
    return host;
  }

  /** Where the device finds page-locked memory of the host. */
  static long deviceAddress(Pointer pinned) {
    NewAddress address = new NewAddress();
    check(JCudaDriver.cuMemHostGetDevicePointer(address, pinned, 0), "cuMemHostGetDevicePointer");
    return address.value();
  }
}
