package dev.earshot.audio.features;

import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.AudioEncoderProvider;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The encoders that this package provides. */
public final class BuiltInEncoders implements AudioEncoderProvider {
  private static final String LLD = "lld";
  private static final String LOGMEL = "logmel";

  @Override
  public List<String> names() {
    return List.of(LLD, LOGMEL);
  }

  @Override
  public List<String> choices() {
    return List.of(LOGMEL, LLD);
  }

  @Override
  public Optional<AudioEncoder> find(String name) {
    return switch (name) {
      case LLD ->
          Optional.of(
              new FunctionalsEncoder(LLD, LldContours::new, EnumSet.allOf(Functional.class)));
      case LOGMEL ->
          Optional.of(
              new FunctionalsEncoder(
                  LOGMEL, LogMelContours::new, EnumSet.of(Functional.MEAN, Functional.STD)));
      default -> Optional.empty();
    };
  }
}
