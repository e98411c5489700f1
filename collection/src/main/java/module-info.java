/** Collections of recordings: windows, their vectors and labels, kept in a folder. */
module dev.earshot.collection {
  requires transitive dev.earshot.engine;
  requires java.sql;
  requires JTransforms;
  requires org.xerial.sqlitejdbc;

  exports dev.earshot.collection;
}
