package dev.earshot.cli.report;

import dev.earshot.Dataset;
import dev.earshot.cli.console.CliText;
import dev.earshot.cli.report.ScatterChart.Dot;
import dev.earshot.compute.Backend;
import dev.earshot.data.Standardizer;
import dev.earshot.metrics.Silhouette;
import dev.earshot.metrics.Tsne;
import dev.earshot.model.TrainedModel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A t-SNE map of clips by the last hidden layer of a model, or by the features if it has none.
 *
 * @param data the clips
 * @param groups for each row, the class whose colour it gets
 * @param details for each row, the text shown with it
 * @param strong rows in full colour; the others are pale
 * @param unseen rows that have a label which the model has not seen
 */
record ClipMap(
    Dataset data, int[] groups, List<String> details, boolean[] strong, boolean[] unseen) {
  /** Limit on the number of clips: more could not be told apart, and t-SNE would take long. */
  private static final int MOST = 2000;

  /** Adds the section; adds nothing if there are too few clips to map. */
  void addTo(ReportPage page, TrainedModel model, Backend backend, ClipFiles files, String legend) {
    if (data.rows() < Tsne.FEWEST_ROWS) {
      return;
    }
    int shown = Math.min(MOST, data.rows());
    int[] rows =
        IntStream.range(0, shown).map(i -> (int) ((long) i * data.rows() / shown)).toArray();
    var chosen = data.select(rows);
    float[] embedding = model.embed(chosen, backend);
    int width = embedding.length / shown;
    double[] map = Tsne.map(embedding, width);
    var dots =
        IntStream.range(0, shown)
            .mapToObj(i ->
                new Dot(
                    map[2 * i],
                    map[2 * i + 1],
                    ConfidenceCharts.named(chosen.ids().get(i), files),
                    details.get(rows[i]),
                    strong[rows[i]]))
            .toList();
    var classes =
        IntStream.range(0, data.classes().size())
            .mapToObj(label ->
                new ScatterChart.Group(
                    data.classes().get(label),
                    IntStream.range(0, shown)
                        .filter(i -> groups[rows[i]] == label)
                        .mapToObj(dots::get)
                        .toList()))
            .filter(group -> !group.dots().isEmpty())
            .toList();
    page.section("Map of the clips");
    boolean hidden =
        model.members().stream()
            .anyMatch(member -> member.classifiers().getFirst().hiddenLayers() > 0);
    if (hidden) {
      separation(embedding, rows).ifPresent(page::text);
    }
    String layer =
        model.members().size() > 1
            ? "the last hidden layer of its network"
            : "the last hidden layer";
    page.charts(
        new ScatterChart(
            "Map of the clips",
            String.format(
                Locale.ROOT,
                "t-SNE (perplexity %.0f) of %s%s: near clips are similar to the model; distances between far groups mean little. %s",
                Tsne.perplexity(shown),
                hidden ? layer : "the standardised features",
                shown < data.rows()
                    ? ", of %s of the %s clips, evenly spaced".formatted(shown, data.rows())
                    : "",
                legend),
            classes));
  }

  /** The silhouette before and after the network; empty where it is undefined. */
  private Optional<String> separation(float[] embedding, int[] rows) {
    int[] judged = IntStream.range(0, rows.length).filter(i -> unseen[rows[i]]).toArray();
    int[] labels = IntStream.of(judged).map(i -> data.labels()[rows[i]]).toArray();
    long classes = IntStream.of(labels).distinct().count();
    if (classes < 2 || classes >= judged.length) {
      return Optional.empty();
    }
    var features = data.select(IntStream.of(judged).map(i -> rows[i]).toArray());
    double before = Silhouette.mean(standardized(features), data.columns(), labels);
    int width = embedding.length / rows.length;
    var seen = new float[judged.length * width];
    for (int i = 0; i < judged.length; i++) {
      System.arraycopy(embedding, judged[i] * width, seen, i * width, width);
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "Separation of the classes, from -1 to 1 (the silhouette of the %s shown whose labels the model has not seen): %.2f in the last hidden layer, %.2f in the input features.",
            CliText.count(judged.length, "clip"),
            Silhouette.mean(seen, width, labels),
            before));
  }

  private static float[] standardized(Dataset features) {
    int[] all = IntStream.range(0, features.rows()).toArray();
    return Standardizer.of(features, all, 0).apply(features.x());
  }
}
