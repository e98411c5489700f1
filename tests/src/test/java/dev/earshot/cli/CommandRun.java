package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.earshot.cli.console.Streams;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What one run of the command line in this process has said, and its exit code. */
public record CommandRun(int code, String out, String err) {
  public static CommandRun of(Object... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code;
    try (var outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        var errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
      var words = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
      code = Main.run(new Streams(outStream, errStream, false), words);
    }
    return new CommandRun(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The same for a run that must succeed. */
  public static CommandRun succeeding(Object... args) {
    var run = of(args);
    assertEquals(0, run.code(), run.err());
    return run;
  }

  JsonObject json() {
    return JsonParser.parseString(out).getAsJsonObject();
  }

  JsonElement jsonElement() {
    return JsonParser.parseString(out);
  }
}
