package dev.earshot.cuda.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/**
 * Where the driver and the kernels come from: this machine's driver and the kernels in the jar, or
 * a folder with stand-ins for both.
 *
 * @param host the folder with the stand-ins; empty for the real driver
 */
public record Installation(Optional<Path> host) {
  private static final String HOST = "earshot.cuda.host";
  public static final String JCUDA_VERSION = "12.6.0";
  private static final String DRIVER_LIBRARY = "libcuda.so.1";
  // Not in a package: a module shows those only to itself.
  private static final String KERNELS = "META-INF/cuda-kernels/kernels.fatbin";
  private static final String KERNELS_ORIGIN = "META-INF/cuda-kernels/kernels.origin";
  private static final String KERNELS_VERSION = "META-INF/cuda-kernels/kernels.version";

  /** The one that the system properties choose. */
  public static Installation current() {
    return new Installation(Optional.ofNullable(System.getProperty(HOST)).map(Path::of));
  }

  /** Why CUDA cannot be used here, in one line; empty if it can. */
  public Optional<String> whyNot() {
    try {
      return host.isPresent() ? whyNoHost(host.get()) : whyNoDevice();
    } catch (LinkageError | RuntimeException e) {
      return Optional.of("CUDA cannot be used: " + firstLine(e));
    }
  }

  private static Optional<String> whyNoHost(Path folder) {
    for (String file : new String[] {DRIVER_LIBRARY, "kernels.image"}) {
      if (!Files.isRegularFile(folder.resolve(file))) {
        return Optional.of(
            "-D%s: no %s in %s; the build makes it where g++ is installed"
                .formatted(HOST, file, folder));
      }
    }
    return Optional.empty();
  }

  private Optional<String> whyNoDevice() {
    if (!System.getProperty("os.name").equals("Linux")
        || !System.getProperty("os.arch").equals("amd64")) {
      return Optional.of("it runs on Linux on x86-64 only");
    }
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup.libraryLookup(DRIVER_LIBRARY, arena);
    } catch (IllegalArgumentException noLibrary) {
      return Optional.of("there is no NVIDIA driver (" + DRIVER_LIBRARY + " is not found)");
    }
    loadDriver();
    int code = JCudaDriver.cuInit(0);
    if (code != CUresult.CUDA_SUCCESS) {
      return Optional.of("cuInit: " + Driver.explain(code));
    }
    int[] count = new int[1];
    Driver.check(JCudaDriver.cuDeviceGetCount(count), "cuDeviceGetCount");
    if (count[0] == 0) {
      return Optional.of("the driver sees no device");
    }
    if (Installation.class.getClassLoader().getResource(KERNELS) == null) {
      return Optional.of("this build holds no kernels: it was made without nvcc");
    }
    int[] version = new int[1];
    Driver.check(JCudaDriver.cuDriverGetVersion(version), "cuDriverGetVersion");
    int needed = kernelsVersion();
    return version[0] / 10 >= needed / 10
        ? Optional.empty()
        : Optional.of(
            "the driver is for CUDA %s, the kernels need CUDA %s: update the driver"
                .formatted(dotted(version[0]), dotted(needed)));
  }

  /** Makes JCuda's driver functions callable. */
  public void loadDriver() {
    preload(DRIVER_LIBRARY);
    NativeLibraries.load("JCudaDriver-" + JCUDA_VERSION, JCudaDriver.class);
  }

  /**
   * Loads the stand-in for a library, if stand-ins are used and this one exists. A later request
   * for a library of this name finds the loaded one.
   */
  public void preload(String library) {
    host.map(folder -> folder.resolve(library).toAbsolutePath())
        .filter(Files::isRegularFile)
        .ifPresent(file -> System.load(file.toString()));
  }

  /** The kernels as the driver loads them: an image that ends with a zero byte. */
  byte[] kernels() {
    try {
      byte[] image =
          host.isPresent()
              ? Files.readAllBytes(host.get().resolve("kernels.image"))
              : resource(KERNELS);
      return Arrays.copyOf(image, image.length + 1);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the CUDA kernels", e);
    }
  }

  /** Which kernels there are and where they come from, in one line. */
  public String kernelsOrigin() {
    if (host.isPresent()) {
      return "compiled for the CPU, in " + host.get();
    }
    if (Installation.class.getClassLoader().getResource(KERNELS) == null) {
      return "none: this build was made without nvcc, and no prebuilt fat binary was beside it";
    }
    try {
      return String.format(
          Locale.ROOT,
          "fat binary of %.1f MB for CUDA %s, %s",
          1e-6 * resource(KERNELS).length,
          dotted(kernelsVersion()),
          new String(resource(KERNELS_ORIGIN), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the CUDA kernels", e);
    }
  }

  /** In the driver's numbering: 13000 for 13.0. */
  private static int kernelsVersion() {
    try {
      String[] parts =
          new String(resource(KERNELS_VERSION), StandardCharsets.UTF_8).strip().split("\\.");
      return 1000 * Integer.parseInt(parts[0]) + 10 * Integer.parseInt(parts[1]);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the version of the CUDA kernels", e);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Installation.class.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("this build holds no " + name);
      }
      return in.readAllBytes();
    }
  }

  static String dotted(int version) {
    return version / 1000 + "." + version % 1000 / 10;
  }

  /** The first line of a problem's message. */
  public static String firstLine(Throwable problem) {
    String message = problem.getMessage() == null ? problem.toString() : problem.getMessage();
    return message.lines().findFirst().orElse(problem.toString());
  }
}
