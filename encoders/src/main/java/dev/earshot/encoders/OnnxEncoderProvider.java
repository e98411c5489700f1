package dev.earshot.encoders;

import dev.earshot.DataException;
import dev.earshot.audio.AudioEncoder;
import dev.earshot.audio.AudioEncoderProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gives the encoders {@code NAME[#OUTPUT]}, networks in the folders for them, and {@code
 * onnx:FILE[#OUTPUT]}, any file with a card beside it.
 */
public final class OnnxEncoderProvider implements AudioEncoderProvider {
  private final ModelFolders folders;

  /** Looks in the folders of this user. */
  public OnnxEncoderProvider() {
    this(ModelFolders.ofThisMachine());
  }

  OnnxEncoderProvider(ModelFolders folders) {
    this.folders = folders;
  }

  @Override
  public List<String> names() {
    return Stream.concat(
            folders.list().encoders().stream().map(InstalledEncoder::name),
            Stream.of(EncoderName.FILE + "FILE"))
        .distinct()
        .toList();
  }

  /** The networks in the folders, each with the outputs for sounds and for voices. */
  @Override
  public List<String> choices() {
    return folders.list().encoders().stream()
        .flatMap(encoder ->
            encoder.card().ports().voices().equals(encoder.card().ports().sounds())
                ? Stream.of(encoder.name())
                : Stream.of(encoder.name(), encoder.name() + "#" + encoder.card().ports().voices()))
        .distinct()
        .toList();
  }

  /** Known networks in the order of their cards, then the others. */
  @Override
  public List<String> forAnySound() {
    var here = folders.list().encoders().stream().map(InstalledEncoder::name).toList();
    var known = KnownCards.all().stream().flatMap(card -> card.name().stream()).toList();
    return Stream.concat(known.stream().filter(here::contains), here.stream()).distinct().toList();
  }

  @Override
  public Optional<AudioEncoder> find(String name) {
    var wanted = EncoderName.parse(name);
    return wanted
        .flatMap(parsed -> installed(parsed.base()))
        .map(encoder -> open(wanted.get(), encoder));
  }

  private Optional<InstalledEncoder> installed(String base) {
    return base.startsWith(EncoderName.FILE)
        ? Optional.of(ofFile(base.substring(EncoderName.FILE.length())))
        : folders.find(base);
  }

  /** A file by its path; one that has moved is looked for in the folders by its name. */
  private InstalledEncoder ofFile(String path) {
    var given = Path.of(path).toAbsolutePath().normalize();
    if (Files.exists(given)) {
      return InstalledEncoder.of(given);
    }
    return folders.folders().stream()
        .map(folder -> folder.resolve(given.getFileName()))
        .filter(Files::exists)
        .findFirst()
        .map(InstalledEncoder::of)
        .orElseThrow(() ->
            new DataException(
                "encoder %s%s: there is no such file, nor %s in %s"
                    .formatted(EncoderName.FILE, path, given.getFileName(), places())));
  }

  private static AudioEncoder open(EncoderName wanted, InstalledEncoder encoder) {
    var base = wanted.base();
    if (base.startsWith(EncoderName.FILE)) {
      base = EncoderName.FILE + encoder.file();
      if (base.matches("(?s).*[+#@].*")) {
        throw new DataException(
            "%s: an encoder's path cannot have '+', '#' or '@'; add it by name: earshot encoders add"
                .formatted(encoder.file()));
      }
    }
    try {
      return OnnxEncoder.open(
          wanted, base, OnnxFile.read(encoder.file()), encoder.card(), UnaryOperator.identity());
    } catch (IOException e) {
      throw new DataException(
          "%s: cannot be read (%s)".formatted(encoder.file(), e.getMessage()), e);
    }
  }

  @Override
  public Optional<String> whyNot(String name) {
    return EncoderName.parse(name)
        .map(parsed ->
            "%s%s is not in %s".formatted(parsed.base(), InstalledEncoder.ENDING, places()));
  }

  private String places() {
    return folders.folders().stream().map(Path::toString).collect(Collectors.joining(" or "));
  }
}
