/**
 * The engine: learns to recognise sounds from few labels, on the CPU.
 *
 * <p>An application calls {@link dev.earshot.api}: {@link dev.earshot.api.DatasetLoader}, {@link
 * dev.earshot.api.Trainer}, {@link dev.earshot.api.SoundModel}. Libraries add encoders and decoders
 * as services. Packages that are exported to Earshot's other modules alone may change at any time.
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

  // The public API.
  exports dev.earshot;
  exports dev.earshot.api;
  exports dev.earshot.audio;

  // For Earshot's own modules.
  exports dev.earshot.audio.decode to
      dev.earshot.cli,
      dev.earshot.codecs,
      dev.earshot.collection,
      dev.earshot.experiments;
  exports dev.earshot.audio.extract to
      dev.earshot.cli,
      dev.earshot.collection,
      dev.earshot.experiments;
  exports dev.earshot.audio.features to
      dev.earshot.cli,
      dev.earshot.encoders,
      dev.earshot.experiments;
  exports dev.earshot.audio.resample to
      dev.earshot.cli,
      dev.earshot.encoders,
      dev.earshot.experiments;
  exports dev.earshot.audio.windows to
      dev.earshot.cli,
      dev.earshot.collection;
  exports dev.earshot.autodiff to
      dev.earshot.cli;
  exports dev.earshot.base to
      dev.earshot.bindings,
      dev.earshot.cli,
      dev.earshot.codecs,
      dev.earshot.collection,
      dev.earshot.experiments;
  exports dev.earshot.check to
      dev.earshot.cli;
  exports dev.earshot.compute to
      dev.earshot.bindings,
      dev.earshot.cli,
      dev.earshot.experiments;
  exports dev.earshot.compute.backends to
      dev.earshot.cli;
  exports dev.earshot.compute.reference to
      dev.earshot.cli;
  exports dev.earshot.compute.simd to
      dev.earshot.cli;
  exports dev.earshot.data to
      dev.earshot.cli,
      dev.earshot.collection,
      dev.earshot.encoders,
      dev.earshot.experiments;
  exports dev.earshot.ensemble to
      dev.earshot.cli;
  exports dev.earshot.file to
      dev.earshot.cli,
      dev.earshot.collection,
      dev.earshot.encoders,
      dev.earshot.experiments;
  exports dev.earshot.format to
      dev.earshot.cli,
      dev.earshot.encoders,
      dev.earshot.experiments;
  exports dev.earshot.graph to
      dev.earshot.cli,
      dev.earshot.experiments;
  exports dev.earshot.graph.file to
      dev.earshot.cli,
      dev.earshot.experiments;
  exports dev.earshot.learner to
      dev.earshot.cli,
      dev.earshot.experiments;
  exports dev.earshot.method to
      dev.earshot.cli,
      dev.earshot.experiments;
  exports dev.earshot.method.ssl to
      dev.earshot.cli,
      dev.earshot.experiments;
  exports dev.earshot.metrics to
      dev.earshot.cli,
      dev.earshot.experiments;
  exports dev.earshot.model to
      dev.earshot.cli,
      dev.earshot.experiments;
  exports dev.earshot.nn to
      dev.earshot.cli,
      dev.earshot.experiments;
  exports dev.earshot.run to
      dev.earshot.cli,
      dev.earshot.experiments;
  exports dev.earshot.suggest to
      dev.earshot.cli,
      dev.earshot.experiments;

  // Records that are written to and read from JSON.
  opens dev.earshot.compute to
      com.google.gson;
  opens dev.earshot.data to
      com.google.gson;
  opens dev.earshot.graph to
      com.google.gson;
  opens dev.earshot.learner to
      com.google.gson;
  opens dev.earshot.method to
      com.google.gson;
  opens dev.earshot.method.ssl to
      com.google.gson;
  opens dev.earshot.metrics to
      com.google.gson;
  opens dev.earshot.model to
      com.google.gson;
  opens dev.earshot.nn to
      com.google.gson;
  opens dev.earshot.run to
      com.google.gson;

  uses dev.earshot.audio.AudioEncoderProvider;
  uses dev.earshot.audio.SoundDecoder;
  uses dev.earshot.compute.BackendProvider;
  uses dev.earshot.data.EncoderChooser;

  provides dev.earshot.data.EncoderChooser with
      dev.earshot.run.HeldOutChooser;
}
