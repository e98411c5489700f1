package dev.earshot.audio.decode;

import dev.earshot.DataException;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.Waveform;
import java.util.ArrayList;
import java.util.List;

/**
 * What the fmt chunk of a WAV file states about its samples.
 *
 * <p>The bits per sample decide how many bytes a sample takes, as in other readers. Two more fields
 * follow from that, block align and byte rate, and some programs write them wrongly. They are used
 * to find samples of 17 to 24 bits in 4 bytes, which are left-justified; where they state any other
 * width, nothing says which field is right, and the file is refused. The block align of ADPCM is
 * the size of its blocks.
 *
 * @param coding how samples are stored
 * @param sampleRate samples per second
 */
record WavFormat(SampleCoding coding, int sampleRate) {
  private static final int PCM = 1;
  private static final int MS_ADPCM = 2;
  private static final int FLOAT = 3;
  private static final int A_LAW = 6;
  private static final int MU_LAW = 7;
  private static final int IMA_ADPCM = 0x11;

  /** The format of a file that holds MP3. */
  static final int MP3 = 0x55;

  private static final int EXTENSIBLE = 0xFFFE;

  private static final int BYTES = 16;
  private static final int EXTENSIBLE_BYTES = 40;
  private static final int SUBFORMAT_AT = 24;
  private static final int PREDICTORS_AT = 20;
  private static final int PREDICTOR_BYTES = 4;
  private static final int LEAST_BLOCK = 8;

  /** The number that tells how samples are coded, in the fmt chunk that comes next. */
  static int tag(ByteOrdered in, int at, long size) {
    int tag = in.unsigned16(at);
    return tag == EXTENSIBLE && size >= EXTENSIBLE_BYTES ? in.unsigned16(at + SUBFORMAT_AT) : tag;
  }

  /** Whether samples that are coded so are read. */
  static boolean isRead(int tag) {
    return switch (tag) {
      case PCM, MS_ADPCM, FLOAT, A_LAW, MU_LAW, IMA_ADPCM -> true;
      default -> false;
    };
  }

  /** Looks at the fmt chunk of {@code size} bytes that comes next, without passing over it. */
  static WavFormat read(ByteOrdered in, long size) {
    int present = in.in().ensure((int) Math.min(size, SoundInput.WINDOW));
    if (size < BYTES || present < Math.min(size, EXTENSIBLE_BYTES)) {
      throw WavDecoder.corrupt("its fmt chunk is incomplete");
    }
    int tag = tag(in, 0, size);
    int channels = in.unsigned16(2);
    int rate = in.int32(4);
    int bits = in.unsigned16(14);
    boolean readable =
        switch (tag) {
          case PCM -> bits >= 1 && bits <= 32;
          case FLOAT -> bits == Float.SIZE || bits == Double.SIZE;
          default -> isRead(tag);
        };
    if (!readable) {
      throw new DataException(
          "is a WAV file of format %s with %s bits: expected PCM (1 to 32 bits), float (32, 64), A-law, μ-law or ADPCM, so convert it"
              .formatted(tag, bits));
    }
    if (channels == 0 || channels > SoundFormat.MOST_CHANNELS) {
      throw WavDecoder.corrupt(
          "its header claims %s channels: expected 1 to %s"
              .formatted(channels, SoundFormat.MOST_CHANNELS));
    }
    Waveform.requireRate(rate);
    var coding =
        switch (tag) {
          case A_LAW -> new PcmCoding(PcmCoding.Type.A_LAW, channels, 1, false);
          case MU_LAW -> new PcmCoding(PcmCoding.Type.MU_LAW, channels, 1, false);
          case IMA_ADPCM -> new ImaWavCoding(channels, block(in, channels));
          case MS_ADPCM -> new MsAdpcmCoding(channels, block(in, channels), predictors(in, size));
          default -> pcm(in, tag == FLOAT, channels, bits);
        };
    return new WavFormat(coding, rate);
  }

  private static PcmCoding pcm(ByteOrdered in, boolean floating, int channels, int bits) {
    long rate = in.int32(4);
    long byteRate = in.unsigned32(8);
    int blockAlign = in.unsigned16(12);
    int bytes = (bits + 7) / 8;
    if (blockAlign != 0 && blockAlign != channels * bytes && byteRate == rate * blockAlign) {
      if (floating || bytes != 3 || blockAlign != 4 * channels) {
        throw WavDecoder.corrupt(
            "its header claims a block align of %s bytes, but %s channels of %s bits take %s"
                .formatted(blockAlign, channels, bits, channels * bytes));
      }
      bytes = 4;
    }
    var type =
        floating
            ? PcmCoding.Type.FLOAT
            : bytes == 1 ? PcmCoding.Type.UNSIGNED : PcmCoding.Type.SIGNED;
    return new PcmCoding(type, channels, bytes, in.big());
  }

  private static int block(ByteOrdered in, int channels) {
    int blockAlign = in.unsigned16(12);
    if (blockAlign < LEAST_BLOCK * channels) {
      throw WavDecoder.corrupt(
          "its header claims blocks of %s bytes: expected at least %s bytes for each of its %s channels"
              .formatted(blockAlign, LEAST_BLOCK, channels));
    }
    return blockAlign;
  }

  /** The predictors of Microsoft's ADPCM that the file states, or the usual ones. */
  private static List<int[]> predictors(ByteOrdered in, long size) {
    long present = Math.min(size, in.in().ahead());
    int count = present < PREDICTORS_AT + 2 ? 0 : in.unsigned16(PREDICTORS_AT);
    int first = PREDICTORS_AT + 2;
    if (count == 0 || first + (long) count * PREDICTOR_BYTES > present) {
      return MsAdpcmCoding.STANDARD;
    }
    List<int[]> all = new ArrayList<>();
    for (int at = first; all.size() < count; at += PREDICTOR_BYTES) {
      all.add(new int[] {in.int16(at), in.int16(at + 2)});
    }
    return all;
  }
}
