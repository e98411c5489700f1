package dev.earshot.codecs;

import java.util.List;

/**
 * The fine shape of spectra, as vectors of codebooks (Vorbis I, section 8).
 *
 * @param type 0: a vector's values are spread over a partition; 1: they are side by side; 2: the
 *     same, with the channels interleaved
 * @param begin where the coded part begins
 * @param end where it ends
 * @param partition the size of a partition
 * @param classes how many classes of partitions there are
 * @param classBook the codebook of classes
 * @param books the codebook of each class in each pass; -1 if there is none
 */
record VorbisResidue(
    int type, int begin, int end, int partition, int classes, int classBook, int[][] books) {
  private static final int PASSES = 8;

  static VorbisResidue read(VorbisBits bits, List<VorbisCodebook> all)
      throws VorbisBits.EndOfPacket {
    int type = bits.readInt(16);
    int begin = bits.readInt(24);
    int end = bits.readInt(24);
    int partition = bits.readInt(24) + 1;
    int classes = bits.readInt(6) + 1;
    int classBook = bits.readInt(8);
    if (type > 2 || begin > end || classBook >= all.size()) {
      throw VorbisCodebook.damaged("its residues are of kind " + type);
    }
    if (all.get(classBook).dimensions() == 0) {
      throw VorbisCodebook.damaged("its codebook of classes has no values");
    }
    var cascade = new int[classes];
    for (int i = 0; i < classes; i++) {
      int lowBits = bits.readInt(3);
      cascade[i] = lowBits | (bits.readFlag() ? bits.readInt(5) << 3 : 0);
    }
    var books = new int[classes][PASSES];
    for (int i = 0; i < classes; i++) {
      for (int pass = 0; pass < PASSES; pass++) {
        int book = (cascade[i] >> pass & 1) == 0 ? -1 : bits.readInt(8);
        if (book >= all.size()
            || book >= 0
                && (!all.get(book).hasVectors() || partition % all.get(book).dimensions() != 0)) {
          throw VorbisCodebook.damaged("a codebook of its residues is missing");
        }
        books[i][pass] = book;
      }
    }
    return new VorbisResidue(type, begin, end, partition, classes, classBook, books);
  }

  /**
   * Adds the residues of a block to spectra of zeros. If the packet ends early, the rest stays.
   *
   * @param spectra those of the channels; null where the channel is silent
   * @param n the number of values of each
   */
  void add(VorbisBits bits, List<VorbisCodebook> all, float[][] spectra, int n) {
    try {
      if (type < 2) {
        decode(bits, all, spectra, n);
        return;
      }
      boolean any = false;
      for (var spectrum : spectra) {
        any |= spectrum != null;
      }
      if (any) {
        addInterleaved(bits, all, spectra, n);
      }
    } catch (VorbisBits.EndOfPacket _) {
      // What is missing is silent.
    }
  }

  private void addInterleaved(VorbisBits bits, List<VorbisCodebook> all, float[][] spectra, int n) {
    var together = new float[n * spectra.length];
    try {
      decode(bits, all, new float[][] {together}, together.length);
    } catch (VorbisBits.EndOfPacket _) {
      // What is missing is silent.
    }
    for (int c = 0; c < spectra.length; c++) {
      for (int i = 0; spectra[c] != null && i < n; i++) {
        spectra[c][i] += together[i * spectra.length + c];
      }
    }
  }

  private void decode(VorbisBits bits, List<VorbisCodebook> all, float[][] spectra, int n)
      throws VorbisBits.EndOfPacket {
    int from = Math.min(begin, n);
    int partitions = (Math.min(end, n) - from) / partition;
    var classBookOf = all.get(classBook);
    int together = classBookOf.dimensions();
    var classOf = new int[spectra.length][partitions + together];
    for (int pass = 0; pass < PASSES; pass++) {
      for (int first = 0; first < partitions; first += together) {
        for (int c = 0; pass == 0 && c < spectra.length; c++) {
          if (spectra[c] != null) {
            int word = classBookOf.entry(bits);
            for (int i = together - 1; i >= 0; i--) {
              classOf[c][first + i] = word % classes;
              word /= classes;
            }
          }
        }
        for (int p = first; p < Math.min(first + together, partitions); p++) {
          for (int c = 0; c < spectra.length; c++) {
            int book = spectra[c] == null ? -1 : books[classOf[c][p]][pass];
            if (book >= 0) {
              addPartition(bits, all.get(book), spectra[c], from + p * partition);
            }
          }
        }
      }
    }
  }

  private void addPartition(VorbisBits bits, VorbisCodebook book, float[] spectrum, int at)
      throws VorbisBits.EndOfPacket {
    int dimensions = book.dimensions();
    int vectors = partition / dimensions;
    for (int v = 0; v < vectors; v++) {
      int entry = book.entry(bits);
      for (int d = 0; d < dimensions; d++) {
        int place = type == 0 ? v + d * vectors : v * dimensions + d;
        spectrum[at + place] += book.value(entry, d);
      }
    }
  }
}
