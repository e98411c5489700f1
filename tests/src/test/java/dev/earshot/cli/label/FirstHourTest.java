package dev.earshot.cli.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.earshot.SharedData;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.cli.CommandRun;
import dev.earshot.cli.report.Browser;
import dev.earshot.collection.SoundCollection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Walks through docs/first-hour.md with the clips of ESC-10: runs its commands in their order, and
 * labels on the page in a real browser, by the true classes. With {@code -Dearshot.docs.write=true}
 * it takes the picture docs/label.webp on the way.
 */
class FirstHourTest {
  private static final Path DOCS = Path.of("..", "docs").toAbsolutePath().normalize();
  private static final Pattern COMMAND =
      Pattern.compile("^    \\$ ./earshot (.+)$", Pattern.MULTILINE);
  private static final int ROUNDS = 2;
  private static final int ROUND = 20;
  private static final int MOST_BYTES = 200_000;
  private static final int HEIGHT = 890;

  @TempDir private Path folder;
  private final Map<String, String> truth = new TreeMap<>();

  /** Recordings whose names tell nothing. */
  private void recordings() throws Exception {
    var clips = new TreeMap<Path, String>();
    try (var files = Files.walk(SharedData.path("esc10"))) {
      for (var file : files.filter(each -> each.toString().endsWith(".flac")).toList()) {
        var label = file.getParent().getFileName().toString();
        // Without the number: 001_Dog_bark.
        clips.put(file, label.substring(4).replace('_', ' ').toLowerCase(Locale.ROOT));
      }
    }
    var order = new ArrayList<>(clips.keySet());
    Collections.shuffle(order, new Random(4));
    var recordings = Files.createDirectories(folder.resolve("recordings"));
    for (int i = 0; i < order.size(); i++) {
      var name = String.format(Locale.ROOT, "sound-%03d.flac", i + 1);
      Files.copy(order.get(i), recordings.resolve(name));
      truth.put(name, clips.get(order.get(i)));
    }
  }

  /** The words of a command, with names of files as names in the folder of this test. */
  private Object[] words(String command) {
    return Arrays.stream(command.split(" "))
        .<Object>map(
            word -> word.matches("recordings|run|.*\\.(earshot|csv)") ? folder.resolve(word) : word)
        .toArray();
  }

  @Test
  void theWalkWorksAsItIsWritten() throws Exception {
    recordings();
    var text = Files.readString(DOCS.resolve("first-hour.md"));
    var commands = COMMAND.matcher(text).results().map(found -> found.group(1)).toList();
    assertTrue(commands.size() >= 4, commands.toString());
    for (var command : commands) {
      if (command.startsWith("label ")) {
        label(folder.resolve(command.substring("label ".length())));
      } else {
        var run = CommandRun.succeeding(words(command));
        System.err.println("$ " + command + "\n" + run.out() + run.err());
      }
    }
    assertTrue(Files.size(folder.resolve("detections.csv")) > 0);
    var accuracy = accuracy();
    assertTrue(accuracy > 0.6, "accuracy of the other clips: " + accuracy);
  }

  /** Of the windows without a label. */
  private double accuracy() throws Exception {
    int right = 0;
    int all = 0;
    try (var collection = SoundCollection.open(folder.resolve("yard.earshot"))) {
      var guesses = new WindowGuesses(collection.predictions().orElseThrow(), Map.of());
      for (var window : collection.windows()) {
        var state = collection.state(window.id());
        if (!state.isDecided()) {
          all++;
          var guess = guesses.guess(window.id(), state).orElseThrow().name();
          right += guess.equals(truth.get(window.recording().name())) ? 1 : 0;
        }
      }
    }
    System.err.println("accuracy of the others: " + (double) right / all);
    return (double) right / all;
  }

  private void label(Path yard) throws Exception {
    try (var collection = SoundCollection.open(yard);
        var page =
            LabelPage.open(
                collection,
                SoundDecoders.auto(),
                0,
                failure -> {
                  throw new AssertionError(failure);
                });
        var browser = Browser.start(folder.resolve("profile"))) {
      browser.open(page.server().address(), 1200, false);
      browser.await("document.querySelectorAll('#items li').length === %s".formatted(ROUND));
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < ROUND; i++) {
          label(collection, browser);
        }
        browser.press("l");
        browser.await(
            "!document.querySelector('#learn').disabled && document.querySelectorAll('#results svg[role=img]').length === 2");
        System.err.println(browser.evaluate("document.querySelector('#learn-line').textContent"));
        browser.press("g");
        browser.await(
            "document.querySelector('#place').textContent === '1 of %s'".formatted(ROUND));
      }
      assertEquals(ROUNDS * ROUND, collection.states().size());
      picture(collection, browser);
      assertEquals(List.of(), browser.complaints());
    }
  }

  /** Labels the window that is shown by its true class: by its key, or by typing its name. */
  private void label(SoundCollection collection, Browser browser) throws Exception {
    int window = shown(browser);
    var name = truth.get(recording(collection, window));
    int key = LabelPageTest.shownClasses(browser).indexOf(name);
    if (key >= 0 && key < 9) {
      browser.press(Integer.toString(key + 1));
    } else {
      browser.press("c");
      browser.type(name);
      browser.press("Enter");
    }
    browser.await(
        "document.querySelector('#audio').dataset.window !== '%s' || document.querySelector('#work-title').textContent === 'This list is done'"
            .formatted(window));
    assertEquals(Optional.of(name), collection.state(window).className());
  }

  private static int shown(Browser browser) throws Exception {
    return browser.evaluate("Number(document.querySelector('#audio').dataset.window)").getAsInt();
  }

  private static String recording(SoundCollection collection, int window) {
    return collection.windows().stream()
        .filter(each -> each.id() == window)
        .findAny()
        .orElseThrow()
        .recording()
        .name();
  }

  /** The page at work: some windows are labelled, and a voice is half heard. */
  private void picture(SoundCollection collection, Browser browser) throws Exception {
    for (int i = 0; i < 3; i++) {
      label(collection, browser);
    }
    for (int i = 0; i < ROUND - 4 && !isVoice(collection, browser); i++) {
      browser.press("j");
    }
    browser.await(
        "document.querySelector('#audio').readyState >= 1 && document.querySelector('#spectrogram').complete");
    browser.evaluate("document.querySelector('#audio').currentTime = 1.6");
    browser.await("document.querySelector('#clock').textContent.startsWith('1.6')");
    browser.evaluate(
        "document.querySelector('#items').scrollTop = 0; document.activeElement.blur(); scrollTo(0, 0)");
    browser.await(
        "[...document.querySelectorAll('#items li:nth-child(-n+14) img')].every(each => each.complete && each.naturalWidth)");
    var file =
        Boolean.getBoolean("earshot.docs.write")
            ? DOCS.resolve("label.webp")
            : folder.resolve("label.webp");
    browser.photographTop(file, HEIGHT);
    assertTrue(Files.size(file) < MOST_BYTES, file + " has " + Files.size(file) + " bytes");
  }

  /** Voices make the clearest pictures. */
  private boolean isVoice(SoundCollection collection, Browser browser) throws Exception {
    return List.of("rooster", "baby cry", "dog bark")
        .contains(truth.get(recording(collection, shown(browser))));
  }
}
