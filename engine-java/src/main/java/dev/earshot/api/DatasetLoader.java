package dev.earshot.api;

import dev.earshot.DataException;
import dev.earshot.Dataset;
import dev.earshot.data.ClipLoader;
import dev.earshot.data.FeatureCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes a feature table from a folder of clips, a CSV list of clips, audio files, or an {@code
 * .npz} file of vectors.
 *
 * <ul>
 *   <li>A folder has a sub-folder for each class ({@code clips/dog/a.wav}); {@code
 *       clips/unlabelled/} holds clips without a label. A folder without sub-folders holds clips
 *       without labels.
 *   <li>A CSV file has the columns {@code path,label}, and may have {@code start}, {@code end},
 *       {@code split} and {@code group}. A blank label means unlabelled.
 *   <li>An {@code .npz} file has vectors {@code x}, float n x d, and labels {@code y}, int n, with
 *       -1 for unlabelled. It needs no encoder.
 * </ul>
 */
public final class DatasetLoader {
  /**
   * The name that stands for the best encoder on this machine for the data, chosen by held-out
   * labels.
   */
  public static final String AUTO = ClipLoader.AUTO;

  private DatasetLoader() {}

  /**
   * Loads data on all cores. Clips that cannot be read are left out. What was left out, and what a
   * user should know about the data, is logged by {@link System.Logger}.
   *
   * @param data a folder, a CSV file, an audio file or an {@code .npz} file
   * @param encoder the name of the encoder for clips, as for {@link Encoder#open}, or {@link
   *     #AUTO}; for clips that a model is to predict, {@link SoundModel#encoder}
   * @return the clips with their vectors, in a fixed order
   * @throws DataException if a table or a list is damaged, or no clip can be read; the message
   *     names the file and says what to do
   * @throws IOException if there is nothing to load; the message names the file
   * @throws InterruptedException if the thread is interrupted
   */
  public static Dataset load(Path data, String encoder) throws IOException, InterruptedException {
    return ClipLoader.load(data, encoder);
  }

  /**
   * Loads data as {@link #load(Path, String)}, and keeps the vectors, so that each clip is encoded
   * once. Several programs may use the folder at once.
   *
   * @param data a folder, a CSV file, an audio file or an {@code .npz} file
   * @param encoder as for {@link #load(Path, String)}
   * @param kept the folder of the vectors; what was not used for the longest time is deleted when
   *     it has more than 2 GB
   * @return the clips with their vectors, in a fixed order
   * @throws DataException as {@link #load(Path, String)}
   * @throws IOException if there is nothing to load; the message names the file
   * @throws InterruptedException if the thread is interrupted
   */
  public static Dataset load(Path data, String encoder, Path kept)
      throws IOException, InterruptedException {
    try (FeatureCache cache = new FeatureCache(kept, FeatureCache.DEFAULT_LIMIT)) {
      return ClipLoader.load(data, encoder, Optional.of(cache));
    }
  }
}
