package dev.earshot.encoders;

import dev.earshot.DataException;
import dev.earshot.audio.Waveform;
import dev.earshot.data.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Adds a network to the encoders of a user: checks the file, tries it on a second of sound, and
 * copies it with its card. What is not stated is taken from the card beside the file, or from the
 * known network with the same checksum.
 *
 * @param name the encoder's name
 * @param rate the sample rate in Hz; needed if there is no card
 * @param scale what samples between -1 and 1 are multiplied by
 * @param minSeconds a shorter clip is lengthened to this
 * @param maxSeconds a longer clip is cut into parts no longer than this
 * @param output the output for sounds when none is named
 * @param voices the output for voices
 * @param pool how one vector is made of a clip's rows
 * @param licence the licence of the network
 * @param source where it came from
 */
public record EncoderAddition(
    Optional<String> name,
    Optional<Integer> rate,
    Optional<Double> scale,
    Optional<Double> minSeconds,
    Optional<Double> maxSeconds,
    Optional<String> output,
    Optional<String> voices,
    Optional<Pooling> pool,
    Optional<String> licence,
    Optional<String> source) {
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
    var base = beside(file).or(() -> KnownCards.of(network));
    base.ifPresent(card -> OnnxEncoder.requireChecksum(network, card));
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
    var card = card(network, base).withName(wanted).withOnnxSha256(network.sha256());
    tryOut(network, card, wanted);
    // The network first: a card alone would be an encoder without a file.
    AtomicFile.write(target, out -> out.write(network.bytes()));
    AtomicFile.write(
        folder.resolve(wanted + ".json"),
        out -> out.write(card.json().getBytes(StandardCharsets.UTF_8)));
    return new InstalledEncoder(wanted, target, card);
  }

  private static Optional<EncoderCard> beside(Path file) throws IOException {
    var card = file.resolveSibling(InstalledEncoder.stem(file) + ".json");
    return Files.exists(card) ? Optional.of(EncoderCard.read(card)) : Optional.empty();
  }

  private EncoderCard card(OnnxFile file, Optional<EncoderCard> base) {
    int hertz =
        rate.or(() -> base.map(EncoderCard::rate))
            .orElseThrow(() ->
                new DataException(
                    "%s: has no card; state the sample rate that it takes: --rate HZ"
                        .formatted(file.path())));
    double factor = scale.or(() -> base.map(EncoderCard::scale)).orElse(1.0);
    var opened = OnnxNetwork.open(file);
    var dims = base.map(EncoderCard::dims).orElseGet(() -> dims(file, opened, hertz, factor));
    var first = output.or(() -> base.map(EncoderCard::sounds)).orElse(dims.firstEntry().getKey());
    try {
      return new EncoderCard(
          name,
          base.map(EncoderCard::input).orElse(opened.input()),
          hertz,
          factor,
          minSeconds.or(() -> base.map(EncoderCard::minSeconds)).orElse(0.0),
          maxSeconds
              .or(() -> base.map(EncoderCard::maxSeconds))
              .orElse(EncoderCard.DEFAULT_MAX_SECONDS),
          first,
          voices.or(() -> output).or(() -> base.map(EncoderCard::voices)).orElse(first),
          dims,
          pool.or(() -> base.map(EncoderCard::pool)).orElse(Pooling.MEAN),
          licence.or(() -> base.flatMap(EncoderCard::licence)),
          source.or(() -> base.flatMap(EncoderCard::source)),
          base.flatMap(EncoderCard::sha256),
          base.flatMap(EncoderCard::onnxSha256));
    } catch (DataException e) {
      throw new DataException("%s: %s".formatted(file.path(), e.getMessage()), e);
    }
  }

  /** The columns of each output that can be chosen, of those that a second of sound gives. */
  private static SequencedMap<String, Integer> dims(
      OnnxFile file, OnnxNetwork network, int rate, double scale) {
    var samples = new float[network.length().orElse(rate)];
    var tone = tone(rate);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (float) scale * tone.samples()[i % rate];
    }
    var dims = new LinkedHashMap<String, Integer>();
    for (var output : network.outputs()) {
      try {
        dims.put(output, network.run(samples, output).dims());
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
  private static void tryOut(OnnxFile file, EncoderCard card, String name) {
    for (var output : card.dims().keySet()) {
      var wanted = new EncoderName(name, Optional.of(output), Optional.empty());
      var encoder = OnnxEncoder.open(wanted, name, file, card);
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
