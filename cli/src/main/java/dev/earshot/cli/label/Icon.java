package dev.earshot.cli.label;

/** The picture in the browser's tab: three arcs of sound. */
final class Icon {
  private static final int SIZE = 64;
  private static final int PAPER = 0x1f6b8c;
  private static final int INK = 0xfcfcfa;
  private static final int COLOURS = 256;

  private Icon() {}

  /** A PNG file. */
  static byte[] png() {
    var palette = new int[COLOURS];
    palette[0] = PAPER;
    palette[1] = INK;
    var pixels = new byte[SIZE * SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        double right = x - 0.2 * SIZE;
        double up = y - 0.5 * SIZE;
        double ring = Math.hypot(right, up) / SIZE;
        boolean arc = Math.abs(up) < right && (ring < 0.14 || ring > 0.28 && ring < 0.38);
        boolean outer = Math.abs(up) < right && ring > 0.52 && ring < 0.62;
        pixels[y * SIZE + x] = (byte) (arc || outer ? 1 : 0);
      }
    }
    return Png.of(pixels, SIZE, palette);
  }
}
