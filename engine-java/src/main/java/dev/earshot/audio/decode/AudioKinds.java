package dev.earshot.audio.decode;

import dev.earshot.audio.AudioKind;
import dev.earshot.audio.SoundInput;

/** Tells the kinds of sound files apart by their content. */
public final class AudioKinds {
  private static final int OGG_HEADER = 27;

  private AudioKinds() {}

  /**
   * The kind of a file.
   *
   * @param in is at the start of the sound, behind ID3 tags, and stays there
   */
  public static AudioKind of(SoundInput in) {
    return switch (in.text(4)) {
      case "RIFF", "RIFX", "RF64", "BW64" -> wav(in);
      case "fLaC" -> AudioKind.FLAC;
      case "FORM" -> aiff(in);
      case "caff" -> CafDecoder.isRead(CafDecoder.coding(in)) ? AudioKind.CAF : AudioKind.CAF_OTHER;
      case "OggS" -> ogg(in);
      case "\u0030\u0026\u00B2\u0075" -> AudioKind.WMA;
      case "\u001A\u0045\u00DF\u00A3" -> AudioKind.MATROSKA;
      case ".snd" -> AuDecoder.isRead(in) ? AudioKind.AU : AudioKind.AU_OTHER;
      case "riff" -> AudioKind.W64;
      case "#!AM" -> AudioKind.AMR;
      case "wvpk" -> AudioKind.WAVPACK;
      case "MAC " -> AudioKind.APE;
      case "TTA1" -> AudioKind.TTA;
      default -> withoutMarker(in);
    };
  }

  private static AudioKind wav(SoundInput in) {
    var tag = WavDecoder.tag(in);
    if (tag.isEmpty() || WavFormat.isRead(tag.get())) {
      return AudioKind.WAV;
    }
    return tag.get() == WavFormat.MP3 ? AudioKind.WAV_MP3 : AudioKind.WAV_OTHER;
  }

  private static AudioKind aiff(SoundInput in) {
    return switch (in.text(8, 4)) {
      case "AIFF" -> AudioKind.AIFF;
      case "AIFC" ->
          AiffDecoder.compression(in).filter(coding -> !AiffDecoder.isRead(coding)).isEmpty()
              ? AudioKind.AIFF
              : AudioKind.AIFF_OTHER;
      default -> AudioKind.UNKNOWN;
    };
  }

  /** The first page of Ogg holds the first packet, which begins with the name of the coding. */
  private static AudioKind ogg(SoundInput in) {
    if (in.ensure(OGG_HEADER) < OGG_HEADER) {
      return AudioKind.OGG_OTHER;
    }
    var packet = in.text(OGG_HEADER + in.unsignedByte(OGG_HEADER - 1), 8);
    if (packet.equals("OpusHead")) {
      return AudioKind.OPUS;
    }
    return packet.startsWith("\u0001vorbis") ? AudioKind.VORBIS : AudioKind.OGG_OTHER;
  }

  private static AudioKind withoutMarker(SoundInput in) {
    if (in.text(4, 4).equals("ftyp")) {
      return AudioKind.M4A;
    }
    if (in.ensure(4) < 4) {
      return AudioKind.UNKNOWN;
    }
    int first = in.unsignedByte(0);
    int second = in.unsignedByte(1);
    if (first == 0x0B && second == 0x77) {
      return AudioKind.AC3;
    }
    // Eleven bits of 1, then version and layer; layer 0 is AAC.
    if (first != 0xFF || (second & 0xE0) != 0xE0 || (second & 0x18) == 0x08) {
      return AudioKind.UNKNOWN;
    }
    int rates = in.unsignedByte(2);
    boolean possible = (rates & 0xF0) != 0xF0 && (rates & 0x0C) != 0x0C;
    return switch (second >> 1 & 3) {
      case 0 -> (second & 0xF6) == 0xF0 ? AudioKind.AAC : AudioKind.UNKNOWN;
      case 1 -> possible ? AudioKind.MP3 : AudioKind.UNKNOWN;
      default -> possible ? AudioKind.MP2 : AudioKind.UNKNOWN;
    };
  }
}
