package dev.earshot.audio;

/** Something that a user should know about a clip that was read all the same. */
public enum ClipNote {
  /** No sample of any channel is louder than -84 dB below full scale. */
  SILENT("silent"),
  /** The channels cancel each other: their mean is 40 dB or more below them. */
  CANCELLED("silent after mixing, because the channels cancel each other"),
  /** The samples differ by no more than -84 dB of full scale, but are not near 0. */
  CONSTANT("without sound, because all samples have the same value"),
  /** An amplitude is 20 dB or more above full scale. */
  BEYOND_FULL_SCALE("far beyond full scale, with amplitudes above 10"),
  /** The data end before the length that the header states, by a second at most. */
  CUT_SHORT("a little shorter than the header states, and read to the end");

  private final String description;

  ClipNote(String description) {
    this.description = description;
  }

  /** Whether nothing can be heard in the clip. */
  public boolean isSilence() {
    return this == SILENT || this == CANCELLED || this == CONSTANT;
  }

  /** What is noted, as words that complete "this clip is". */
  public String description() {
    return description;
  }
}
