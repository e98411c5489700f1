package dev.earshot.audio.decode;

/**
 * IMA ADPCM as WAV files have it. A block begins with four bytes for each channel: its first sample
 * and step index. Then come four bytes for each channel in turn, which hold eight samples each, in
 * the lower half of a byte first.
 *
 * @param channels the number of channels
 * @param blockBytes the size of a block, at least eight bytes for each channel
 */
record ImaWavCoding(int channels, int blockBytes) implements SampleCoding {
  private static final int GROUP_BYTES = 4;
  private static final int GROUP_SAMPLES = 8;

  @Override
  public int blockInstants() {
    return instants(blockBytes);
  }

  private int instants(int bytes) {
    int groups = bytes / (GROUP_BYTES * channels);
    return groups == 0 ? 0 : 1 + (groups - 1) * GROUP_SAMPLES;
  }

  @Override
  public double fullScale() {
    return Short.MAX_VALUE;
  }

  @Override
  public int decode(byte[] bytes, int at, int length, double[] out) {
    int instants = 0;
    for (int block = 0; block < length; block += blockBytes) {
      int present = Math.min(blockBytes, length - block);
      for (int c = 0; c < channels; c++) {
        decode(bytes, at + block, present, c, out, instants);
      }
      instants += instants(present);
    }
    return instants;
  }

  private void decode(byte[] bytes, int block, int present, int channel, double[] out, int first) {
    if (instants(present) == 0) {
      return;
    }
    var state = new ImaState();
    int header = block + channel * GROUP_BYTES;
    int sample = bytes[header + 1] << 8 | Byte.toUnsignedInt(bytes[header]);
    state.start(sample, Byte.toUnsignedInt(bytes[header + 2]));
    int to = first * channels + channel;
    out[to] = sample;
    int stride = GROUP_BYTES * channels;
    int groups = present / stride;
    for (int group = 1; group < groups; group++) {
      for (int i = 0; i < GROUP_BYTES; i++) {
        int two = bytes[header + group * stride + i];
        out[to += channels] = state.next(two & 15);
        out[to += channels] = state.next(two >> 4 & 15);
      }
    }
  }
}
