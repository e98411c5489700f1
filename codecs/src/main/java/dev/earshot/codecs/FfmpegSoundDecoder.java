package dev.earshot.codecs;

import dev.earshot.DataException;
import dev.earshot.audio.AudioKind;
import dev.earshot.audio.SoundDecoder;
import dev.earshot.audio.SoundInput;
import dev.earshot.audio.SoundSink;
import dev.earshot.audio.decode.AudioKinds;
import dev.earshot.audio.decode.SoundDecoders;
import dev.earshot.base.SafeText;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whatever the program {@code ffmpeg} reads, where it is installed. It is a process of its own, so
 * no file can harm the virtual machine. It may open files and pipes, but no network, and formats of
 * sound, but no playlists that name other files. Its output is WAV with floating-point numbers,
 * read as it comes.
 */
public final class FfmpegSoundDecoder implements SoundDecoder {
  private static final String PROGRAM = "ffmpeg";
  private static final String DEMUXERS =
      "wav,w64,aiff,caf,flac,ogg,mp3,aac,mov,asf,matroska,au,amr,amrnb,amrwb,wv,ape,tta,ac3,eac3";
  private static final int MOST_WORDS = 4096;
  private static final int MOST_REASON = 200;

  @Override
  public String name() {
    return PROGRAM;
  }

  @Override
  public Set<AudioKind> kinds() {
    return EnumSet.complementOf(EnumSet.of(AudioKind.UNKNOWN));
  }

  @Override
  public int rank() {
    return LibraryRanks.PROGRAM;
  }

  @Override
  public Optional<String> whyNot() {
    return program().isPresent()
        ? Optional.empty()
        : Optional.of("there is no program ffmpeg, so install it, such as by 'apt install ffmpeg'");
  }

  /** Another program has another size or time; asking each for its version takes longer. */
  @Override
  public String version() {
    return program().map(FfmpegSoundDecoder::version).orElse("");
  }

  private static String version(Path program) {
    try {
      return Files.size(program) + " " + Files.getLastModifiedTime(program).toMillis();
    } catch (IOException e) {
      return "";
    }
  }

  private static Optional<Path> program() {
    for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      var file = Path.of(folder, PROGRAM);
      if (!folder.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
        return Optional.of(file.toAbsolutePath());
      }
    }
    return Optional.empty();
  }

  @Override
  public void decode(SoundInput in, SoundSink sink) throws IOException {
    var file =
        in.path()
            .orElseThrow(() ->
                new DataException(
                    "is %s, which ffmpeg reads from a file only: store the stream in a file"
                        .formatted(AudioKinds.of(in).title())));
    var process = new ProcessBuilder(command(file)).start();
    var words = new Words(process.getErrorStream());
    var listener = Thread.ofVirtual().start(words);
    Guard.USUAL.run(
        guarded -> {
          try (var output = process.getInputStream()) {
            output(process, output, guarded, listener, words);
          }
        },
        sink,
        process::destroyForcibly);
  }

  private static List<String> command(Path file) {
    return List.of(
        program().map(Path::toString).orElse(PROGRAM),
        "-nostdin",
        "-hide_banner",
        "-v",
        "error",
        "-protocol_whitelist",
        "file,pipe",
        "-format_whitelist",
        DEMUXERS,
        // With its protocol, so that no name is taken for an option or for an address.
        "-i",
        "file:" + file.toAbsolutePath(),
        "-map",
        "0:a:0",
        "-f",
        "wav",
        "-c:a",
        "pcm_f32le",
        "-bitexact",
        "pipe:1");
  }

  private static void output(
      Process process, InputStream output, SoundSink sink, Thread listener, Words words)
      throws IOException, InterruptedException {
    var sound = new SoundInput(output, SoundInput.UNKNOWN_SIZE);
    boolean any = sound.ensure(1) > 0;
    if (any) {
      SoundDecoders.of(List.of()).decode(sound, sink);
    }
    int code = process.waitFor();
    if (!any || code != 0) {
      listener.join();
      throw new DataException(
          "cannot be decoded by ffmpeg (%s): copy or export it again".formatted(words.last(code)));
    }
  }

  /** What the program says, of which the end is kept. */
  private static final class Words implements Runnable {
    private final InputStream stream;
    private final StringBuffer kept = new StringBuffer();

    Words(InputStream stream) {
      this.stream = stream;
    }

    @Override
    public void run() {
      var piece = new byte[MOST_WORDS];
      try (stream) {
        for (int count = stream.read(piece); count >= 0; count = stream.read(piece)) {
          kept.append(new String(piece, 0, count, StandardCharsets.UTF_8));
          kept.delete(0, Math.max(0, kept.length() - MOST_WORDS));
        }
      } catch (IOException _) {
        // The process was ended; nobody asks for its words.
      }
    }

    /** The last line, or what the exit code is if there is none. */
    String last(int code) {
      var line = kept.toString().strip().lines().reduce((_, next) -> next);
      var text = SafeText.line(line.orElse("exit code " + code).strip());
      return text.substring(0, Math.min(text.length(), MOST_REASON));
    }
  }
}
