package dev.earshot.cuda.driver;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import jcuda.driver.CUcontext;
import jcuda.driver.CUctx_flags;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** The first device: its context and our kernels. May be used by several threads. */
public final class Device implements AutoCloseable {
  private final CUdevice device;
  private final CUcontext context = new CUcontext();
  private final CUmodule module = new CUmodule();
  private final Map<String, Loaded> functions = new ConcurrentHashMap<>();
  private final KernelSignature signature;

  Device(byte[] kernels) {
    device = first();
    signature = new KernelSignature();
    // A thread that waits for the device sleeps: 64 runs wait at a time, and would use up the
    // cores.
    Driver.check(
        JCudaDriver.cuDevicePrimaryCtxSetFlags(device, CUctx_flags.CU_CTX_SCHED_BLOCKING_SYNC),
        "cuDevicePrimaryCtxSetFlags");
    Driver.check(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "cuDevicePrimaryCtxRetain");
    makeCurrent();
    try {
      Driver.check(JCudaDriver.cuModuleLoadData(module, kernels), "cuModuleLoadData");
    } catch (CudaException e) {
      throw Cleanup.afterFailure(e, this::release);
    }
  }

  private static CUdevice first() {
    Driver.check(JCudaDriver.cuInit(0), "cuInit");
    CUdevice device = new CUdevice();
    Driver.check(JCudaDriver.cuDeviceGet(device, 0), "cuDeviceGet");
    return device;
  }

  /** Name, compute capability and memory of the first device, and the driver's version. */
  public static String describe() {
    CUdevice device = first();
    byte[] name = new byte[256];
    Driver.check(JCudaDriver.cuDeviceGetName(name, name.length, device), "cuDeviceGetName");
    int end = 0;
    while (name[end] != 0) {
      end++;
    }
    int[] driver = new int[1];
    Driver.check(JCudaDriver.cuDriverGetVersion(driver), "cuDriverGetVersion");
    return String.format(
        Locale.ROOT,
        "%s, compute capability %s.%s, %.0f GiB, driver for CUDA %s",
        new String(name, 0, end, StandardCharsets.UTF_8),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
        attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
        totalBytes() / 0x1p30,
        Installation.dotted(driver[0]));
  }

  /** The memory of the first device in bytes. */
  public static long totalBytes() {
    long[] bytes = new long[1];
    Driver.check(JCudaDriver.cuDeviceTotalMem(bytes, first()), "cuDeviceTotalMem");
    return bytes[0];
  }

  private int attribute(int which) {
    return attribute(device, which);
  }

  private static int attribute(CUdevice device, int which) {
    int[] value = new int[1];
    Driver.check(JCudaDriver.cuDeviceGetAttribute(value, which, device), "cuDeviceGetAttribute");
    return value[0];
  }

  /** The number of multiprocessors; each runs at least one block at a time. */
  public int multiprocessors() {
    return attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT);
  }

  /** Makes the context current in the calling thread; calls of the driver depend on it. */
  void makeCurrent() {
    Driver.check(JCudaDriver.cuCtxSetCurrent(context), "cuCtxSetCurrent");
  }

  /**
   * The kernel of this name.
   *
   * @param sizes of the arguments that it is launched with, in bytes
   * @throws CudaException if the kernel takes others
   */
  CUfunction function(String name, List<Integer> sizes) {
    Loaded loaded =
        functions.computeIfAbsent(
            name,
            key -> {
              CUfunction function = new CUfunction();
              Driver.check(
                  JCudaDriver.cuModuleGetFunction(function, module, key),
                  "cuModuleGetFunction of " + key);
              return new Loaded(function, signature.of(function));
            });
    loaded.sizes().ifPresent(declared -> KernelSignature.require(name, declared, sizes));
    return loaded.function();
  }

  /**
   * A kernel.
   *
   * @param sizes of the arguments that it takes, where the driver tells
   */
  private record Loaded(CUfunction function, Optional<List<Integer>> sizes) {}

  @Override
  public void close() {
    makeCurrent();
    try (Cleanup cleanup = new Cleanup()) {
      cleanup.run(() -> Driver.check(JCudaDriver.cuModuleUnload(module), "cuModuleUnload"));
      cleanup.run(this::release);
    }
  }

  private void release() {
    Driver.check(JCudaDriver.cuDevicePrimaryCtxRelease(device), "cuDevicePrimaryCtxRelease");
  }
}
