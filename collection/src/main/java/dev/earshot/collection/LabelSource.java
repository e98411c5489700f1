package dev.earshot.collection;

/** Where a label comes from. Its name in the database is that of the constant. */
public enum LabelSource {
  /** A person heard the window. */
  PERSON,
  /** A table of labels, such as a .csv, a selection table or a label track. */
  IMPORT,
  /** The name of the folder that the recording is in. */
  FOLDER
}
