package dev.earshot.encoders;

import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import dev.earshot.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/**
 * Adds a network to the encoders of a user: checks the file, tries it on a second of sound, and
 * copies it with its card and the further files that it needs. What is not stated is taken from the
 * known card of a name, from the card beside the file, or from the known network with the same
 * checksum.
 *
 * @param name the encoder's name
 * @param like the name of a known card, for a network that was made by its recipe
 * @param samples how samples are prepared
 * @param output how vectors are made of the network's outputs
 * @param files further files that it needs
 * @param origin where the network came from
 */
public record EncoderAddition(
    Optional<String> name,
    Optional<String> like,
    Samples samples,
    Output output,
    OtherFiles files,
    Origin origin) {
  private static final int BITS = 8;

  /**
   * How samples are prepared.
   *
   * @param rate the sample rate in Hz; needed if there is no card
   * @param scale what samples between -1 and 1 are multiplied by
   * @param minSeconds a shorter clip is lengthened to this
   * @param maxSeconds a longer clip is cut into parts no longer than this
   * @param windowSeconds clips are cut into windows of this length instead
   * @param hopSeconds the time from one window's start to the next one's
   */
  public record Samples(
      Optional<Integer> rate,
      Optional<Double> scale,
      Optional<Double> minSeconds,
      Optional<Double> maxSeconds,
      Optional<Double> windowSeconds,
      Optional<Double> hopSeconds) {}

  /**
   * How vectors are made of the network's outputs.
   *
   * @param sounds the output for sounds when none is named
   * @param voices the output for voices
   * @param pool how one vector is made of a clip's rows
   */
  public record Output(Optional<String> sounds, Optional<String> voices, Optional<Pooling> pool) {}

  /**
   * Further files.
   *
   * @param front the first network of two, if it is not where the card says
   * @param whiten the file for whitening, which is off without it
   */
  public record OtherFiles(Optional<Path> front, Optional<Path> whiten) {}

  /**
   * Where a network came from.
   *
   * @param licence its licence
   * @param source its source
   * @param sha256 the checksum that the file must have
   */
  public record Origin(
      Optional<String> licence, Optional<String> source, Optional<String> sha256) {}

  /** A further file: where it is, its name beside the network, and its content. */
  private record Further(Path from, String name, byte[] bytes) {
    String sha256() {
      return OnnxFile.sha256(bytes);
    }
  }

  /**
   * Adds the network.
   *
   * @param file the ONNX file
   * @param folder where to copy it
   * @return what was added
   * @throws DataException if it cannot be used, or another encoder has the name; nothing is written
   */
  public InstalledEncoder add(Path file, Path folder) throws IOException {
    var network = OnnxFile.read(file);
    OnnxFile.requireStated(file, network.sha256(), origin.sha256);
    var base = base(file, network);
    base.ifPresent(
        card -> OnnxFile.requireSha256(file, network.sha256(), card.origin().onnxSha256()));
    var wanted =
        name.or(() -> base.flatMap(EncoderCard::name))
            .or(() -> base.flatMap(KnownCards::name))
            .orElseGet(() -> InstalledEncoder.stem(file));
    EncoderName.requireName(wanted);
    var target = folder.resolve(wanted + InstalledEncoder.ENDING);
    if (Files.exists(target) && !OnnxFile.read(target).sha256().equals(network.sha256())) {
      throw new DataException(
          "%s: another encoder has this name; choose one with --name, or remove it"
              .formatted(target));
    }
    var plain = card(network, base).withName(wanted).withOnnxSha256(network.sha256());
    var further = new ArrayList<Further>();
    var card =
        plain.with(front(file, plain, wanted, further), whitening(file, plain, wanted, further));
    tryOut(network, card, wanted, further);
    // The card last: alone it would be an encoder without files.
    for (var each : further) {
      write(folder.resolve(each.name()), each.bytes());
    }
    write(target, network.bytes());
    write(folder.resolve(wanted + ".json"), card.json().getBytes(StandardCharsets.UTF_8));
    return new InstalledEncoder(wanted, target, card);
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    AtomicFile.write(file, out -> out.write(bytes));
  }

  private Optional<EncoderCard> base(Path file, OnnxFile network) throws IOException {
    if (like.isPresent()) {
      return Optional.of(KnownCards.named(like.get()));
    }
    var card = file.toAbsolutePath().resolveSibling(InstalledEncoder.stem(file) + ".json");
    return Files.exists(card) ? Optional.of(EncoderCard.read(card)) : KnownCards.of(network);
  }

  /** The first network of two, under a name of its own. */
  private Optional<Front> front(Path file, EncoderCard card, String wanted, List<Further> further)
      throws IOException {
    if (!(card.front().orElse(null) instanceof Front.Network network)) {
      if (files.front.isPresent()) {
        throw new DataException(
            "%s: its card has no front, so --front %s has no place"
                .formatted(file, files.front.get()));
      }
      return card.front();
    }
    var path = files.front.orElseGet(() -> Front.beside(file, network.file()));
    if (!Files.exists(path)) {
      throw new DataException(
          "%s: no such file; %s needs this first network: --front FILE".formatted(path, file));
    }
    var first = OnnxFile.read(path);
    OnnxFile.requireSha256(path, first.sha256(), network.sha256());
    var made = new Further(path, wanted + "-front" + InstalledEncoder.ENDING, first.bytes());
    further.add(made);
    return Optional.of(network.with(made.name(), made.sha256()));
  }

  private Optional<Whitening> whitening(
      Path file, EncoderCard card, String wanted, List<Further> further) throws IOException {
    var base =
        files
            .whiten
            .map(path -> new Whitening(wanted + "-whiten.npz", BITS, Optional.empty()))
            .or(card::whitening);
    if (base.isEmpty()) {
      return base;
    }
    var path = files.whiten.orElseGet(() -> Front.beside(file, base.get().file()));
    var made = new Further(path, wanted + "-whiten.npz", Whitening.bytes(path));
    further.add(made);
    OnnxFile.requireSha256(path, made.sha256(), base.get().sha256());
    return base.map(each -> each.with(made.name(), made.sha256()));
  }

  private EncoderCard card(OnnxFile file, Optional<EncoderCard> base) {
    var given = base.map(EncoderCard::preparation);
    int hertz =
        samples
            .rate
            .or(() -> given.map(Preparation::rate))
            .orElseThrow(() ->
                new DataException(
                    "%s: has no card; state the sample rate that it takes: --rate HZ"
                        .formatted(file.path())));
    double factor = samples.scale.or(() -> given.map(Preparation::scale)).orElse(1.0);
    var opened = OnnxNetwork.open(file);
    var ports = base.map(EncoderCard::ports);
    var dims =
        ports.map(EncoderCard.Ports::dims).orElseGet(() -> dims(file, opened, hertz, factor));
    var first =
        output
            .sounds
            .or(() -> ports.map(EncoderCard.Ports::sounds))
            .orElse(dims.firstEntry().getKey());
    var known = base.map(EncoderCard::origin);
    try {
      return new EncoderCard(
          name,
          new EncoderCard.Ports(
              ports.map(EncoderCard.Ports::input).orElse(opened.input()),
              first,
              output
                  .voices
                  .or(() -> output.sounds)
                  .or(() -> ports.map(EncoderCard.Ports::voices))
                  .orElse(first),
              dims),
          new Preparation(
              hertz,
              factor,
              given.map(Preparation::normalised).orElse(false),
              samples.minSeconds.or(() -> given.map(Preparation::minSeconds)).orElse(0.0),
              samples
                  .maxSeconds
                  .or(() -> given.map(Preparation::maxSeconds))
                  .orElse(Preparation.DEFAULT_MAX_SECONDS),
              windows(given, base.flatMap(EncoderCard::front).isPresent(), opened, hertz)),
          base.flatMap(EncoderCard::front),
          base.flatMap(EncoderCard::whitening),
          output.pool.or(() -> base.map(EncoderCard::pool)).orElse(Pooling.MEAN),
          new EncoderCard.Origin(
              origin.licence.or(() -> known.flatMap(EncoderCard.Origin::licence)),
              origin.source.or(() -> known.flatMap(EncoderCard.Origin::source)),
              known.flatMap(EncoderCard.Origin::sha256),
              known.flatMap(EncoderCard.Origin::onnxSha256)));
    } catch (DataException e) {
      throw new DataException("%s: %s".formatted(file.path(), e.getMessage()), e);
    }
  }

  /** The windows that are stated; without any those of the length that the network insists on. */
  private Optional<Preparation.Windows> windows(
      Optional<Preparation> given, boolean patches, OnnxNetwork network, int hertz) {
    var before = given.flatMap(Preparation::windows);
    var seconds = samples.windowSeconds.or(() -> before.map(Preparation.Windows::seconds));
    if (seconds.isEmpty() && samples.hopSeconds.isPresent()) {
      throw new DataException("--hop-seconds needs --window-seconds");
    }
    if (seconds.isEmpty() && given.isEmpty() && !patches) {
      var length = network.waveformLength();
      return length.isEmpty()
          ? Optional.empty()
          : Optional.of((double) length.getAsInt() / hertz)
              .map(each -> new Preparation.Windows(each, each));
    }
    return seconds.map(length ->
        new Preparation.Windows(
            length,
            samples
                .hopSeconds
                .or(() -> samples.windowSeconds.or(() -> before.map(Preparation.Windows::hop)))
                .orElse(length)));
  }

  /** The columns of each output that can be chosen, of those that a second of sound gives. */
  private static SequencedMap<String, Integer> dims(
      OnnxFile file, OnnxNetwork network, int rate, double scale) {
    int length = network.waveformLength().orElse(rate);
    var samples = new float[length];
    var tone = tone(rate);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) scale * tone.samples()[i % rate];
    }
    var feed = new NetworkFeed();
    var dims = new LinkedHashMap<String, Integer>();
    for (var output : network.outputs()) {
      try {
        var values = feed.fill(samples, 0, length, length);
        dims.put(output, network.run(values, network.waveform(length), output).dims());
      } catch (DataException e) {
        throw new DataException(
            "%s: on a second of sound at %s Hz %s".formatted(file.path(), rate, e.getMessage()), e);
      }
    }
    if (dims.isEmpty()) {
      throw new DataException("%s: has no output of floats".formatted(file.path()));
    }
    return dims;
  }

  /** Encodes a second of sound with each output. */
  private static void tryOut(OnnxFile file, EncoderCard card, String name, List<Further> further)
      throws IOException {
    for (var output : card.ports().dims().keySet()) {
      var wanted = new EncoderName(name, Optional.of(output), Optional.empty());
      UnaryOperator<Path> place =
          beside ->
              further.stream()
                  .filter(each -> beside.endsWith(each.name()))
                  .findFirst()
                  .map(Further::from)
                  .orElse(beside);
      var encoder = OnnxEncoder.open(wanted, name, file, card, place);
      try (var session = encoder.open()) {
        session.encode(tone(card.rate()));
      } catch (DataException e) {
        throw new DataException(
            "%s: fails on a second of sound: %s".formatted(file.path(), e.getMessage()), e);
      }
    }
  }

  /** A second of a tone of 440 Hz, or of what the rate allows. */
  private static Waveform tone(int rate) {
    var samples = new float[rate];
    for (int i = 0; i < rate; i++) {
      samples[i] = (float) (0.3 * Math.sin(2 * Math.PI * 440 * i / rate));
    }
    return new Waveform(samples, rate);
  }
}
