package dev.earshot.codecs;

import dev.earshot.DataException;
import dev.earshot.audio.AudioKind;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundFormat;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import dev.earshot.audio.UndecodableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * MP3, alone or in WAV, by JCodec. Where the file states how many samples the encoder added before
 * and after the sound, as LAME does, they are taken off together with the delay of the decoder.
 */
public final class Mp3SoundDecoder implements SoundDecoder {
  private static final int LEAST_FRAME_BYTES = 24;

  private static final String INTENSITY =
      "its intensity stereo is of a kind that only ffmpeg reads, from a file";

  @Override
  public String name() {
    return "mp3";
  }

  @Override
  public Set<AudioKind> kinds() {
    return Set.of(AudioKind.MP3, AudioKind.WAV_MP3);
  }

  @Override
  public int rank() {
    return LibraryRanks.JAVA;
  }

  @Override
  public boolean reads(SoundInput in, AudioKind kind) {
    return kinds().contains(kind) || kind == AudioKind.UNKNOWN && Mp3Frames.areNear(in);
  }

  @Override
  public void decode(SoundInput in, SoundSink sink) throws IOException {
    Guard.USUAL.run(
        guarded -> {
          if (in.path().isPresent()) {
            requireDecodable(in.path().get());
          }
          decodeAll(in, guarded);
        },
        sink,
        () -> {});
  }

  /**
   * Looks at all frames of a file, since one far behind may have what cannot be decoded.
   *
   * @throws UndecodableException if one has
   */
  private static void requireDecodable(Path file) throws IOException {
    try (var stream = Files.newInputStream(file)) {
      var frames = new Mp3Frames(new SoundInput(stream, SoundInput.UNKNOWN_SIZE));
      for (var next = frames.next(); next.isPresent(); next = frames.next()) {
        if (!next.get().header().hasPlainMean()) {
          throw new UndecodableException(INTENSITY);
        }
      }
    }
  }

  private static void decodeAll(SoundInput in, SoundSink sink) {
    var frames = new Mp3Frames(in);
    var frame =
        frames
            .next()
            .orElseThrow(() -> new DataException("holds no frame of MP3: copy or export it again"));
    var header = frame.header();
    var tag = Mp3Tag.of(header, frame.bytes());
    int instants = header.instants();
    long stated = tag.map(Mp3Tag::frames).orElse(0L) * instants;
    int before = tag.map(known -> known.before() + Mp3Tag.DECODER_DELAY).orElse(0);
    // What the decoder adds at the start is missing at the end.
    long claimed = Math.max(0, stated - tag.map(known -> known.before() + known.after()).orElse(0));
    long most = in.size() == SoundInput.UNKNOWN_SIZE ? 0 : in.size() / LEAST_FRAME_BYTES * instants;
    var sound =
        new TrimmedSound(
            sink,
            new SoundFormat(
                header.sampleRate(), header.channels(), Mp3Library.FULL_SCALE, claimed, most),
            before);
    var library = new Mp3Library();
    var samples = new double[instants * header.channels()];
    Optional<Mp3Frames.Frame> next = tag.isPresent() ? frames.next() : Optional.of(frame);
    for (long decoded = instants; next.isPresent(); decoded += instants) {
      if (!next.get().header().hasPlainMean()) {
        throw new DataException("cannot be decoded, as " + INTENSITY);
      }
      library.decode(next.get(), samples);
      // More frames than stated are those of another file, joined to this one.
      sound.accept(samples, instants, decoded <= stated ? claimed : Long.MAX_VALUE);
      next = frames.next();
    }
    library.finish();
  }
}
