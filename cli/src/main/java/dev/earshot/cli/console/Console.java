package dev.earshot.cli.console;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import dev.earshot.base.SafeText;
import dev.earshot.file.AtomicFile;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The output of a command: results go to standard output, notes, warnings and progress to standard
 * error. With {@code --json} and no file, standard output holds the results as JSON in UTF-8 and
 * nothing else. Control characters in names are escaped ({@link SafeText}), so that a file name
 * cannot forge a line.
 */
public final class Console {
  /** Returns to the start of the line and clears it, with the progress bar that may be there. */
  static final String CLEAR_LINE = "\r\033[K";

  /** JSON has no NaN: an undefined score becomes null. */
  private static final JsonSerializer<Double> FINITE_OR_NULL =
      (value, type, context) ->
          Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;

  /** What is not there becomes null. */
  private static final JsonSerializer<Optional<?>> VALUE_OR_NULL =
      (value, type, context) ->
          value.<JsonElement>map(context::serialize).orElse(JsonNull.INSTANCE);

  private final PrintStream out;
  private final PrintStream err;
  private final boolean terminal;
  private final boolean quiet;
  private final JsonTarget json;
  private final Gson gson =
      new GsonBuilder()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .serializeNulls()
          .registerTypeAdapter(double.class, FINITE_OR_NULL)
          .registerTypeAdapter(Double.class, FINITE_OR_NULL)
          .registerTypeAdapter(Optional.class, VALUE_OR_NULL)
          .create();

  /**
   * A console.
   *
   * @param streams where to write
   * @param quiet whether to leave out notes and progress
   * @param json whether and where to write results as JSON
   */
  public Console(Streams streams, boolean quiet, JsonTarget json) {
    this.out =
        json.alone() ? new PrintStream(streams.out(), true, StandardCharsets.UTF_8) : streams.out();
    this.err = streams.err();
    this.terminal = streams.terminal();
    this.quiet = quiet;
    this.json = json;
  }

  /**
   * Prints a result.
   *
   * @param value the result for JSON: a record of numbers, texts, lists, maps and further records
   * @param text gives the result as text; used unless standard output holds JSON
   */
  public void result(Object value, Supplier<String> text) {
    // An escape sequence of SafeText in a JSON string stands for the same character.
    out.println(SafeText.lines(json.alone() ? gson.toJson(value) : text.get()));
    out.flush();
    json.file().ifPresent(file -> write(file, gson.toJson(value) + "\n"));
  }

  /**
   * Prints the first part of a result, before what takes longer; the rest follows by {@link
   * #result}. Not printed where standard output holds JSON.
   */
  public void first(String text) {
    if (!json.alone()) {
      out.println(SafeText.lines(text));
      out.flush();
    }
  }

  private void write(Path file, String content) {
    try {
      AtomicFile.write(file, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    note("Written: " + file);
  }

  /** Prints a line of information, unless {@code --quiet}. */
  public void note(String line) {
    if (!quiet) {
      line(line);
    }
  }

  /** Prints a warning, even with {@code --quiet}. */
  public void warn(String line) {
    line("warning: " + line);
  }

  /**
   * Shows the progress of a task until closed: as a bar on a terminal, as a line every few seconds
   * in a pipe, not at all with {@code --quiet}.
   *
   * @param task what is done, for example {@code Reading clips}
   * @param total number of steps, or {@link Progress#UNKNOWN}
   */
  public Progress progress(String task, long total) {
    return progress(task, total, System.nanoTime());
  }

  /**
   * Shows the progress of a task that began before.
   *
   * @param task what is done
   * @param total number of steps, or {@link Progress#UNKNOWN}
   * @param begin the {@link System#nanoTime} when it began
   */
  public Progress progress(String task, long total, long begin) {
    if (quiet) {
      return Progress.hidden();
    }
    return terminal
        ? Progress.bar(task, total, begin, err)
        : Progress.lines(task, total, begin, err);
  }

  private void line(String line) {
    String safe = SafeText.line(line);
    err.println(terminal ? CLEAR_LINE + safe : safe);
  }
}
