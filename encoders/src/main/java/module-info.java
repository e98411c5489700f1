/** Encoders that are networks in ONNX files, found as a service. */
@SuppressWarnings("module") // the command line stands above this module and is compiled after it
module dev.earshot.encoders {
  requires transitive dev.earshot.engine;
  requires com.google.gson;
  requires java.net.http;
  requires com.microsoft.onnxruntime;

  exports dev.earshot.encoders to
      dev.earshot.cli;

  provides dev.earshot.audio.AudioEncoderProvider with
      dev.earshot.encoders.OnnxEncoderProvider;
}
