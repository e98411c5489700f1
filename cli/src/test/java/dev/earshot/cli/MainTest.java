package dev.earshot.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.earshot.cli.console.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir Path folder;

  private final Recording recording = new Recording();

  private int run(String... args) {
    return Main.run(recording.streams(), args);
  }

  @Test
  void withoutArgumentsItHelps() {
    assertEquals(0, run());
    assertTrue(recording.out().contains("doctor"), recording.out());
    assertEquals("", recording.err());
  }

  @Test
  void helpOfACommandNamesItsOptions() {
    assertEquals(0, run("doctor", "--help"));
    assertTrue(recording.out().contains("--json"), recording.out());
  }

  /** The help describes commands without loading them; each must be there all the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "train",
        "collect",
        "predict",
        "detect",
        "evaluate",
        "compare",
        "check",
        "label",
        "suggest",
        "experiment",
        "features",
        "encoders",
        "cache",
        "doctor",
        "gradcheck"
      })
  void everyCommandIsInTheHelpAndHasItsOwn(String command) {
    assertEquals(0, run("--help"));
    var described = Pattern.compile("^  " + command + " +(\\S+ \\S+)", Pattern.MULTILINE);
    var description = described.matcher(recording.out());
    assertTrue(description.find(), recording.out());
    var own = new Recording();
    assertEquals(0, Main.run(own.streams(), command, "--help"));
    assertTrue(own.out().startsWith("Usage: earshot " + command + " "), own.out());
    assertTrue(own.out().contains("\n" + description.group(1)), own.out());
  }

  @Test
  void aCommandMayStandInAFile() throws IOException {
    var words = Files.writeString(folder.resolve("words"), "doctor --json");
    assertEquals(0, run("@" + words));
    assertTrue(JsonParser.parseString(recording.out()).isJsonObject());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "--version doctor"})
  void versionIsOneLine(String words) {
    assertEquals(0, run(words.split(" ")));
    assertTrue(recording.out().matches("earshot \\S.*\\R"), recording.out());
  }

  @Test
  void misspeltCommandGetsASuggestion() {
    assertEquals(2, run("docter"));
    assertEquals("", recording.out());
    assertTrue(recording.err().contains("earshot doctor"), recording.err());
  }

  @Test
  void unknownOptionIsBadUsage() {
    assertEquals(2, run("doctor", "--nothing-like-it"));
    assertTrue(recording.err().contains("--nothing-like-it"), recording.err());
    assertTrue(recording.err().contains("earshot doctor --help"), recording.err());
  }

  @Test
  void jsonIsAloneOnStandardOutput() {
    assertEquals(0, run("doctor", "--json"));
    var diagnosis = JsonParser.parseString(recording.out()).getAsJsonObject();
    assertEquals(Runtime.getRuntime().availableProcessors(), diagnosis.get("cores").getAsInt());
    assertEquals(
        Runtime.version().toString(),
        diagnosis.getAsJsonObject("java").get("version").getAsString());
  }

  @Test
  void jsonGoesToAFileThatIsNamed() throws IOException {
    var file = folder.resolve("d.json");
    assertEquals(0, run("doctor", "--json", file.toString(), "--quiet"));
    assertTrue(recording.out().contains("vectors"), recording.out());
    assertEquals("", recording.err());
    assertTrue(JsonParser.parseString(Files.readString(file)).isJsonObject());
    Files.delete(file);
    assertEquals(0, run("doctor", "--json=" + file));
    assertTrue(Files.exists(file));
  }

  @Test
  void onlyANameThatEndsInJsonIsTakenForTheFile() throws IOException {
    var kept = Files.writeString(folder.resolve("table.npz"), "precious");
    assertEquals(2, run("doctor", "--json=" + kept));
    assertTrue(recording.err().contains("ends in .json"), recording.err());
    assertEquals(2, run("doctor", "--json", kept.toString()));
    assertTrue(recording.err().contains("Unmatched argument"), recording.err());
    assertEquals("precious", Files.readString(kept));
    var inTheWay = Files.createDirectory(folder.resolve("folder.json"));
    assertEquals(2, run("doctor", "--json", inTheWay.toString()));
    assertTrue(recording.err().contains("is a folder"), recording.err());
  }

  @Test
  void doctorNamesTheVectorWidth() {
    assertEquals(0, run("doctor"));
    assertTrue(recording.out().matches("(?s).*vectors +[0-9]+ bits.*"), recording.out());
  }

  @Test
  void configFileGivesDefaults() throws IOException {
    var config = Files.writeString(folder.resolve("c.json"), "{\"json\": true}");
    assertEquals(0, run("doctor", "--config", config.toString()));
    assertTrue(JsonParser.parseString(recording.out()).isJsonObject());
  }

  @Test
  void configFileAndCommandLineMayAgree() throws IOException {
    var config = Files.writeString(folder.resolve("c.json"), "{\"json\": true}");
    assertEquals(0, run("doctor", "--json", "--config=" + config));
    assertTrue(recording.out().startsWith("{"), recording.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"jsn\": true}   | has no option 'jsn'",
        "{\"config\": \"\"}| has no option 'config'",
        "{\"json\": {}}    | 'json' must be",
        "{\"json\": null}  | 'json' must be",
        "[1]               | expected a JSON object",
        "{\"json\"         | is not JSON",
      })
  void badConfigFileIsNamed(String text, String complaint) throws IOException {
    var config = Files.writeString(folder.resolve("my config.json"), text);
    assertEquals(2, run("doctor", "--config", config.toString()));
    assertEquals("", recording.out());
    assertEquals(1, recording.err().lines().count(), recording.err());
    assertTrue(recording.err().startsWith("earshot: " + config + ": "), recording.err());
    assertTrue(recording.err().contains(complaint), recording.err());
  }

  @Test
  void missingConfigFileIsNamed() {
    var config = folder.resolve("none.json");
    assertEquals(2, run("doctor", "--config", config.toString()));
    assertTrue(recording.err().startsWith("earshot: " + config), recording.err());
    assertFalse(recording.err().contains("\tat "), recording.err());
  }

  @Test
  void debugShowsWhereAnErrorArose() {
    assertEquals(2, run("doctor", "--debug", "--config", folder.resolve("none.json").toString()));
    assertTrue(recording.err().contains("\tat "), recording.err());
  }

  @Test
  void unexpectedErrorIsOneLineAndAHint() {
    var failing = new IllegalStateException("first\n  second");
    assertEquals(1, Main.report(failing, false, recording.streams().err()));
    assertTrue(recording.err().contains("IllegalStateException: first second"), recording.err());
    assertTrue(recording.err().contains("--debug"), recording.err());
    assertFalse(recording.err().contains("\tat "), recording.err());
  }

  @Test
  void withoutTheVectorModuleDoctorStillRuns() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var classPath = System.getProperty("java.class.path");
    var out = folder.resolve("out.json");
    var process =
        new ProcessBuilder(java, "-cp", classPath, Main.class.getName(), "doctor", "--json")
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err.txt").toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> text(folder.resolve("err.txt")));
    var vectors = JsonParser.parseString(text(out)).getAsJsonObject().getAsJsonObject("vectors");
    assertFalse(vectors.get("usable").getAsBoolean());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
