/**
 * What an application calls, in the order of use:
 *
 * <ol>
 *   <li>{@link dev.earshot.api.DatasetLoader} makes a {@link dev.earshot.Dataset} of clips or
 *       vectors.
 *   <li>{@link dev.earshot.api.Trainer} learns from it by a {@link dev.earshot.api.Recipe}. The
 *       {@link dev.earshot.api.TrainingResult} has the model and its scores.
 *   <li>{@link dev.earshot.api.SoundModel} is stored and loaded, and predicts.
 *   <li>{@link dev.earshot.api.Predictor} predicts clip by clip, {@link
 *       dev.earshot.api.StreamingClassifier} while sound comes, and {@link
 *       dev.earshot.api.SoundDetector} finds sounds in long recordings.
 *   <li>{@link dev.earshot.api.AudioFile} and {@link dev.earshot.api.Encoder} read sound and turn
 *       it into vectors, for any other use.
 * </ol>
 *
 * <p>Each class is a thin cover over what the engine and the command line use themselves.
 */
package dev.earshot.api;
