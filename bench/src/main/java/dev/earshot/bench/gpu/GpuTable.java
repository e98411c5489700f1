package dev.earshot.bench.gpu;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Joins the engine's times with PyTorch's and holds them against the goals. Both files are objects
 * of seconds by work; PyTorch's works are called {@code WORK | WAY}.
 */
final class GpuTable {
  private static final String LINE = "%-44s %-10s %12s %12s %-4s %8s %6s %s%n";

  /** How many times faster than PyTorch in this way. */
  private static final Map<String, Double> GOALS = Map.of("eager", 25.0, "graph", 3.0, "topk", 2.0);

  private GpuTable() {}

  /** Prints the table and writes it as a list of objects. */
  static void write(Path ours, Path peers, Path out) throws IOException {
    Map<String, Double> engine = read(ours);
    Map<String, Double> others = Files.exists(peers) ? read(peers) : Map.of();
    JsonArray rows = new JsonArray();
    System.out.printf(LINE, "work", "peer", "ours", "peer's", "unit", "ratio", "goal", "met");
    for (Map.Entry<String, Double> work : engine.entrySet()) {
      boolean compared = false;
      for (Map.Entry<String, Double> other : others.entrySet()) {
        String[] name = other.getKey().split(" \\| ");
        if (name[0].equals(work.getKey())) {
          compared = true;
          add(rows, name[0], name[1], work.getValue(), other.getValue());
        }
      }
      if (!compared) {
        add(rows, work.getKey(), "-", work.getValue(), Double.NaN);
      }
    }
    Path beside = out.resolveSibling(out.getFileName() + ".part");
    Files.writeString(beside, new GsonBuilder().setPrettyPrinting().create().toJson(rows) + "\n");
    Files.move(beside, out, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void add(JsonArray rows, String work, String way, double ours, double peer) {
    JsonObject row = new JsonObject();
    boolean known = !Double.isNaN(peer);
    double ratio = peer / ours;
    double goal = GOALS.getOrDefault(way, 0.0);
    row.addProperty("work", known ? work + ", PyTorch " + way : work);
    row.addProperty("ours", 1e6 * ours);
    row.addProperty("unit", "us");
    if (known) {
      row.addProperty("peer", 1e6 * peer);
      row.addProperty("ratio", ratio);
    }
    if (known && goal > 0) {
      row.addProperty("goal", goal);
    }
    rows.add(row);
    System.out.printf(
        LINE,
        work,
        way,
        "%.1f".formatted(1e6 * ours),
        known ? "%.1f".formatted(1e6 * peer) : "-",
        "us",
        known ? "%.2f".formatted(ratio) : "-",
        known && goal > 0 ? "%.0f".formatted(goal) : "-",
        known && goal > 0 ? (ratio >= goal ? "yes" : "no") : "");
  }

  private static Map<String, Double> read(Path file) throws IOException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    JsonObject all = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    for (Map.Entry<String, JsonElement> work : all.entrySet()) {
      seconds.put(work.getKey(), work.getValue().getAsDouble());
    }
    return seconds;
  }
}
