package dev.earshot.api;

import dev.earshot.DataException;
import dev.earshot.method.RecipeSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that decides what is learnt from given data. Recipes are JSON files. Some come with
 * the engine, and a user can write others:
 *
 * <ul>
 *   <li>{@code default}: a vote of several classifiers, of which those that use the graph of near
 *       clips take part as far as held-out labels show that they help.
 *   <li>{@code linear}: regularised logistic regression, in a second.
 *   <li>{@code graph}: a single graph network with self-supervised tasks.
 *   <li>{@code paper} and those whose names begin with it: the method of the paper, to the letter.
 * </ul>
 *
 * @see Trainer
 */
public final class Recipe {
  private final RecipeSettings settings;

  private Recipe(RecipeSettings settings) {
    this.settings = settings;
  }

  /** The names of the engine's own recipes. */
  public static List<String> names() {
    return RecipeSettings.names();
  }

  /**
   * One of the engine's own recipes.
   *
   * @param name one of {@link #names}
   * @throws IllegalArgumentException if there is none of this name; the message lists them
   */
  public static Recipe named(String name) {
    return new Recipe(RecipeSettings.named(name));
  }

  /**
   * Reads a recipe from a JSON file that holds every field.
   *
   * @throws IOException if it cannot be read
   * @throws DataException if a field is missing, unknown or out of range; the message names the
   *     file and the field
   */
  public static Recipe read(Path file) throws IOException {
    return new Recipe(RecipeSettings.read(file));
  }

  /** Its name, which results and models store. */
  public String name() {
    return settings.name();
  }

  /** What the engine makes of it. */
  RecipeSettings settings() {
    return settings;
  }

  /** Whether the other one is a recipe with the same settings. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Recipe recipe && settings.equals(recipe.settings);
  }

  /** A number that follows from the settings. */
  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  /** Its name. */
  @Override
  public String toString() {
    return name();
  }
}
