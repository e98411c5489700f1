package dev.earshot.codecs;

/** The order in which decoders are tried. */
final class LibraryRanks {
  /** Libraries in Java, for one kind of file each. */
  static final int JAVA = 50;

  /** A program that reads all that nothing else does. */
  static final int PROGRAM = 10;

  private LibraryRanks() {}
}
