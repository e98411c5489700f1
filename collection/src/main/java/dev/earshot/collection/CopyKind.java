package dev.earshot.collection;

/** How two recordings share sound. Its name in the database is that of the constant. */
public enum CopyKind {
  /** Their files have the same bytes. */
  SAME_FILE("is the same file as"),
  /** They sound the same to the sample, in files that differ, such as .wav and .flac. */
  SAME_SOUND("has the same sound as"),
  /** They are the same sound, changed by an encoder, a sample rate or a level. */
  ENCODED("is another version of"),
  /** The later one is a part of the other. */
  PART("is a part of"),
  /** The other is a part of the later one. */
  WHOLE("contains"),
  /** They share a stretch. */
  OVERLAP("overlaps with");

  private final String words;

  CopyKind(String words) {
    this.words = words;
  }

  /** Words between the names of two recordings. */
  public String words() {
    return words;
  }
}
