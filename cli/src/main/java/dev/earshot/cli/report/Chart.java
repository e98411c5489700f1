package dev.earshot.cli.report;

/** A chart as plain data; the page's script draws it. */
public sealed interface Chart permits LineChart, BarChart, ScatterChart, HeatMap {
  /** What it shows, in a few words. */
  String title();

  /** How to read it, or what it leaves out; may be empty. */
  String note();
}
