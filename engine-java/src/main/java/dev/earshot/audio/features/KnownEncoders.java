package dev.earshot.audio.features;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.AudioEncoderProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The encoders that are here, by name: the engine's own, those of an {@link AudioEncoderProvider},
 * and several joined by {@code +}.
 */
public final class KnownEncoders {
  private KnownEncoders() {}

  /** The encoders of this package, which need no file. */
  public static List<AudioEncoder> builtIn() {
    var provider = new BuiltInEncoders();
    return provider.names().stream().flatMap(name -> provider.find(name).stream()).toList();
  }

  /**
   * Finds an encoder by its name.
   *
   * @param name such as {@code lld} or {@code logmel+lld}
   * @return the encoder of this name
   * @throws DataException if there is none; the message lists the known names
   */
  public static AudioEncoder named(String name) {
    var providers = providers();
    return name.contains(JoinedEncoder.PLUS)
        ? new JoinedEncoder(
            Stream.of(name.split(Pattern.quote(JoinedEncoder.PLUS), -1))
                .map(part -> find(part, providers))
                .toList())
        : find(name, providers);
  }

  /**
   * The names of the encoders that are here to be tried: those of this package, then the networks
   * on this machine.
   */
  public static List<String> choices() {
    return providers().stream().flatMap(provider -> provider.choices().stream()).toList();
  }

  /** See {@link AudioEncoderProvider#forAnySound}. Those of other libraries come first. */
  public static List<String> forAnySound() {
    return providers().reversed().stream()
        .flatMap(provider -> provider.forAnySound().stream())
        .toList();
  }

  private static List<AudioEncoderProvider> providers() {
    List<AudioEncoderProvider> providers = new ArrayList<>();
    providers.add(new BuiltInEncoders());
    // Not the thread's context class loader: in a server or a plugin it may know other classes.
    ServiceLoader.load(AudioEncoderProvider.class, KnownEncoders.class.getClassLoader())
        .forEach(providers::add);
    return providers;
  }

  private static AudioEncoder find(String name, List<AudioEncoderProvider> providers) {
    for (var provider : providers) {
      var encoder = provider.find(name);
      if (encoder.isPresent()) {
        return encoder.get();
      }
    }
    var known =
        providers.stream()
            .flatMap(provider -> provider.names().stream())
            .sorted()
            .collect(Collectors.joining(", "));
    var reasons =
        providers.stream()
            .flatMap(provider -> provider.whyNot(name).stream())
            .map(" (%s)"::formatted)
            .collect(Collectors.joining());
    throw new DataException(
        "there is no encoder '%s'%s: choose one of %s".formatted(name, reasons, known));
  }
}
