package dev.earshot.bench.gpu;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.earshot.cuda.CudaReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares the engine's times with those of its peers and with the goals. All files are JSON
 * objects of seconds by work; for an accuracy it is a fraction, which the table shows in percent.
 * An entry {@code WORK | WAY} is what WORK is compared with: PyTorch's time, a floor or a limit. A
 * file that does not exist is left out.
 */
final class GpuTable {
  private static final String LINE = "%-52s %-26s %11s %11s %-4s %8s %6s %s%n";

  /** Each sparse product by our kernel or by cuSPARSE, whichever was faster. */
  private static final String BETTER_WAY = "the better way each time";

  /** The least ratio to each way. For {@link #BETTER_WAY} it is below 1, to allow for noise. */
  private static final Map<String, Double> GOALS =
      Map.of(
          "eager",
          25.0,
          "graph",
          3.0,
          "PyG eager",
          5.0,
          "topk",
          2.0,
          "alone",
          15.0,
          "limit",
          1.0,
          "product alone",
          0.5,
          "slower floor",
          0.5,
          BETTER_WAY,
          0.95,
          "cpu less 2 standard errors",
          1.0);

  private final JsonArray rows = new JsonArray();

  private GpuTable() {}

  /** Prints the table and writes it as a list of objects. */
  static void write(Path folder, Path out) throws IOException {
    GpuTable table = new GpuTable();
    Map<String, Double> own = read(folder.resolve("own.json"));
    Map<String, Double> library = read(folder.resolve("library.json"));
    String mark = own.keySet().stream().anyMatch(GpuTable::ofStandIn) ? GpuRun.STAND_IN : "";
    // Nothing is printed after the table.
    LibraryRule.of(own, library).forEach(line -> System.out.println(mark + line));
    System.out.printf(LINE, "work", "beside", "ours", "theirs", "unit", "ratio", "goal", "met");
    Map<String, Double> times = new LinkedHashMap<>();
    for (Path file : timed(folder)) {
      times.putAll(read(file));
    }
    for (Map.Entry<String, Double> work : times.entrySet()) {
      if (!work.getKey().contains(" | ")) {
        table.addWork(work.getKey(), work.getValue(), times);
      }
    }
    for (Map.Entry<String, Double> work : own.entrySet()) {
      if (library.containsKey(work.getKey())) {
        table.add(
            "own " + work.getKey(),
            otherWay(work.getKey()),
            work.getValue(),
            library.get(work.getKey()));
      }
    }
    LibraryRule.taken("entries", CudaReport.sparseFrom(), own, library)
        .ifPresent(taken ->
            table.add(
                mark + "spmm, as chosen by the rule", BETTER_WAY, taken.chosen(), taken.better()));
    Path beside = out.resolveSibling(out.getFileName() + ".part");
    Files.writeString(
        beside,
        new GsonBuilder().setPrettyPrinting().serializeNulls().create().toJson(table.rows) + "\n");
    Files.move(beside, out, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The folder's files of times in the order in which they are shown; peers' come last. */
  private static List<Path> timed(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (GpuPart part : GpuPart.values()) {
      String name = part.name().toLowerCase(Locale.ROOT);
      try (var found = Files.newDirectoryStream(folder, name + "{,-*}.json")) {
        found.forEach(files::add);
      }
    }
    files.add(folder.resolve("peers.json"));
    return files;
  }

  private static boolean ofStandIn(String work) {
    return work.startsWith(GpuRun.STAND_IN);
  }

  private static String otherWay(String work) {
    return work.contains("product ") ? "cuBLAS" : work.contains("spmm ") ? "cuSPARSE" : "product";
  }

  private void addWork(String work, double ours, Map<String, Double> times) {
    boolean compared = false;
    for (Map.Entry<String, Double> other : times.entrySet()) {
      if (other.getKey().startsWith(work + " | ")) {
        compared = true;
        add(work, other.getKey().substring(work.length() + 3), ours, other.getValue());
      }
    }
    if (!compared) {
      add(work, "", ours, Double.NaN);
    }
  }

  private void add(String work, String way, double ours, double theirs) {
    boolean known = !Double.isNaN(theirs);
    boolean percent = work.contains("accuracy ");
    double scale = percent ? 100 : 1e6;
    double ratio = percent ? ours / theirs : theirs / ours;
    double goal = GOALS.getOrDefault(way, 0.0);
    String unit = percent ? "%" : "us";
    JsonObject row = new JsonObject();
    row.addProperty("work", known ? work + ", beside " + way : work);
    row.addProperty("ours", scale * ours);
    row.addProperty("peer", known ? scale * theirs : null);
    row.addProperty("unit", unit);
    row.addProperty("ratio", known ? ratio : null);
    row.addProperty("goal", known && goal > 0 ? goal : null);
    rows.add(row);
    System.out.printf(
        Locale.ROOT,
        LINE,
        work,
        way,
        "%.1f".formatted(scale * ours),
        known ? "%.1f".formatted(scale * theirs) : "-",
        unit,
        known ? "%.2f".formatted(ratio) : "-",
        known && goal > 0 ? (goal < 1 ? "%.2f" : "%.1f").formatted(goal) : "-",
        known && goal > 0 ? (ratio >= goal ? "yes" : "no") : "");
  }

  private static Map<String, Double> read(Path file) throws IOException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return seconds;
    }
    JsonObject all = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    for (Map.Entry<String, JsonElement> work : all.entrySet()) {
      seconds.put(work.getKey(), work.getValue().getAsDouble());
    }
    return seconds;
  }
}
