/** The command line. */
module dev.earshot.cli {
  requires com.google.gson;
  requires de.siegmar.fastcsv;
  requires dev.earshot.bindings;
  requires dev.earshot.codecs;
  requires dev.earshot.collection;
  requires dev.earshot.encoders;
  requires dev.earshot.engine;
  requires dev.earshot.experiments;
  requires info.picocli;
  requires java.logging;
  requires jdk.httpserver;
  requires jdk.management;
  requires me.tongfei.progressbar;
  requires static jdk.incubator.vector;

  opens dev.earshot.cli to
      info.picocli;
  opens dev.earshot.cli.command to
      com.google.gson,
      info.picocli;
  opens dev.earshot.cli.console to
      com.google.gson,
      info.picocli;
  opens dev.earshot.cli.label to
      com.google.gson;
  opens dev.earshot.cli.report to
      com.google.gson;
}
