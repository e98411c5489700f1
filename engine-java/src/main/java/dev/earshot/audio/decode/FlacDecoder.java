package dev.earshot.audio.decode;

import dev.earshot.audio.AudioKind;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import java.util.Set;

/** Native FLAC. */
final class FlacDecoder implements SoundDecoder {
  @Override
  public String name() {
    return SoundDecoders.BUILT_IN;
  }

  @Override
  public Set<AudioKind> kinds() {
    return Set.of(AudioKind.FLAC);
  }

  @Override
  public int rank() {
    return SoundDecoders.BUILT_IN_RANK;
  }

  @Override
  public void decode(SoundInput in, SoundSink sink) {
    new FlacStream(in, sink).decode();
  }
}
