package dev.earshot.audio;

/** Kinds of sound files, told apart by their content. */
public enum AudioKind {
  /** WAV, RF64, BW64 and RIFX with PCM, floating-point numbers, A-law, μ-law or ADPCM. */
  WAV("WAV"),
  /** WAV that holds MP3. */
  WAV_MP3("MP3 in WAV"),
  /** WAV with samples that are coded in another way. */
  WAV_OTHER("WAV with another coding"),
  /** Native FLAC. */
  FLAC("FLAC"),
  /** AIFF and AIFF-C with PCM, floating-point numbers, A-law, μ-law or IMA ADPCM. */
  AIFF("AIFF"),
  /** AIFF-C with samples that are coded in another way. */
  AIFF_OTHER("AIFF-C with another coding"),
  /** CAF with PCM, floating-point numbers, A-law, μ-law or IMA ADPCM. */
  CAF("CAF"),
  /** CAF with samples that are coded in another way, such as AAC or Apple Lossless. */
  CAF_OTHER("CAF with another coding"),
  /** Vorbis in Ogg. */
  VORBIS("Ogg Vorbis"),
  /** Opus in Ogg. */
  OPUS("Opus"),
  /** Ogg with anything else, such as Speex or FLAC. */
  OGG_OTHER("Ogg with another coding"),
  /** MPEG audio, layer III. */
  MP3("MP3"),
  /** MPEG audio, layers I and II. */
  MP2("MPEG audio of layer I or II"),
  /** AAC without a container. */
  AAC("AAC"),
  /** MPEG-4: AAC or Apple Lossless. */
  M4A("M4A"),
  /** Windows Media. */
  WMA("WMA"),
  /** Matroska and WebM. */
  MATROSKA("Matroska or WebM"),
  /** Sun audio. */
  AU("AU"),
  /** Sun audio with samples that are coded in another way. */
  AU_OTHER("AU with another coding"),
  /** Sony Wave64. */
  W64("Wave64"),
  /** Adaptive Multi-Rate. */
  AMR("AMR"),
  /** WavPack. */
  WAVPACK("WavPack"),
  /** Monkey's Audio. */
  APE("Monkey's Audio"),
  /** True Audio. */
  TTA("TTA"),
  /** Dolby Digital. */
  AC3("AC-3"),
  /** Anything else. */
  UNKNOWN("no sound file that Earshot knows");

  private final String title;

  AudioKind(String title) {
    this.title = title;
  }

  /** The name for reports and messages. */
  public String title() {
    return title;
  }
}
