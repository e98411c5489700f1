package dev.earshot.audio.decode;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.random.RandomGenerator;

/**
 * Writes FLAC streams that use the whole format: kinds of subframe, orders, partitions, Rice
 * parameters and stereo modes are drawn at random. The streams need not be small.
 */
public final class FlacWriter {
  /** How the channels of every frame are stored. */
  public enum Stereo {
    INDEPENDENT,
    LEFT_SIDE,
    SIDE_RIGHT,
    MID_SIDE
  }

  private static final int[][] FIXED = {{}, {1}, {2, -1}, {3, -3, 1}, {4, -6, 4, -1}};

  private final RandomGenerator random;
  private final int sampleRate;
  private final int bits;
  private final Stereo stereo;
  private final Bits out = new Bits();

  public FlacWriter(RandomGenerator random, int sampleRate, int bits, Stereo stereo) {
    this.random = random;
    this.sampleRate = sampleRate;
    this.bits = bits;
    this.stereo = stereo;
  }

  /**
   * Writes a stream.
   *
   * @param channels the samples of each channel
   * @param block largest number of samples in a block
   * @param tellLength whether the header gives the number of samples
   */
  public byte[] write(long[][] channels, int block, boolean tellLength) {
    int length = channels[0].length;
    for (char letter : "fLaC".toCharArray()) {
      out.put(letter, 8);
    }
    out.put(0, 8).put(34, 24).put(16, 16).put(65535, 16).put(0, 24).put(0, 24);
    out.put(sampleRate, 20).put(channels.length - 1, 3).put(bits - 1, 5);
    out.put(tellLength ? length : 0, 36);
    for (byte b : md5(channels)) {
      out.put(b & 0xFF, 8);
    }
    out.put(0x84, 8).put(3, 24).put(0xABCDEF, 24); // A last block of a kind that nobody knows.
    int number = 0;
    for (int at = 0; at < length; at += block) {
      writeFrame(channels, at, Math.min(block, length - at), number++);
    }
    return out.bytes();
  }

  private void writeFrame(long[][] channels, int at, int block, int number) {
    int start = out.size();
    int assignment = stereo == Stereo.INDEPENDENT ? channels.length - 1 : 7 + stereo.ordinal();
    out.put(0b11_1111_1111_1110, 14).put(0, 2).put(7, 4).put(0, 4).put(assignment, 4);
    out.put(0, 3).put(0, 1);
    if (number < 128) {
      out.put(number, 8);
    } else {
      out.put(0b110_00000 | number >> 6, 8).put(0b10_000000 | number & 63, 8);
    }
    out.put(block - 1, 16);
    out.put(new Crc(8, 0x07).of(out.bytes(), start, out.size()), 8);
    var stored = new long[channels.length][block];
    for (int i = 0; i < block; i++) {
      for (int c = 0; c < channels.length; c++) {
        stored[c][i] = channels[c][at + i];
      }
      long side = stereo == Stereo.INDEPENDENT ? 0 : stored[0][i] - stored[1][i];
      switch (stereo) {
        case INDEPENDENT -> {}
        case LEFT_SIDE -> stored[1][i] = side;
        case SIDE_RIGHT -> stored[0][i] = side;
        case MID_SIDE -> {
          stored[0][i] = stored[0][i] + stored[1][i] >> 1;
          stored[1][i] = side;
        }
      }
    }
    for (int c = 0; c < stored.length; c++) {
      boolean side =
          c == 0 && stereo == Stereo.SIDE_RIGHT
              || c == 1 && (stereo == Stereo.LEFT_SIDE || stereo == Stereo.MID_SIDE);
      writeSubframe(stored[c], side ? bits + 1 : bits);
    }
    out.align();
    out.put(new Crc(16, 0x8005).of(out.bytes(), start, out.size()), 16);
  }

