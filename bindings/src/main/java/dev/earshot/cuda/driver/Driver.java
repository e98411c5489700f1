package dev.earshot.cuda.driver;

import java.util.OptionalLong;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/** Checked calls of the CUDA driver, with addresses as plain numbers. */
public final class Driver {
  private Driver() {}

  /**
   * Requires that a driver call succeeded.
   *
   * @throws CudaException naming the call and the error
   */
  public static void check(int code, String call) {
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

  /** A device address in the type that the driver's functions take. */
  public static CUdeviceptr pointer(long address) {
    return new CUdeviceptr().withByteOffset(address);
  }

  /** Receives an address from the driver. */
  private static final class NewAddress extends CUdeviceptr {
    long value() {
      return getNativePointer() + getByteOffset();
    }
  }

  /** A stream's handle as a number, for libraries that JCuda does not reach. */
  public static long handle(CUstream stream) {
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

  /** Allocates device memory of unknown content; empty if there is not enough left. */
  static OptionalLong allocate(long bytes) {
    NewAddress address = new NewAddress();
    int code = JCudaDriver.cuMemAlloc(address, bytes);
    if (code == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
      return OptionalLong.empty();
    }
    check(code, "cuMemAlloc of " + bytes + " bytes");
    return OptionalLong.of(address.value());
  }

  /** Frees memory of {@link #allocate}. */
  static void free(long address) {
    check(JCudaDriver.cuMemFree(pointer(address)), "cuMemFree");
  }

  /** Allocates pinned (page-locked) host memory that the device can also reach. */
  static Pointer allocatePinned(long bytes) {
    Pointer host = new Pointer();
    check(
        JCudaDriver.cuMemHostAlloc(host, bytes, JCudaDriver.CU_MEMHOSTALLOC_DEVICEMAP),
        "cuMemHostAlloc of " + bytes + " bytes");
    return host;
  }

  /** The address of pinned host memory on the device. */
  static long deviceAddress(Pointer pinned) {
    NewAddress address = new NewAddress();
    check(JCudaDriver.cuMemHostGetDevicePointer(address, pinned, 0), "cuMemHostGetDevicePointer");
    return address.value();
  }
}
