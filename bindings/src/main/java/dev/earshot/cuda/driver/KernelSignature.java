package dev.earshot.cuda.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jcuda.NativePointerObject;
import jcuda.driver.CUfunction;

/**
 * The sizes of a kernel's parameters as the driver knows them. A launch copies as many bytes from
 * each argument as the kernel declares, whatever was meant; kernels that were built apart from this
 * code could take other arguments. Drivers for CUDA 12.4 on tell the sizes.
 */
final class KernelSignature {
  private static final int NO_SUCH_PARAMETER = 1;

  private final Optional<MethodHandle> parameterInfo;

  KernelSignature() {
    parameterInfo =
        SymbolLookup.libraryLookup("libcuda.so.1", Arena.global())
            .find("cuFuncGetParamInfo")
            .map(symbol ->
                Linker.nativeLinker()
                    .downcallHandle(
                        symbol,
                        FunctionDescriptor.of(
                            ValueLayout.JAVA_INT,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS)));
  }

  /** The sizes in bytes of the arguments that a kernel takes; an old driver does not tell. */
  Optional<List<Integer>> of(CUfunction function) {
    return parameterInfo.map(asked -> sizes(asked, function));
  }

  /**
   * Requires that a kernel is given what it takes.
   *
   * @throws CudaException naming the kernel, if it is not
   */
  static void require(String kernel, List<Integer> declared, List<Integer> sizes) {
    if (!declared.equals(sizes)) {
      throw new CudaException(
          ("kernel %s takes arguments of %s bytes, and is given %s: the kernels are of another"
                  + " version than this program; build both together")
              .formatted(kernel, declared, sizes));
    }
  }

  private static List<Integer> sizes(MethodHandle parameterInfo, CUfunction function) {
    List<Integer> sizes = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offset = arena.allocate(ValueLayout.JAVA_LONG);
      MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
      while (true) {
        int code =
            (int)
                parameterInfo.invokeExact(
                    new Handle(function).value(), (long) sizes.size(), offset, size);
        if (code == NO_SUCH_PARAMETER) {
          return sizes;
        }
        Driver.check(code, "cuFuncGetParamInfo");
        sizes.add((int) size.get(ValueLayout.JAVA_LONG, 0));
      }
    } catch (CudaException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Handle extends NativePointerObject {
    Handle(CUfunction function) {
      super(function);
    }

    long value() {
      return getNativePointer();
    }
  }
}
