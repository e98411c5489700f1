package dev.earshot.cli.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import dev.earshot.audio.Waveform;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.audio.decode.WavFile;
import dev.earshot.cli.demo.SoundKind;
import dev.earshot.cli.demo.SyntheticSounds;
import dev.earshot.cli.report.Browser;
import dev.earshot.cli.report.BrowserTests;
import dev.earshot.collection.SoundCollection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The labelling page in a real browser, by keys and clicks, with sound. */
class LabelPageTest extends BrowserTests {
  private static final List<SoundKind> KINDS =
      List.of(SoundKind.BIRD, SoundKind.SIREN, SoundKind.RAIN, SoundKind.BARK);
  private static final String DONE = "This list is done";

  @TempDir private Path folder;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private Yard yard;
  private SoundCollection collection;
  private LabelPage page;
  private Browser browser;

  @BeforeEach
  void open() throws Exception {
    browser = browser();
    yard = Yard.make(folder, 4, KINDS);
    collection = SoundCollection.open(yard.folder());
    page = LabelPage.open(collection, SoundDecoders.auto(), 0, failures::add);
    browser.open(address(), 1200, false);
    browser.await("document.querySelectorAll('#items li').length === 20");
  }

  @AfterEach
  void close() throws Exception {
    if (page != null) {
      // So that this page asks nothing any more while the next test is under way.
      browser.open(URI.create("about:blank"), 1200, false);
      page.close();
      collection.close();
    }
    assertEquals(List.of(), failures);
  }

  private URI address() {
    return page.server().address();
  }

  private String text(String selector) throws Exception {
    return browser
        .evaluate("document.querySelector('%s').innerText".formatted(selector))
        .getAsString();
  }

  /** The window that is shown. */
  private int shown() throws Exception {
    return browser.evaluate("Number(document.querySelector('#audio').dataset.window)").getAsInt();
  }

  private void awaitStatus(String beginning) throws Exception {
    browser.await(
        "document.querySelector('#status').textContent.startsWith('%s')".formatted(beginning));
  }

  /** Waits until another window is shown, or the list is done. */
  private void awaitOther(int window) throws Exception {
    browser.await(
        "document.querySelector('#audio').dataset.window !== '%s' || document.querySelector('#work-title').textContent === '%s'"
            .formatted(window, DONE));
  }

  private void type(String name) throws Exception {
    int window = shown();
    browser.press("c");
    browser.type(name);
    browser.press("Enter");
    awaitOther(window);
  }

  private Optional<String> stored(int window) {
    return collection.state(window).className();
  }

  /** The classes on the page, in the order of their keys. */
  static List<String> shownClasses(Browser browser) throws Exception {
    return browser
        .evaluate("[...document.querySelectorAll('#classes span')].map(each => each.textContent)")
        .getAsJsonArray()
        .asList()
        .stream()
        .map(JsonElement::getAsString)
        .toList();
  }

  /** Labels the whole list with the right names, the first of each class by typing. */
  private void labelList() throws Exception {
    var keys = new ArrayList<String>();
    for (int i = 0; i < 20; i++) {
      int window = shown();
      var name = yard.truth().get(window);
      int key = shownClasses(browser).indexOf(name);
      if (key < 0) {
        type(name);
        keys.add(name);
      } else {
        assertEquals(keys.indexOf(name), key);
        browser.press(Integer.toString(key + 1));
        awaitOther(window);
      }
      assertEquals(Optional.of(name), stored(window));
    }
    assertEquals(DONE, text("#work-title"));
    // Each class has kept its key.
    assertEquals(
        collection.labels().stream()
            .map(label -> label.className().orElseThrow())
            .distinct()
            .toList(),
        keys);
  }

