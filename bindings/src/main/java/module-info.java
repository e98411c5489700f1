/** Native code from Java: the CUDA backend and libsndfile, found as services. */
module dev.earshot.bindings {
  requires transitive dev.earshot.engine;
  requires dev.earshot.cuda.kernels;
  requires jcuda;
  requires jcublas;
  requires jcusparse;

  exports dev.earshot.cuda;

  provides dev.earshot.audio.SoundDecoder with
      dev.earshot.sndfile.SndfileSoundDecoder;
  provides dev.earshot.compute.BackendProvider with
      dev.earshot.cuda.CudaBackendProvider;
}
