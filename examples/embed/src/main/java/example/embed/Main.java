package example.embed;

import dev.earshot.Dataset;
import dev.earshot.Predictions;
import dev.earshot.Windows;
import dev.earshot.api.AudioFile;
import dev.earshot.api.DatasetLoader;
import dev.earshot.api.Predictor;
import dev.earshot.api.Recipe;
import dev.earshot.api.SoundModel;
import dev.earshot.api.StreamingClassifier;
import dev.earshot.api.Trainer;
import dev.earshot.api.TrainingResult;
import dev.earshot.audio.Waveform;
import java.io.IOException;
import java.nio.file.Path;

/** Learns the sounds of one folder and names those of another. */
public final class Main {
  private static final int CHUNK = 1024;

  private Main() {}

  /** Arguments: known sounds, new sounds, a folder for the result, and optionally a recipe. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 3) {
      System.err.println("Usage: embed SOUNDS NEW RUN [RECIPE]");
      System.exit(2);
    }
    Path sounds = Path.of(args[0]);
    Path newSounds = Path.of(args[1]);
    Path run = Path.of(args[2]);
    String recipe = args.length > 3 ? args[3] : "default";

    Dataset known = DatasetLoader.load(sounds, "logmel"); // a folder, a .csv or an .npz
    TrainingResult result = Trainer.train(known, Recipe.named(recipe));
    result.save(run); // model, settings, metrics, predictions, log

    SoundModel model = SoundModel.load(run);
    Dataset unknown = DatasetLoader.load(newSounds, model.encoder());
    Predictions predictions = model.predict(unknown);
    for (int clip = 0; clip < predictions.size(); clip++) {
      String name = predictions.ids().get(clip);
      System.out.printf("%s: %s%n", name, predictions.className(clip));
    }
    listen(model, newSounds.resolve(predictions.ids().getFirst()));
  }

  /** Classifies a sound as it comes, in chunks: each second of it, every half second. */
  private static void listen(SoundModel model, Path file) {
    Waveform sound = AudioFile.read(file); // in an application, from a microphone
    try (Predictor predictor = model.predictor()) {
      StreamingClassifier live =
          new StreamingClassifier(
              predictor,
              new Windows(1, 0.5),
              sound.sampleRate(),
              each -> System.out.printf("%s s: %s%n", each.span(), each.prediction().className()));
      for (int at = 0; at < sound.samples().length; at += CHUNK) {
        live.accept(sound.samples(), at, Math.min(at + CHUNK, sound.samples().length));
      }
      live.finish();
    }
  }
}
