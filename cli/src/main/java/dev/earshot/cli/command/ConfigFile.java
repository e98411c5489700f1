package dev.earshot.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.earshot.DataException;
import dev.earshot.cli.console.BadInputException;
import dev.earshot.file.InputFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A JSON file with values of options, which replace the options' own defaults. */
public final class ConfigFile implements IDefaultValueProvider {
  static final String OPTION = "--config";

  private final Path path;
  private final Map<String, String> values = new HashMap<>();

  /**
   * Finds {@code --config FILE} or {@code --config=FILE} among the arguments and reads the file.
   *
   * @throws BadInputException if the file cannot be read or is not a JSON object of plain values
   */
  public static Optional<ConfigFile> namedIn(List<String> args) {
    for (int i = 0; i < args.size() && !args.get(i).equals("--"); i++) {
      if (args.get(i).startsWith(OPTION + "=")) {
        return Optional.of(new ConfigFile(args.get(i).substring(OPTION.length() + 1), args));
      }
      if (args.get(i).equals(OPTION) && i + 1 < args.size()) {
        return Optional.of(new ConfigFile(args.get(i + 1), args));
      }
    }
    return Optional.empty();
  }

  private ConfigFile(String name, List<String> args) {
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      throw new BadInputException("the file given to --config is no path: " + e.getReason(), e);
    }
    for (var entry : read(path).entrySet()) {
      values.put("--" + entry.getKey(), text(entry.getKey(), entry.getValue()));
    }
    // A flag on the command line flips its default in picocli: with true here it would turn false.
    args.stream().filter(arg -> !arg.equals(OPTION)).forEach(values::remove);
  }

  @Override
  public String defaultValue(ArgSpec argument) {
    // By picocli's contract null means: no value here, use the option's own default.
    return argument instanceof OptionSpec option ? values.get(option.longestName()) : null;
  }

  /**
   * Checks that every name in the file is an option of the command.
   *
   * @throws BadInputException if one is not; it may be misspelt
   */
  public void checkAgainst(CommandSpec command) {
    for (var name : new TreeSet<>(values.keySet())) {
      if (name.equals(OPTION) || !command.optionsMap().containsKey(name)) {
        var known =
            command.optionsMap().keySet().stream()
                .filter(option -> option.startsWith("--") && !option.equals(OPTION))
                .map(option -> option.substring(2))
                .sorted()
                .collect(Collectors.joining(", "));
        throw new BadInputException(
            "%s: '%s' has no option '%s'; it has %s"
                .formatted(path, command.qualifiedName(), name.substring(2), known));
      }
    }
  }

  private static JsonObject read(Path path) {
    String text;
    try {
      text = InputFile.text(path, InputFile.MOST_JSON, "the JSON file that --config names");
    } catch (DataException e) {
      throw new BadInputException(e.getMessage(), e);
    } catch (IOException e) {
      throw new BadInputException(path + ": cannot be read: check the path given to --config", e);
    }
    try {
      if (JsonParser.parseString(text) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonParseException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new BadInputException(path + ": is not JSON: " + firstLine(cause.getMessage()), e);
    }
    throw new BadInputException(path + ": expected a JSON object such as {\"seed\": 7}");
  }

  private String text(String name, JsonElement value) {
    return switch (value) {
      case JsonPrimitive single -> single.getAsString();
      case JsonArray many ->
          many.asList().stream().map(one -> text(name, one)).collect(Collectors.joining(","));
      default ->
          throw new BadInputException(
              path + ": '" + name + "' must be a text, a number, true, false or a list of these");
    };
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
