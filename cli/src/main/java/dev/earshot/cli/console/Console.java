package dev.earshot.cli.console;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import dev.earshot.data.AtomicFile;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * All that a command says goes through here: results to standard output, the rest to standard
 * error. With {@code --json} results are JSON in UTF-8 and nothing else is on standard output,
 * unless a file is named for it.
 */
public final class Console {
  /** Back to the start of the line and clear it: a progress bar may stand there. */
  public static final String CLEAR_LINE = "\r\033[K";

  /** JSON has no NaN: a score that is not defined is null. */
  private static final JsonSerializer<Double> FINITE_OR_NULL =
      (value, type, context) ->
          Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;

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
          .create();

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
   * @param value printed or written as JSON if the user asked for that: a record of numbers, texts,
   *     lists, maps and further records
   * @param text printed unless JSON is
   */
  public void result(Object value, Supplier<String> text) {
    out.println(json.alone() ? gson.toJson(value) : text.get());
    out.flush();
    json.file().ifPresent(file -> write(file, gson.toJson(value) + "\n"));
  }

  private void write(Path file, String content) {
    try {
      AtomicFile.write(file, out -> out.write(content.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    note("Written: " + file);
  }

  /** Prints a line for the person who watches; not with {@code --quiet}. */
  public void note(String line) {
    if (!quiet) {
      line(line);
    }
  }

  /** Prints a line that must not be missed, {@code --quiet} or not. */
  public void warn(String line) {
    line("warning: " + line);
  }

  /**
   * Shows how far a task has come, until closed: a bar on a terminal, a line now and then in a
   * pipe, nothing with {@code --quiet}.
   *
   * @param task what is done, such as {@code Reading clips}
   * @param total how many steps there are
   */
  public Progress progress(String task, long total) {
    if (quiet) {
      return Progress.hidden();
    }
    return terminal ? Progress.bar(task, total, err) : Progress.lines(task, total, err);
  }

  private void line(String line) {
    err.println(terminal ? CLEAR_LINE + line : line);
  }
}
