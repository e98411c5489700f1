package dev.earshot.audio;

import dev.earshot.DataException;
import dev.earshot.Span;
import dev.earshot.audio.FeatureExtractor.Clip;
import dev.earshot.audio.FeatureExtractor.Failure;
import dev.earshot.audio.FeatureExtractor.Length;
import dev.earshot.audio.FeatureExtractor.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Reads and encodes files, one at a time in each thread. What is wrong with a file is its result.
 */
final class ClipWorker implements AutoCloseable {
  private final AudioEncoder encoder;
  private final SoundDecoders decoders;
  private final Optional<Resamplers> resamplers;
  private final Optional<KnownClips> clips;
  private final Sessions sessions;

  /** Held for writing by a thread that needs all the memory, and by all others for reading. */
  private final ReadWriteLock memory = new ReentrantReadWriteLock(true);

  ClipWorker(AudioEncoder encoder, SoundDecoders decoders, Optional<FeatureStore> store) {
    this.encoder = encoder;
    this.sessions = new Sessions(encoder);
    this.decoders = decoders;
    this.resamplers = encoder.sampleRate().stream().mapToObj(Resamplers::new).findAny();
    this.clips = store.map(from -> new KnownClips(from, encoder, decoders));
  }

  /** The result for a file that has not changed since it was encoded, if it is known. */
  Optional<List<Outcome>> known(FileRequest request) {
    return clips.flatMap(known -> known.unread(request)).map(request::outcomes);
  }

  /** Reads and encodes what is asked for. */
  List<Outcome> work(FileRequest request) throws InterruptedException {
    memory.readLock().lockInterruptibly();
    try {
      return outcome(request);
    } catch (OutOfMemoryError e) {
      // Too much for all threads together. It may be enough for one.
    } finally {
      memory.readLock().unlock();
    }
    memory.writeLock().lockInterruptibly();
    try {
      close();
      return outcome(request);
    } catch (OutOfMemoryError e) {
      return List.of(
          new Failure(
              request.index(),
              request.path(),
              "%s: needs more memory than Java has (%s MiB): allow more with -Xmx (EARSHOT_JAVA_OPTS=-Xmx4g), or cut it into clips"
                  .formatted(request.path(), Runtime.getRuntime().maxMemory() >> 20)));
    } finally {
      memory.writeLock().unlock();
    }
  }

  private List<Outcome> outcome(FileRequest request) {
    try {
      var place = clips.flatMap(known -> known.place(request));
      var found = place.flatMap(at -> clips.flatMap(known -> known.find(at)));
      if (found.isPresent()) {
        return request.outcomes(found.get());
      }
      var outcomes =
          switch (request) {
            case FileRequest.Whole whole -> encode(whole);
            case FileRequest.Windowed windowed -> encode(windowed);
            case FileRequest.Stretches stretches -> encode(stretches);
          };
      if (place.isPresent()) {
        FileFeatures.of(outcomes)
            .ifPresent(made -> clips.orElseThrow().keep(request.path(), place.get(), made));
      }
      return outcomes;
    } catch (DataException e) {
      return List.of(new Failure(request.index(), request.path(), e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) {
      // A fault of the program or of the encoder, but no reason to lose the other files.
      var reason = e.toString().replaceAll("\\R\\s*", " ");
      var message = request.path() + ": cannot be encoded (" + reason + "): leave it out";
      return List.of(new Failure(request.index(), request.path(), message));
    }
  }

  private List<Outcome> encode(FileRequest.Whole request) {
    var path = request.path();
    var clip = AudioFile.decode(path, request.maxSeconds(), resamplers, decoders);
    var vector = vector(path, clip.waveform());
    var span = new Span(0, clip.waveform().seconds());
    return List.of(new Clip(request.index(), path, span, vector, clip.notes()));
  }

  private List<Outcome> encode(FileRequest.Windowed request) {
    int index = request.index();
    var path = request.path();
    var found = new ArrayList<Clip>();
    var read =
        new WindowReader(request.windows(), encoder.sampleRate(), decoders)
            .read(
                path,
                window -> {
                  var sound = window.sound();
                  var vector = sessions.encode(sound);
                  found.add(new Clip(index, path, window.span(), vector, notes(sound)));
                });
    var all = new ArrayList<Outcome>();
    found.forEach(clip -> all.add(clip.with(read.notes())));
    all.add(new Length(index, path, read.seconds()));
    return all;
  }

  private List<Outcome> encode(FileRequest.Stretches request) {
    var path = request.path();
    var numbers = request.numbers();
    var spans = request.spans();
    var found = new ArrayList<Outcome>();
    var cutter =
        new SpanCutter(
            spans,
            request.maxSeconds(),
            resamplers,
            (number, span, sound) -> found.add(stretch(path, numbers.get(number), span, sound)));
    var mono = new MonoSink(WindowReader.LONGEST_RECORDING, cutter::open);
    AudioFile.stream(path, decoders, mono);
    return AudioFile.naming(
        path,
        () -> {
          mono.finish();
          for (int late : cutter.finish()) {
            int number = numbers.get(late);
            var message =
                FeatureExtractor.late(spans.get(late), new Length(number, path, mono.seconds()));
            found.add(new Failure(number, path, message));
          }
          return found;
        });
  }

  private Outcome stretch(Path path, int number, Span span, Waveform sound) {
    try {
      return new Clip(number, path, span, vector(path, sound), notes(sound));
    } catch (DataException e) {
      return new Failure(number, path, e.getMessage());
    }
  }

  private static Set<ClipNote> notes(Waveform sound) {
    return sound.hasSignal() ? Set.of() : Set.of(ClipNote.SILENT);
  }

  private float[] vector(Path path, Waveform waveform) {
    try {
      return sessions.encode(waveform);
    } catch (DataException e) {
      throw new DataException(path + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    sessions.close();
  }
}
