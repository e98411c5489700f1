/** Encoders that are networks in ONNX files, found as a service. */
module dev.earshot.encoders {
  requires transitive dev.earshot.engine;
  requires com.google.gson;
  requires java.net.http;
  requires com.microsoft.onnxruntime;

  exports dev.earshot.encoders;

  provides dev.earshot.audio.AudioEncoderProvider with
      dev.earshot.encoders.OnnxEncoderProvider;
}
