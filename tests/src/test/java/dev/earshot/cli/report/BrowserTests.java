package dev.earshot.cli.report;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests that share one browser, which starts with the first that needs it. */
public abstract class BrowserTests {
  @TempDir static Path profile;
  private static Browser browser;

  /** The browser; skips the calling test, saying so, where none is installed. */
  protected static Browser browser() throws Exception {
    if (browser == null) {
      browser = Browser.start(profile);
    }
    return browser;
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
      browser = null;
    }
  }
}
