package dev.earshot.cli.command;

import com.sun.management.OperatingSystemMXBean;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.AudioKind;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.features.KnownEncoders;
import dev.earshot.cli.console.TextTable;
import dev.earshot.cli.console.Version;
import dev.earshot.compute.BackendProvider;
import dev.earshot.compute.backends.Backends;
import dev.earshot.cuda.CudaReport;
import dev.earshot.encoders.InstalledEncoder;
import dev.earshot.encoders.ModelFolders;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;

/**
 * The parts of a machine and its Java that matter to the engine.
 *
 * @param earshot version of this program
 * @param cores number of processors that Java may use
 * @param nativeAccess whether Java may call native code; the CUDA backend needs it
 * @param backends the backends, best first
 * @param formats the formats of sound files
 * @param encoders the encoders by name, and where networks are looked for
 * @param cuda the CUDA kernels in this build, and which of NVIDIA's libraries are used or why not
 */
record Diagnosis(
    String earshot,
    Java java,
    Vectors vectors,
    int cores,
    Memory memory,
    boolean nativeAccess,
    List<BackendState> backends,
    List<FormatState> formats,
    Encoders encoders,
    List<String> cuda) {

  record Java(String version, String vendor, String vm, String home, String system) {}

  /**
   * The Vector API.
   *
   * @param usable whether its module is loaded
   * @param bits width of its widest registers; 0 if not usable
   */
  record Vectors(boolean usable, int bits) {
    static Vectors ofThisMachine() {
      var usable = isLoaded();
      return new Vectors(usable, usable ? Width.bits() : 0);
    }

    /** The launcher may have loaded the module after the start, so not every layer knows it. */
    private static boolean isLoaded() {
      try {
        Class.forName("jdk.incubator.vector.FloatVector", false, Vectors.class.getClassLoader());
        return true;
      } catch (ClassNotFoundException e) {
        return false;
      }
    }

    String describe() {
      return usable
          ? bits + " bits, " + bits / Float.SIZE + " floats at a time"
          : "none: start Java with --add-modules jdk.incubator.vector, as the launcher does";
    }

    /** A class of its own, because it cannot be loaded without the module. */
    private static final class Width {
      static int bits() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize();
      }
    }
  }

  /** The names of the encoders that are here, and the folders of networks. */
  record Encoders(List<String> names, List<String> folders) {
    static Encoders ofThisMachine() {
      var folders = ModelFolders.ofThisMachine();
      var networks = folders.list().encoders().stream().map(InstalledEncoder::name);
      return new Encoders(
          Stream.concat(KnownEncoders.builtIn().stream().map(AudioEncoder::name), networks)
              .toList(),
          folders.folders().stream().map(Path::toString).toList());
    }
  }

  /** Bytes: the largest heap, the machine's memory, and what is free of it now. */
  record Memory(long heap, long machine, long free) {}

  /**
   * A backend.
   *
   * @param words what it runs on; if it is not usable, the reason
   */
  record BackendState(String name, boolean usable, String words) {
    static BackendState of(BackendProvider provider) {
      var reason = provider.whyNot();
      return new BackendState(
          provider.name(), reason.isEmpty(), reason.orElseGet(provider::description));
    }
  }

  /**
   * A format of sound files.
   *
   * @param decoder what reads it; if nothing does, what is missing
   */
  record FormatState(String format, boolean read, String decoder) {
    static List<FormatState> ofThisMachine() {
      var decoders = SoundDecoders.auto();
      return Arrays.stream(AudioKind.values())
          .filter(kind -> kind != AudioKind.UNKNOWN)
          .map(kind -> {
            var reader = decoders.of(kind);
            return new FormatState(
                kind.title(),
                reader.isPresent(),
                reader.map(SoundDecoder::name).orElseGet(() -> missing(kind)));
          })
          .toList();
    }

    private static String missing(AudioKind kind) {
      return SoundDecoders.all().stream()
          .filter(decoder -> decoder.rank() >= 0 && decoder.kinds().contains(kind))
          .flatMap(decoder -> decoder.whyNot().stream())
          .findFirst()
          .orElse("no decoder");
    }
  }

  static Diagnosis ofThisMachine() {
    var machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    var runtime = Runtime.getRuntime();
    return new Diagnosis(
        Version.current(),
        new Java(
            Runtime.version().toString(),
            System.getProperty("java.vendor"),
            System.getProperty("java.vm.name"),
            System.getProperty("java.home"),
            System.getProperty("os.name") + " " + System.getProperty("os.arch")),
        Vectors.ofThisMachine(),
        runtime.availableProcessors(),
        new Memory(runtime.maxMemory(), machine.getTotalMemorySize(), machine.getFreeMemorySize()),
        Diagnosis.class.getModule().isNativeAccessEnabled(),
        Backends.all().stream().map(BackendState::of).toList(),
        FormatState.ofThisMachine(),
        Encoders.ofThisMachine(),
        CudaReport.lines());
  }

  String table() {
    var rows =
        new ArrayList<List<String>>(
            List.of(
                List.of("earshot", earshot),
                List.of("Java", java.version() + ", " + java.vendor() + ", " + java.vm()),
                List.of("Java home", java.home()),
                List.of("system", java.system()),
                List.of("cores", Integer.toString(cores)),
                List.of("vectors", vectors.describe()),
                List.of(
                    "memory",
                    "heap up to %s of %s, %s free"
                        .formatted(
                            gibibytes(memory.heap()),
                            gibibytes(memory.machine()),
                            gibibytes(memory.free()))),
                List.of(
                    "native access",
                    nativeAccess
                        ? "allowed"
                        : "not allowed: start Java with --enable-native-access=ALL-UNNAMED")));
    for (var backend : backends) {
      rows.add(
          List.of(
              "backend " + backend.name(),
              (backend.usable() ? "usable: " : "not usable: ") + backend.words()));
    }
    for (var format : formats) {
      rows.add(
          List.of(
              "format " + format.format(),
              (format.read() ? "read: " : "not read: ") + format.decoder()));
    }
    rows.add(
        List.of(
            "encoders",
            "%s; networks are looked for in %s"
                .formatted(
                    String.join(", ", encoders.names()),
                    String.join(", then ", encoders.folders()))));
    for (var line : cuda) {
      rows.add(List.of("CUDA", line));
    }
    return TextTable.of(rows);
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }
}
