/** The paper's tables and figures, computed again. */
@SuppressWarnings("module") // the command line stands above this module and is compiled after it
module dev.earshot.experiments {
  requires com.google.gson;
  requires de.siegmar.fastcsv;
  requires transitive dev.earshot.engine;

  exports dev.earshot.experiments to
      dev.earshot.cli;
  exports dev.earshot.experiments.cells to
      dev.earshot.cli;
  exports dev.earshot.experiments.data to
      dev.earshot.cli;
  exports dev.earshot.experiments.paper to
      dev.earshot.cli;

  opens dev.earshot.experiments to
      com.google.gson;
  opens dev.earshot.experiments.cells to
      com.google.gson;
  opens dev.earshot.experiments.data to
      com.google.gson;
  opens dev.earshot.experiments.paper to
      com.google.gson;
}
