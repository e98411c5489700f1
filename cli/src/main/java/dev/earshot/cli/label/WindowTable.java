package dev.earshot.cli.label;

import dev.earshot.Dataset;
import dev.earshot.Part;
import dev.earshot.collection.CollectedWindow;
import dev.earshot.collection.SoundCollection;
import dev.earshot.collection.StoredVectors;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Windows as a table to learn from. */
final class WindowTable {
  private WindowTable() {}

  /**
   * Makes a table.
   *
   * @param windows its rows, at least one
   * @param label the class of a window; empty if it has none
   * @param classes the classes of the table
   */
  static Dataset of(
      SoundCollection collection,
      StoredVectors vectors,
      List<CollectedWindow> windows,
      Function<CollectedWindow, Optional<String>> label,
      List<String> classes) {
    int columns = vectors.columns();
    var x = new float[Math.multiplyExact(windows.size(), columns)];
    for (int i = 0; i < windows.size(); i++) {
      vectors.copy(windows.get(i).id(), x, i * columns);
    }
    return new Dataset(
        x,
        columns,
        windows.stream()
            .mapToInt(window -> label.apply(window).map(classes::indexOf).orElse(-1))
            .toArray(),
        classes,
        windows.stream().map(CollectedWindow::name).toList(),
        Collections.nCopies(windows.size(), Part.NONE),
        Optional.of(windows.stream().map(CollectedWindow::group).toList()),
        collection.settings().encoder(),
        Optional.of(collection.settings().windows()));
  }
}
