/** Native code from Java: the CUDA backend and libsndfile, found as services. */
@SuppressWarnings("module") // the command line stands above this module and is compiled after it
module dev.earshot.bindings {
  requires transitive dev.earshot.engine;
  requires dev.earshot.cuda.kernels;
  requires jcuda;
  requires jcublas;
  requires jcusparse;

  exports dev.earshot.cuda to
      dev.earshot.cli;

  provides dev.earshot.audio.SoundDecoder with
      dev.earshot.sndfile.SndfileSoundDecoder;
  provides dev.earshot.compute.BackendProvider with
      dev.earshot.cuda.CudaBackendProvider;
}
