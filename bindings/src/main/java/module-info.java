/** Native code from Java: the CUDA backend, found as a service. */
module dev.earshot.bindings {
  requires transitive dev.earshot.engine;
  requires dev.earshot.cuda.kernels;
  requires jcuda;
  requires jcublas;
  requires jcusparse;

  exports dev.earshot.cuda;

  provides dev.earshot.compute.BackendProvider with
      dev.earshot.cuda.CudaBackendProvider;
}
