/** Collections of recordings: windows, their vectors and labels, kept in a folder. */
@SuppressWarnings("module") // the command line stands above this module and is compiled after it
module dev.earshot.collection {
  requires transitive dev.earshot.engine;
  requires de.siegmar.fastcsv;
  requires java.sql;
  requires JTransforms;
  requires org.xerial.sqlitejdbc;

  exports dev.earshot.collection to
      dev.earshot.cli;
}
