package dev.earshot.sndfile;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The functions of {@code libsndfile.so.1} that we use, as {@code sndfile.h} declares them. Where
 * the library is missing, loading this class fails with a {@link LinkageError}.
 */
final class Libsndfile {
  static final String LIBRARY = "libsndfile.so.1";

  /** {@code SFM_READ}. */
  static final int READ = 0x10;

  /** {@code SFC_GET_LIB_VERSION}: the library's name and version as text. */
  static final int GET_VERSION = 0x1000;

  /** {@code SFC_SET_NORM_DOUBLE}: whether integers become numbers up to 1. */
  static final int SET_NORM_DOUBLE = 0x1012;

  /** {@code SF_FORMAT_SUBMASK}: how samples are stored. */
  static final int SUBFORMAT_MASK = 0xFFFF;

  /** {@code SF_INFO}: frames, then five numbers of 32 bits. */
  static final MemoryLayout INFO =
      MemoryLayout.structLayout(
          JAVA_LONG.withName("frames"),
          JAVA_INT.withName("samplerate"),
          JAVA_INT.withName("channels"),
          JAVA_INT.withName("format"),
          JAVA_INT.withName("sections"),
          JAVA_INT.withName("seekable"),
          MemoryLayout.paddingLayout(4));

  private static final SymbolLookup SYMBOLS = SymbolLookup.libraryLookup(LIBRARY, Arena.global());
  private static final MethodHandle OPEN =
      function("sf_open", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
  private static final MethodHandle READ_DOUBLE =
      function("sf_readf_double", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG));
  private static final MethodHandle COMMAND =
      function("sf_command", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle ERROR =
      function("sf_error", FunctionDescriptor.of(JAVA_INT, ADDRESS));
  private static final MethodHandle STRERROR =
      function("sf_strerror", FunctionDescriptor.of(ADDRESS, ADDRESS));
  private static final MethodHandle CLOSE =
      function("sf_close", FunctionDescriptor.of(JAVA_INT, ADDRESS));

  private Libsndfile() {}

  private static MethodHandle function(String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker().downcallHandle(SYMBOLS.findOrThrow(name), descriptor);
  }

  private static IllegalStateException failed(Throwable problem) {
    return new IllegalStateException("a call of " + LIBRARY + " could not be made", problem);
  }

  /** {@code sf_open(const char *path, int mode, SF_INFO *sfinfo)}. */
  static MemorySegment open(MemorySegment path, int mode, MemorySegment info) {
    try {
      return (MemorySegment) OPEN.invokeExact(path, mode, info);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** {@code sf_readf_double(SNDFILE *sndfile, double *ptr, sf_count_t frames)}. */
  static long readDouble(MemorySegment file, MemorySegment into, long frames) {
    try {
      return (long) READ_DOUBLE.invokeExact(file, into, frames);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** {@code sf_command(SNDFILE *sndfile, int command, void *data, int datasize)}. */
  static int command(MemorySegment file, int command, MemorySegment data, int size) {
    try {
      return (int) COMMAND.invokeExact(file, command, data, size);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** {@code sf_error(SNDFILE *sndfile)}. */
  static int error(MemorySegment file) {
    try {
      return (int) ERROR.invokeExact(file);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** {@code sf_strerror(SNDFILE *sndfile)}. */
  static String describeError(MemorySegment file) {
    try {
      return ((MemorySegment) STRERROR.invokeExact(file)).reinterpret(1 << 12).getString(0);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  /** {@code sf_close(SNDFILE *sndfile)}. */
  static int close(MemorySegment file) {
    try {
      return (int) CLOSE.invokeExact(file);
    } catch (Throwable e) {
      throw failed(e);
    }
  }
}
