package dev.earshot.cli.report;

import dev.earshot.cli.console.CliText;
import dev.earshot.method.Inference;
import dev.earshot.method.MemberSettings;
import dev.earshot.method.RecipeSettings;
import dev.earshot.method.ssl.SslTask;

/** A recipe in one line. */
public final class RecipeDescription {
  private RecipeDescription() {}

  /** Name, members or tasks, and how new clips are joined. */
  public static String of(RecipeSettings recipe) {
    if (recipe.isEnsemble()) {
      return "Recipe %s: a vote of %s, weighted by cross-validation inside the labels"
          .formatted(
              recipe.name(),
              CliText.list(recipe.members().stream().map(MemberSettings::label).toList()));
    }
    var tasks =
        recipe.tasks().isEmpty()
            ? "no self-supervised task"
            : "self-supervised "
                + CliText.list(recipe.tasks().stream().map(SslTask::label).toList());
    var settings = recipe.inference();
    var joined =
        switch (settings.mode()) {
          case NONE -> "classified alone";
          case KNN -> "joined to their " + settings.neighbors() + " nearest training clips";
          case RANDOM, MATCHED ->
              settings.randomEdges() == 0
                  ? "joined to random training clips"
                  : "joined to " + settings.randomEdges() + " random training clips";
        };
    if (settings.mode() == Inference.MATCHED) {
      joined += ", as some training clips are in each step";
    }
    return "Recipe %s: %s%s, new clips %s"
        .formatted(
            recipe.name(),
            recipe.sampling().wholeGraph() ? "one large graph, " : "",
            tasks,
            joined);
  }
}
