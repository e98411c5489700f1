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

  private static final int OGG_HEADER = 27;

  private final String title;

  AudioKind(String title) {
    this.title = title;
  }

  /** The name for reports and messages. */
  public String title() {
    return title;
  }

  /**
   * The kind of a file.
   *
   * @param in is at the start of the sound, behind ID3 tags, and stays there
   */
  public static AudioKind of(SoundInput in) {
    return switch (in.text(4)) {
      case "RIFF", "RIFX", "RF64", "BW64" -> wav(in);
      case "fLaC" -> FLAC;
      case "FORM" -> aiff(in);
      case "caff" -> CafDecoder.isRead(CafDecoder.coding(in)) ? CAF : CAF_OTHER;
      case "OggS" -> ogg(in);
      case "\u0030\u0026\u00B2\u0075" -> WMA;
      case "\u001A\u0045\u00DF\u00A3" -> MATROSKA;
      case ".snd" -> AuDecoder.isRead(in) ? AU : AU_OTHER;
      case "riff" -> W64;
      case "#!AM" -> AMR;
      case "wvpk" -> WAVPACK;
      case "MAC " -> APE;
      case "TTA1" -> TTA;
      default -> withoutMarker(in);
    };
  }

  private static AudioKind wav(SoundInput in) {
    var tag = WavDecoder.tag(in);
    if (tag.isEmpty() || WavFormat.isRead(tag.get())) {
      return WAV;
    }
    return tag.get() == WavFormat.MP3 ? WAV_MP3 : WAV_OTHER;
  }

  private static AudioKind aiff(SoundInput in) {
    return switch (in.text(8, 4)) {
      case "AIFF" -> AIFF;
      case "AIFC" ->
          AiffDecoder.compression(in).filter(coding -> !AiffDecoder.isRead(coding)).isEmpty()
              ? AIFF
              : AIFF_OTHER;
      default -> UNKNOWN;
    };
  }

  /** The first page of Ogg holds the first packet, which begins with the name of the coding. */
  private static AudioKind ogg(SoundInput in) {
    if (in.ensure(OGG_HEADER) < OGG_HEADER) {
      return OGG_OTHER;
    }
    var packet = in.text(OGG_HEADER + in.unsignedByte(OGG_HEADER - 1), 8);
    if (packet.equals("OpusHead")) {
      return OPUS;
    }
    return packet.startsWith("\u0001vorbis") ? VORBIS : OGG_OTHER;
  }

  private static AudioKind withoutMarker(SoundInput in) {
    if (in.text(4, 4).equals("ftyp")) {
      return M4A;
    }
    if (in.ensure(4) < 4) {
      return UNKNOWN;
    }
    int first = in.unsignedByte(0);
    int second = in.unsignedByte(1);
    if (first == 0x0B && second == 0x77) {
      return AC3;
    }
    // Eleven bits of 1, then version and layer; layer 0 is AAC.
    if (first != 0xFF || (second & 0xE0) != 0xE0 || (second & 0x18) == 0x08) {
      return UNKNOWN;
    }
    int rates = in.unsignedByte(2);
    boolean possible = (rates & 0xF0) != 0xF0 && (rates & 0x0C) != 0x0C;
    return switch (second >> 1 & 3) {
      case 0 -> (second & 0xF6) == 0xF0 ? AAC : UNKNOWN;
      case 1 -> possible ? MP3 : UNKNOWN;
      default -> possible ? MP2 : UNKNOWN;
    };
  }
}