  private void writeSubframe(long[] x, int width) {
    int wasted = width;
    boolean constant = true;
    for (long value : x) {
      wasted = Math.min(wasted, Long.numberOfTrailingZeros(value));
      constant &= value == x[0];
    }
    wasted = Math.min(wasted, width - 1);
    var shifted = x.clone();
    for (int i = 0; i < x.length; i++) {
      shifted[i] >>= wasted;
    }
    int kind = constant ? 0 : 1 + random.nextInt(3);
    int order = kind == 2 ? random.nextInt(5) : kind == 3 ? 1 + random.nextInt(32) : 0;
    order = Math.min(order, x.length);
    int type = kind == 2 ? 8 + order : kind == 3 && order > 0 ? 31 + order : Math.min(kind, 1);
    out.put(type, 7).put(wasted > 0 ? 1 : 0, 1);
    if (wasted > 0) {
      out.put(1, wasted);
    }
    width -= wasted;
    if (type <= 1) {
      for (int i = 0; i < (type == 0 ? 1 : x.length); i++) {
        out.put(shifted[i], width);
      }
      return;
    }
    for (int i = 0; i < order; i++) {
      out.put(shifted[i], width);
    }
    if (kind == 2) {
      writeResidual(residual(shifted, FIXED[order], 0), order);
      return;
    }
    int precision = 2 + random.nextInt(14);
    int shift = random.nextInt(16);
    out.put(precision - 1, 4).put(shift, 5);
    var coefficients = new int[order];
    for (int i = 0; i < order; i++) {
      // Small enough that the residual fits in 32 bits.
      int limit = Math.max(1, Math.min(1 << precision - 1, (1 << shift) / order));
      coefficients[i] = random.nextInt(-limit, limit);
      out.put(coefficients[i], precision);
    }
    writeResidual(residual(shifted, coefficients, shift), order);
  }

  private static long[] residual(long[] x, int[] coefficients, int shift) {
    var residual = new long[x.length];
    for (int i = coefficients.length; i < x.length; i++) {
      long sum = 0;
      for (int j = 0; j < coefficients.length; j++) {
        sum += coefficients[j] * x[i - 1 - j];
      }
      residual[i] = x[i] - (sum >> shift);
    }
    return residual;
  }

  private void writeResidual(long[] residual, int order) {
    int partitionOrder = 0;
    while (random.nextBoolean()
        && residual.length % (2 << partitionOrder) == 0
        && residual.length >> partitionOrder + 1 >= order) {
      partitionOrder++;
    }
    long largest = 1;
    for (long r : residual) {
      largest = Math.max(largest, Math.abs(r));
    }
    int width = Long.SIZE - Long.numberOfLeadingZeros(largest) + 1;
    boolean wide = width > 14 || random.nextBoolean();
    out.put(wide ? 1 : 0, 2).put(partitionOrder, 4);
    int parameterBits = wide ? 5 : 4;
    int at = order;
    int size = residual.length >> partitionOrder;
    for (int end = size; end <= residual.length; end += size) {
      boolean escape = width < 32 && random.nextInt(4) == 0;
      int parameter = Math.min(Math.max(0, width - random.nextInt(5)), wide ? 30 : 14);
      out.put(escape ? (1 << parameterBits) - 1 : parameter, parameterBits);
      if (escape) {
        out.put(width, 5);
      }
      for (; at < end; at++) {
        if (escape) {
          out.put(residual[at], width);
        } else {
          long folded = residual[at] << 1 ^ residual[at] >> 63;
          for (long q = folded >> parameter; q > 0; q--) {
            out.put(0, 1);
          }
          out.put(1, 1).put(folded, parameter);
        }
      }
    }
  }

  private byte[] md5(long[][] channels) {
    try {
      var digest = MessageDigest.getInstance("MD5");
      for (int i = 0; i < channels[0].length; i++) {
        for (var channel : channels) {
          for (int b = 0; b < bits; b += 8) {
            digest.update((byte) (channel[i] >> b));
          }
        }
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes bits, the most significant first. */
  private static final class Bits {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int pending;
    private int count;

    Bits put(long value, int width) {
      for (int i = width - 1; i >= 0; i--) {
        pending = pending << 1 | (int) (value >> i) & 1;
        if (++count == 8) {
          bytes.write(pending);
          pending = 0;
          count = 0;
        }
      }
      return this;
    }

    void align() {
      while (count != 0) {
        put(0, 1);
      }
    }

    int size() {
      return bytes.size();
    }

    byte[] bytes() {
      return bytes.toByteArray();
    }
  }
}
