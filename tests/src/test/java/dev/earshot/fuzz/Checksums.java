package dev.earshot.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Makes the checksums of a damaged file right where they stand, so that the damage gets past them
 * to what reads the content. The file is not changed otherwise.
 */
final class Checksums {
  /** What a page of Ogg begins with. */
  private static final int OGGS = 0x4F676753;

  private Checksums() {}

  /** Those of the pages of an Ogg stream (RFC 3533, section 6). */
  static byte[] ofOgg(byte[] input) {
    byte[] mended = input.clone();
    ByteBuffer numbers = ByteBuffer.wrap(mended);
    for (int at = 0; at + 27 <= mended.length; at++) {
      int segments = mended[at + 26] & 0xFF;
      int end = at + 27 + segments;
      if (numbers.getInt(at) != OGGS || end > mended.length) {
        continue;
      }
      for (int i = end - segments; i < at + 27 + segments; i++) {
        end += mended[i] & 0xFF;
      }
      if (end <= mended.length) {
        Arrays.fill(mended, at + 22, at + 26, (byte) 0);
        int sum = crc(mended, at, end, 32, 0x04C11DB7);
        numbers.putInt(at + 22, Integer.reverseBytes(sum));
      }
    }
    return mended;
  }

  /** Those of the headers and ends of FLAC frames (RFC 9639, section 9). */
  static byte[] ofFlac(byte[] input) {
    byte[] mended = input.clone();
    int next = mended.length;
    // From the last to the first, because a frame ends where the next begins.
    for (int at = mended.length - 6; at >= 0; at--) {
      int channels = mended[at + 3] >> 4 & 0xF;
      boolean begins = mended[at] == -1 && (mended[at + 1] & 0xFE) == 0xF8;
      int block = mended[at + 2] >> 4 & 0xF;
      if (!begins || block == 0 || channels > 10 || (mended[at + 3] & 1) == 1) {
        continue;
      }
      int number = Integer.numberOfLeadingZeros(~(mended[at + 4] << 24));
      int rate = mended[at + 2] & 0xF;
      int header = at + 4 + Math.max(1, Math.min(number, 7));
      header += block == 6 ? 1 : block == 7 ? 2 : 0;
      header += rate == 12 ? 1 : rate == 13 || rate == 14 ? 2 : 0;
      if (header + 3 <= next) {
        mended[header] = (byte) crc(mended, at, header, 8, 0x07);
        int sum = crc(mended, at, next - 2, 16, 0x8005);
        mended[next - 2] = (byte) (sum >> 8);
        mended[next - 1] = (byte) sum;
        next = at;
      }
    }
    return mended;
  }

  /** Those of a pack of the cache: of its title, and of each record and its value. */
  static byte[] ofPack(byte[] input) {
    byte[] mended = input.clone();
    ByteBuffer numbers = ByteBuffer.wrap(mended);
    if (mended.length < 16) {
      return mended;
    }
    long end = 12L + numbers.getInt(8);
    for (int from = 0; end >= from && end + 4 <= mended.length; ) {
      var sum = new CRC32C();
      sum.update(mended, from, (int) end - from);
      numbers.putInt((int) end, (int) sum.getValue());
      if (from > 0) {
        int value = (int) end + 4;
        long last = (long) value + numbers.getInt(from + 4);
        if (last < value || last + 4 > mended.length) {
          break;
        }
        var both = new CRC32C();
        both.update(mended, from + 8, 32);
        both.update(mended, value, (int) last - value);
        numbers.putInt((int) last, (int) both.getValue());
        end = last;
      }
      from = (int) end + 4;
      end = from + 40L;
    }
    return mended;
  }

  /** A check of some bits that begins with 0, the most significant bit first. */
  private static int crc(byte[] input, int from, int to, int bits, int polynomial) {
    int sum = 0;
    int high = polynomial << 32 - bits;
    for (int i = from; i < to; i++) {
      sum ^= input[i] << 24;
      for (int bit = 0; bit < 8; bit++) {
        sum = sum << 1 ^ (sum < 0 ? high : 0);
      }
    }
    return sum >>> 32 - bits;
  }
}
