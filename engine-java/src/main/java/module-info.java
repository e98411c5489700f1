/**
 * The engine: learns to recognise sounds from few labels, on the CPU.
 *
 * <p>An application meets {@link dev.earshot.data.DatasetLoader}, {@link dev.earshot.train.Trainer}
 * and {@link dev.earshot.predict.SoundModel}. Libraries add backends and encoders as services.
 * Packages that are exported to Earshot's other modules alone may change at any time.
 */
@SuppressWarnings("module") // those modules stand above this one and are compiled after it
module dev.earshot.engine {
  requires com.google.gson;
  requires de.siegmar.fastcsv;
  requires JTransforms;
  // What JTransforms needs, which names no modules itself.
  requires JLargeArrays;
  requires jdk.unsupported;
  // Only for speed: without it the engine computes in plain loops.
  requires static jdk.incubator.vector;

  exports dev.earshot.audio;
  exports dev.earshot.compute;
  exports dev.earshot.compute.backends;
  exports dev.earshot.data;
  exports dev.earshot.metrics;
  exports dev.earshot.predict;
  exports dev.earshot.ssl;
  exports dev.earshot.train;
  exports dev.earshot.autodiff to
      dev.earshot.cli;
  exports dev.earshot.baseline to
      dev.earshot.cli;
  exports dev.earshot.check to
      dev.earshot.cli;
  exports dev.earshot.compare to
      dev.earshot.cli;
  exports dev.earshot.compute.reference to
      dev.earshot.cli;
  exports dev.earshot.graph to
      dev.earshot.cli;
  exports dev.earshot.nn to
      dev.earshot.cli;

  // Records that are written to and read from JSON.
  opens dev.earshot.compute to
      com.google.gson;
  opens dev.earshot.metrics to
      com.google.gson;
  opens dev.earshot.nn to
      com.google.gson;
  opens dev.earshot.predict to
      com.google.gson;
  opens dev.earshot.ssl to
      com.google.gson;
  opens dev.earshot.train to
      com.google.gson;

  uses dev.earshot.audio.AudioEncoderProvider;
  uses dev.earshot.compute.BackendProvider;
}
