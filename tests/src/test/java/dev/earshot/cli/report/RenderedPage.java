package dev.earshot.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import java.util.List;

/**
 * What a browser has made of a report.
 *
 * @param charts in the page's order
 * @param overflow by how many pixels the page is wider than the window
 * @param background colour behind the text
 * @param ink colour of the text
 */
record RenderedPage(List<RenderedChart> charts, double overflow, String background, String ink) {
  /**
   * A chart.
   *
   * @param marks visible shapes in the drawing
   * @param texts visible words in the drawing
   * @param outside words that are cut by the drawing's edge
   */
  record RenderedChart(
      String title, int svgs, int marks, List<String> texts, List<String> outside) {}

  /** Measures the page that is open, which must not have complained, nor asked for other files. */
  static RenderedPage of(Browser browser) throws Exception {
    assertEquals(List.of(), browser.complaints());
    // The blank page before it may be announced late.
    var here = List.of("about:blank", browser.evaluate("location.href").getAsString());
    var elsewhere =
        browser.requests().stream()
            .filter(url -> !url.startsWith("data:") && !here.contains(url))
            .toList();
    assertEquals(List.of(), elsewhere);
    var json =
        browser.evaluate(
            """
            (() => {
              const shown = e => {
                const box = e.getBoundingClientRect();
                const style = getComputedStyle(e);
                return box.width + box.height > 0 && style.fill + style.stroke !== 'nonenone';
              };
              const charts = [...document.querySelectorAll('figure[data-chart]')].map(figure => {
                const svg = figure.querySelector('svg[role=img]');
                const texts = svg ? [...svg.querySelectorAll('text')].filter(shown) : [];
                const edge = svg?.getBoundingClientRect();
                const cut = text => {
                  const box = text.getBoundingClientRect();
                  return box.left < edge.left - 1.5 || box.right > edge.right + 1.5
                    || box.top < edge.top - 3 || box.bottom > edge.bottom + 3;
                };
                return {
                  title: figure.querySelector('h3').textContent,
                  svgs: figure.querySelectorAll('svg[role=img]').length,
                  marks: svg ? [...svg.querySelectorAll('path')].filter(shown).length : 0,
                  texts: texts.map(text => text.textContent),
                  outside: texts.filter(cut).map(text => text.textContent),
                };
              });
              const body = getComputedStyle(document.body);
              return {
                charts,
                overflow: document.documentElement.scrollWidth - innerWidth,
                background: body.backgroundColor,
                ink: body.color,
              };
            })()
            """);
    return new Gson().fromJson(json, RenderedPage.class);
  }

  /**
   * Each chart has been drawn, whole.
   *
   * @param expected how many charts there are
   * @param marks the fewest shapes that one of them has
   */
  void check(int expected, int marks) {
    assertEquals(expected, charts.size());
    for (var chart : charts) {
      assertEquals(1, chart.svgs(), chart.title());
      assertTrue(chart.marks() > 0, chart.title() + " is empty");
      assertEquals(List.of(), chart.outside(), chart.title() + ": words are cut off");
    }
    assertTrue(charts.stream().mapToInt(RenderedChart::marks).max().orElseThrow() >= marks);
    assertTrue(overflow <= 0, "the page is %s pixels too wide".formatted(overflow));
  }
}