  @Test
  void keysLabelAndLearningShowsHowGoodItIs() throws Exception {
    assertTrue(browser.evaluate("document.querySelector('#learn').disabled").getAsBoolean());
    assertTrue(text("#guess").contains("No guess yet"));
    labelList();
    assertTrue(text("#counts").contains("20 labelled"), text("#counts"));

    browser.press("l");
    browser.await("document.querySelector('#learn-line').textContent.startsWith('Learnt')");
    browser.await("document.querySelectorAll('#results svg[role=img]').length === 2");
    assertTrue(text("#learn-line").contains("20 more labels are likely to bring"));
    var results = text("#results");
    for (var kind : KINDS) {
      assertTrue(results.contains(kind.label()), results);
    }
    assertEquals(48, collection.predictions().orElseThrow().windows().length);

    browser.press("g");
    browser.await("document.querySelector('#guess b')");
    assertEquals("1 of 20", text("#place"));
    assertTrue(text("#guess").matches("(?s).*\\d.%.*"), text("#guess"));

    // Not what it guesses: the guess is another one from now on.
    int window = shown();
    var guess = text("#guess b");
    browser.press("n");
    awaitOther(window);
    assertTrue(collection.state(window).excluded().contains(guess));
    browser.press("k");
    browser.await("document.querySelector('#audio').dataset.window === '" + window + "'");
    assertNotEquals(guess, text("#guess b"));

    browser.press("0");
    awaitOther(window);
    assertTrue(collection.state(window).somethingElse());

    int skipped = shown();
    browser.press("s");
    awaitOther(skipped);
    assertTrue(collection.state(skipped).skipped());

    browser.press("u");
    awaitStatus("Taken back: skipped");
    assertFalse(collection.state(skipped).skipped());
    assertEquals(skipped, shown());
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void soundPlays() throws Exception {
    browser.await("document.querySelector('#audio').readyState >= 2");
    assertEquals(
        2, browser.evaluate("document.querySelector('#audio').duration").getAsDouble(), 0.01);
    browser.press("Space");
    browser.await("document.querySelector('#audio').currentTime > 0.2");
    assertEquals(
        "Pause", browser.evaluate("document.querySelector('#play').ariaLabel").getAsString());
    browser.press("Space");
    browser.await("document.querySelector('#audio').paused");
    double before = browser.evaluate("document.querySelector('#audio').currentTime").getAsDouble();
    // The middle of the picture is the middle of the sound.
    browser.click("#picture");
    browser.await("Math.abs(document.querySelector('#audio').currentTime - 1) < 0.02");
    assertTrue(Math.abs(before - 1) > 0.02 || before > 0);
    browser.press("p");
    browser.await("document.querySelector('#audio').ended");
    assertEquals(
        "Play", browser.evaluate("document.querySelector('#play').ariaLabel").getAsString());
    // It begins again.
    browser.press("p");
    browser.await(
        "!document.querySelector('#audio').ended && document.querySelector('#audio').currentTime > 0.1");

    // Each window as it comes.
    browser.click("#at-once");
    int window = shown();
    browser.evaluate("document.activeElement.blur()");
    browser.press("j");
    awaitOther(window);
    browser.await(
        "!document.querySelector('#audio').paused && document.querySelector('#audio').currentTime > 0.1");
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void theSpectrogramIsThatOfTheWindowInBothColours() throws Exception {
    var drawn =
        """
        (() => {
          const image = document.querySelector('#spectrogram');
          const canvas = document.createElement('canvas');
          canvas.width = image.naturalWidth;
          canvas.height = image.naturalHeight;
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          const corner = context.getImageData(0, canvas.height - 1, 1, 1).data;
          return [canvas.width, canvas.height, corner[0]];
        })()
        """;
    var ready =
        "document.querySelector('#spectrogram').complete && document.querySelector('#spectrogram').naturalWidth > 0";
    browser.await(ready);
    var light = browser.evaluate(drawn).getAsJsonArray();
    assertEquals(198, light.get(0).getAsInt());
    assertEquals(64, light.get(1).getAsInt());
    assertTrue(text("#from").startsWith(Integer.toString(shown() % 12 * 2)), text("#from"));
    browser.open(address(), 1200, true);
    browser.await("document.querySelectorAll('#items li').length === 20 && " + ready);
    var dark = browser.evaluate(drawn).getAsJsonArray();
    assertTrue(dark.get(2).getAsInt() < light.get(2).getAsInt() - 50, light + " and " + dark);
  }

  @Test
  void clicksLabelToo() throws Exception {
    type("rain");
    int window = shown();
    browser.click("#classes button");
    awaitStatus("Saved: rain");
    awaitOther(window);
    assertEquals(Optional.of("rain"), stored(window));
    int next = shown();
    browser.click("#else");
    awaitOther(next);
    assertTrue(collection.state(next).somethingElse());
    browser.click("#undo");
    awaitStatus("Taken back: something else");
    browser.click("#items li:nth-child(7) button");
    browser.await("document.querySelector('#place').textContent === '7 of 20'");
    browser.click("[data-list=like]");
    awaitStatus("Like ");
    assertTrue(text("#why").contains("similarity"));
    browser.click("[data-list=like-class]");
    awaitStatus("Like windows of rain");
    browser.click("[data-list=sure]");
    awaitStatus("The model takes no window");
    assertTrue(text("#work-title").equals(DONE));
    browser.click("[data-list=disagree]");
    awaitStatus("Let it learn first");
    browser.click("[data-list=suggest]");
    awaitStatus("Suggestions");
    assertEquals(List.of(), browser.complaints());
  }

  @Test
  void aFileIsSearchedBy() throws Exception {
    var file = folder.resolve("a bird & more.wav");
    var clip = new SyntheticSounds(5).clip(SoundKind.BIRD, 900);
    WavFile.write(file, new Waveform(clip, SyntheticSounds.SAMPLE_RATE));
    browser.choose("#file", file);
    awaitStatus("Like a bird & more.wav");
    assertEquals("bird", yard.truth().get(shown()));
    browser.choose("#file", page("not a sound.wav"));
    awaitStatus("not a sound.wav: ");
    // The list of before is still there.
    assertEquals("bird", yard.truth().get(shown()));
    assertEquals("Like a bird & more.wav", text("#list-title"));
  }

  private Path page(String name) throws Exception {
    return java.nio.file.Files.writeString(folder.resolve(name), "no sound");
  }

  @Test
  void surestAndLeastSureAndDisagreements() throws Exception {
    labelList();
    // A wrong label, that the model should contradict.
    browser.press("k");
    int window = shown();
    var wrong =
        KINDS.stream()
            .map(SoundKind::label)
            .filter(name -> !name.equals(yard.truth().get(window)))
            .findFirst()
            .orElseThrow();
    browser.press(Integer.toString(shownClasses(browser).indexOf(wrong) + 1));
    awaitStatus("Saved: " + wrong);
    browser.press("l");
    browser.await("document.querySelectorAll('#results svg[role=img]').length === 2");
    browser.click("[data-list=disagree]");
    awaitStatus("Disagreements");
    var listed = new ArrayList<Integer>();
    for (var each :
        browser
            .evaluate(
                "[...document.querySelectorAll('#items source')].map(each => Number(new URLSearchParams(each.srcset.split('?')[1]).get('window')))")
            .getAsJsonArray()) {
      listed.add(each.getAsInt());
    }
    assertTrue(listed.contains(window), window + " is not in " + listed);
    assertTrue(text("#why").contains("labelled "));
    browser.click("[data-list=sure]");
    awaitStatus("Surest of ");
    double surest = probability();
    browser.click("[data-list=unsure]");
    awaitStatus("Least sure of ");
    assertTrue(probability() < surest);
    assertEquals(List.of(), browser.complaints());
  }

  private double probability() throws Exception {
    return browser
        .evaluate("parseFloat(document.querySelector('#guess .meter i').style.width)")
        .getAsDouble();
  }

  /** A name is text, whatever it holds. */
  @Test
  void awkwardNamesAreNoMarkup() throws Exception {
    var awkward = "<img src=x onerror=alert(1)>\"&'";
    int window = shown();
    type(awkward);
    assertEquals(Optional.of(awkward), stored(window));
    assertTrue(text("#classes button").contains(awkward), text("#classes button"));
    type("rain");
    type(awkward);
    type("rain");
    browser.press("l");
    browser.await("document.querySelector('#results table')");
    assertTrue(text("#results").contains(awkward));
    assertEquals(0, browser.evaluate("document.querySelectorAll('img[src=x]').length").getAsInt());
    assertEquals(List.of(), browser.complaints());
  }

  /** Whoever cannot see or use a mouse can do all of it too. */
  @Test
  void everyControlHasANameAndCanBeReachedByKeyboard() throws Exception {
    type("rain");
    var unnamed =
        browser.evaluate(
            """
            [...document.querySelectorAll('button, input, select, img, section, nav, dialog, progress, audio')]
              .filter(each => each.id !== 'audio' && !each.closest('#items picture'))
              .filter(each => !(each.ariaLabel || each.innerText?.trim() || each.textContent.trim() || each.alt
                || each.labels?.length || each.getAttribute('aria-labelledby')))
              .map(each => each.outerHTML)
            """);
    assertEquals(0, unnamed.getAsJsonArray().size(), unnamed.toString());
    assertEquals(
        "polite", browser.evaluate("document.querySelector('#status').ariaLive").getAsString());
    var seen = new ArrayList<String>();
    browser.evaluate("document.activeElement.blur()");
    browser.evaluate("document.querySelector('.skip-link').focus()");
    for (int i = 0; i < 60; i++) {
      browser.press("Tab");
      seen.add(
          browser
              .evaluate(
                  "document.activeElement.id || document.activeElement.dataset.list || document.activeElement.textContent")
              .getAsString());
    }
    for (var id :
        List.of(
            "suggest",
            "disagree",
            "like",
            "class-choice",
            "file",
            "play",
            "seek",
            "at-once",
            "new-name",
            "else",
            "skip",
            "undo",
            "help-open")) {
      assertTrue(seen.contains(id), id + " is not in " + seen);
    }
    // Keys that are typed into a field are text.
    long labels = collection.labels().size();
    browser.press("c");
    browser.type("1 nu");
    assertEquals(
        "1 nu", browser.evaluate("document.querySelector('#new-name').value").getAsString());
    assertEquals(labels, collection.labels().size());
    browser.press("Escape");
    browser.press("?");
    assertTrue(browser.evaluate("document.querySelector('#help').open").getAsBoolean());
    browser.press("1");
    browser.press("Escape");
    browser.await("!document.querySelector('#help').open");
    assertEquals(labels, collection.labels().size());
  }

  @Test
  void aServerThatHasStoppedIsSaid() throws Exception {
    type("rain");
    int window = shown();
    page.server().close();
    browser.press("1");
    awaitStatus("The server does not answer");
    assertEquals(window, shown());
    assertEquals(Optional.empty(), stored(window));
    // A sound that cannot be fetched says the same, in whichever order both fail.
    browser.evaluate("document.querySelector('#status').textContent = ''");
    browser.evaluate("document.querySelector('#audio').src = 'sound?window=0'");
    awaitStatus("The server does not answer");
  }

  @Test
  void itFitsAPhone() throws Exception {
    for (boolean dark : new boolean[] {false, true}) {
      browser.open(address(), 390, dark);
      browser.await("document.querySelectorAll('#items li').length === 20");
      assertTrue(
          browser.evaluate("document.documentElement.scrollWidth <= innerWidth").getAsBoolean());
      assertTrue(
          browser
              .evaluate(
                  "[...document.querySelectorAll('.actions button')].every(each => each.getBoundingClientRect().height >= 44)")
              .getAsBoolean());
    }
  }

  @Test
  void itAsksNobodyElse() throws Exception {
    var own = "http://127.0.0.1:" + address().getPort() + "/";
    assertEquals(
        List.of(),
        browser.requests().stream()
            .filter(each ->
                !each.startsWith(own) && !each.startsWith("about:") && !each.startsWith("data:"))
            .toList());
    assertEquals(
        "SecurityError",
        browser
            .evaluate(
                "fetch('http://localhost:1/').then(() => 'sent').catch(error => error instanceof TypeError ? 'SecurityError' : 'other')")
            .getAsString());
  }
}
