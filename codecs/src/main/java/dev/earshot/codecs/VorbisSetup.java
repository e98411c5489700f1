package dev.earshot.codecs;

import dev.earshot.audio.UndecodableException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What the first and the third packet of a Vorbis stream state (Vorbis I, section 4.2).
 *
 * @param head what the first one states; the rest is from the third
 */
record VorbisSetup(
    Head head,
    List<VorbisCodebook> books,
    List<VorbisFloor> floors,
    List<VorbisResidue> residues,
    List<Mapping> mappings,
    List<Mode> modes) {
  private static final int HEAD_BYTES = 30;
  private static final int NAME_BYTES = 7;
  private static final int SETUP_TYPE = 5;
  private static final int FLOOR_TYPE = 1;
  private static final int LEAST_BLOCK_BITS = 6;
  private static final int MOST_BLOCK_BITS = 13;

  /** All vectors of the codebooks together; usual files have less than a tenth of it. */
  private static final int MOST_VALUES = 1 << 22;

  /**
   * The first packet.
   *
   * @param rate samples per second
   * @param channels the number of channels
   * @param shortBlock the size of the short blocks
   * @param longBlock the size of the long ones
   */
  record Head(int rate, int channels, int shortBlock, int longBlock) {}

  /**
   * Which floor and which residue a channel has.
   *
   * @param magnitudes the first channel of each pair that is coded together
   * @param angles the second one
   * @param part the part of each channel
   * @param floors the floor of each part
   * @param residues the residue of each part
   */
  record Mapping(int[] magnitudes, int[] angles, int[] part, int[] floors, int[] residues) {}

  /** A kind of block. */
  record Mode(boolean isLong, int mapping) {}

  /** Reads both packets. */
  static VorbisSetup read(byte[] head, byte[] setup) {
    if (head.length < HEAD_BYTES || setup.length < NAME_BYTES || setup[0] != SETUP_TYPE) {
      throw VorbisCodebook.damaged("its headers are cut short");
    }
    int channels = Byte.toUnsignedInt(head[11]);
    int rate = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
    int shortBits = head[28] & 15;
    int longBits = head[28] >> 4 & 15;
    if (channels == 0
        || shortBits < LEAST_BLOCK_BITS
        || longBits < shortBits
        || longBits > MOST_BLOCK_BITS) {
      throw VorbisCodebook.damaged("its blocks have impossible sizes");
    }
    var bits = new VorbisBits(setup);
    try {
      bits.skip(8 * NAME_BYTES);
      var books = books(bits);
      int times = bits.readInt(6) + 1;
      for (int i = 0; i < times; i++) {
        bits.skip(16);
      }
      List<VorbisFloor> floors = new ArrayList<>();
      for (int count = bits.readInt(6) + 1; floors.size() < count; ) {
        int type = bits.readInt(16);
        if (type > FLOOR_TYPE) {
          throw VorbisCodebook.damaged("its floors are of a kind that there is not");
        }
        if (type < FLOOR_TYPE) {
          throw new UndecodableException(
              "its floors are of type 0, which nobody writes today and only ffmpeg reads");
        }
        floors.add(VorbisFloor.read(bits, books.size()));
      }
      List<VorbisResidue> residues = new ArrayList<>();
      for (int count = bits.readInt(6) + 1; residues.size() < count; ) {
        residues.add(VorbisResidue.read(bits, books));
      }
      List<Mapping> mappings = new ArrayList<>();
      for (int count = bits.readInt(6) + 1; mappings.size() < count; ) {
        mappings.add(mapping(bits, channels, floors.size(), residues.size()));
      }
      List<Mode> modes = new ArrayList<>();
      for (int count = bits.readInt(6) + 1; modes.size() < count; ) {
        boolean isLong = bits.readFlag();
        bits.skip(32);
        modes.add(new Mode(isLong, within(bits.readInt(8), mappings.size())));
      }
      return new VorbisSetup(
          new Head(rate, channels, 1 << shortBits, 1 << longBits),
          books,
          floors,
          residues,
          mappings,
          modes);
    } catch (VorbisBits.EndOfPacket e) {
      throw VorbisCodebook.damaged("its headers are cut short");
    }
  }

  private static List<VorbisCodebook> books(VorbisBits bits) throws VorbisBits.EndOfPacket {
    List<VorbisCodebook> books = new ArrayList<>();
    int left = MOST_VALUES;
    for (int count = bits.readInt(8) + 1; books.size() < count; ) {
      var book = VorbisCodebook.read(bits, left);
      left -= book.size();
      books.add(book);
    }
    return books;
  }

  private static Mapping mapping(VorbisBits bits, int channels, int floors, int residues)
      throws VorbisBits.EndOfPacket {
    if (bits.readInt(16) != 0) {
      throw VorbisCodebook.damaged("its mappings are of a kind that there is not");
    }
    int parts = bits.readFlag() ? bits.readInt(4) + 1 : 1;
    int pairs = bits.readFlag() ? bits.readInt(8) + 1 : 0;
    var magnitudes = new int[pairs];
    var angles = new int[pairs];
    int width = VorbisBits.width(channels - 1);
    for (int i = 0; i < pairs; i++) {
      magnitudes[i] = within(bits.readInt(width), channels);
      angles[i] = within(bits.readInt(width), channels);
      if (magnitudes[i] == angles[i]) {
        throw VorbisCodebook.damaged("a channel is coupled with itself");
      }
    }
    bits.skip(2);
    var part = new int[channels];
    for (int c = 0; parts > 1 && c < channels; c++) {
      part[c] = within(bits.readInt(4), parts);
    }
    var floorOf = new int[parts];
    var residueOf = new int[parts];
    for (int i = 0; i < parts; i++) {
      bits.skip(8);
      floorOf[i] = within(bits.readInt(8), floors);
      residueOf[i] = within(bits.readInt(8), residues);
    }
    return new Mapping(magnitudes, angles, part, floorOf, residueOf);
  }

  private static int within(int number, int count) {
    if (number >= count) {
      throw VorbisCodebook.damaged("its headers name a part that is missing");
    }
    return number;
  }
}
