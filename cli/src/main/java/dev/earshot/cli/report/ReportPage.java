package dev.earshot.cli.report;

import dev.earshot.file.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A report, built from top to bottom and written as one HTML file that needs no other file. It has
 * light and dark colours and layouts for phones and paper. All texts are plain text; HTML in them
 * is escaped.
 */
public final class ReportPage {
  private final String title;
  private final StringBuilder head = new StringBuilder();
  private final StringBuilder body = new StringBuilder();
  private final List<String> headings = new ArrayList<>();
  private final List<Chart> charts = new ArrayList<>();

  private ReportPage(String title) {
    this.title = title;
  }

  /** An empty page of this title. */
  public static ReportPage of(String title) {
    return new ReportPage(title);
  }

  /**
   * A number shown large.
   *
   * @param label its name
   * @param value the number with its unit
   * @param note its interval, or what it counts; may be empty
   */
  public record Fact(String label, String value, String note) {}

  /**
   * A clip in a list.
   *
   * @param name its path
   * @param text its true or predicted class
   * @param audio link to its sound, relative to the page; empty if it cannot be played
   */
  public record Clip(String name, String text, Optional<String> audio) {}

  /** A paragraph below the title. */
  public ReportPage lead(String text) {
    head.append("<p class=\"lead\">").append(Html.prose(text)).append("</p>\n");
    return this;
  }

  /** Begins a section. */
  public ReportPage section(String heading) {
    if (!headings.isEmpty()) {
      body.append("</section>\n");
    }
    headings.add(heading);
    body.append(
        "<section id=\"s%s\">\n<h2>%s</h2>\n".formatted(headings.size(), Html.prose(heading)));
    return this;
  }

  /** A paragraph. */
  public ReportPage text(String text) {
    body.append("<p>").append(Html.prose(text)).append("</p>\n");
    return this;
  }

  /** A paragraph in small print. */
  public ReportPage note(String text) {
    body.append("<p class=\"note\">").append(Html.prose(text)).append("</p>\n");
    return this;
  }

  /** Numbers side by side. */
  public ReportPage facts(List<Fact> facts) {
    body.append("<dl class=\"facts\">\n");
    for (var fact : facts) {
      body.append(
          "<div><dt>%s</dt><dd>%s<small>%s</small></dd></div>\n"
              .formatted(
                  Html.prose(fact.label()), Html.prose(fact.value()), Html.prose(fact.note())));
    }
    body.append("</dl>\n");
    return this;
  }

  /**
   * A table; numbers are right-aligned.
   *
   * @param rows rows of equal length, the headings first
   * @param texts number of columns, from the left, that hold text
   */
  public ReportPage table(List<List<String>> rows, int texts) {
    body.append("<div class=\"wide\"><table>\n");
    for (int row = 0; row < rows.size(); row++) {
      body.append(row == 0 ? "<thead><tr>" : "<tr>");
      for (int column = 0; column < rows.get(row).size(); column++) {
        var cell = row == 0 ? "th" : "td";
        var kind = column < texts ? "" : " class=\"number\"";
        body.append(
            "<%s%s>%s</%s>".formatted(cell, kind, Html.prose(rows.get(row).get(column)), cell));
      }
      body.append(row == 0 ? "</tr></thead>\n<tbody>\n" : "</tr>\n");
    }
    body.append("</tbody></table></div>\n");
    return this;
  }

  /** Charts, side by side where there is room. */
  public ReportPage charts(Chart... shown) {
    body.append("<div class=\"figures\">\n");
    for (var chart : shown) {
      body.append(
          "<figure data-chart=\"%s\"><figcaption><h3>%s</h3></figcaption><div class=\"plot\"></div>%s</figure>\n"
              .formatted(
                  charts.size(),
                  Html.prose(chart.title()),
                  chart.note().isEmpty()
                      ? ""
                      : "<p class=\"note\">" + Html.prose(chart.note()) + "</p>"));
      charts.add(chart);
    }
    body.append("</div>\n");
    return this;
  }

  /** A command to type. */
  public ReportPage command(String line) {
    body.append("<pre><code>").append(Html.text(line)).append("</code></pre>\n");
    return this;
  }

  /** A long text that is folded until the reader opens it. */
  public ReportPage details(String summary, String lines) {
    body.append("<details><summary>").append(Html.prose(summary)).append("</summary>\n");
    return command(lines).close("</details>\n");
  }

  private ReportPage close(String tag) {
    body.append(tag);
    return this;
  }

  /** A list of clips, with players for those that have a sound. */
  public ReportPage clips(List<Clip> clips) {
    body.append("<ul class=\"clips\">\n");
    for (var clip : clips) {
      var player =
          clip.audio()
              .map(href ->
                  "<audio controls preload=\"none\" src=\"%s\"></audio>".formatted(Html.text(href)))
              .orElse("");
      body.append(
          "<li><div><b>%s</b><span>%s</span></div>%s</li>\n"
              .formatted(Html.prose(clip.name()), Html.prose(clip.text()), player));
    }
    body.append("</ul>\n");
    return this;
  }

  /** Writes the page; after an error there is no partial file. */
  public void write(Path file) throws IOException {
    AtomicFile.write(file, out -> out.write(html().getBytes(StandardCharsets.UTF_8)));
  }

  /** The page as text. */
  public String html() {
    var page = new StringBuilder(1 << 21);
    page.append(
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; media-src 'self' file:">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <header>
        <p class="brand">Earshot</p>
        <h1>%s</h1>
        %s</header>
        %s<main>
        %s%s</main>
        <noscript><p class="note">The charts are drawn by a script in this file; scripts are switched off.</p></noscript>
        """
            .formatted(
                Html.prose(title),
                resource("report.css"),
                Html.prose(title),
                head,
                contents(),
                body,
                headings.isEmpty() ? "" : "</section>\n"));
    if (!charts.isEmpty()) {
      page.append("<script type=\"application/json\" id=\"charts\">")
          .append(ChartJson.of(charts))
          .append("</script>\n<script>")
          .append(resource("echarts/echarts.min.js"))
          .append("</script>\n<script>\n")
          .append(resource("report.js"))
          .append("</script>\n");
    }
    return page.append("</body>\n</html>\n").toString();
  }

  /** The part below the headings, as HTML for a page that has this style and script. */
  public String fragment() {
    return body + (headings.isEmpty() ? "" : "</section>\n");
  }

  /** The charts of {@link #fragment}, as JSON for {@code earshotCharts} of the script. */
  public String chartData() {
    return ChartJson.of(charts);
  }

  private String contents() {
    if (headings.size() < 2) {
      return "";
    }
    var links = new StringBuilder("<nav aria-label=\"Contents\">\n");
    for (int i = 0; i < headings.size(); i++) {
      links.append("<a href=\"#s%s\">%s</a>\n".formatted(i + 1, Html.prose(headings.get(i))));
    }
    return links.append("</nav>\n").toString();
  }

  /**
   * A file of the pages' look.
   *
   * @param name {@code report.css}, {@code report.js} or {@code echarts/echarts.min.js}
   */
  public static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "%s is not among the classes; Maven puts it there (mvn process-resources)"
                .formatted(name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
