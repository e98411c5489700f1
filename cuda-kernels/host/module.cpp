// All kernels of one library behind one table. The build writes kernels.inc: a line KERNEL_FILE(file) is an
// #include, a line KERNEL(name) stands for each `extern "C" __global__` function found in the files.
#include "module.h"

#include <tuple>
#include <utility>

#include "cuda_host.h"
#include "kernel_files.inc"

namespace earshot_host {
namespace {

template <auto Function>
struct Entry;

template <class... Parameters, void (*Function)(Parameters...)>
struct Entry<Function> {
  static constexpr size_t kSizes[] = {sizeof(Parameters)...};

  static void call(void** arguments) { call(arguments, std::index_sequence_for<Parameters...>()); }

  template <size_t... I>
  static void call(void** arguments, std::index_sequence<I...>) {
    Function(*static_cast<Parameters*>(arguments[I])...);
  }

  static constexpr Kernel entry(const char* name) {
    return {name, sizeof...(Parameters), kSizes, &Entry::call};
  }
};

constexpr Kernel kKernels[] = {
#define KERNEL(name) Entry<&::name>::entry(#name),
#include "kernel_names.inc"
#undef KERNEL
};

constexpr Module kModule = {sizeof kKernels / sizeof kKernels[0], kKernels, &run};

}  // namespace
}  // namespace earshot_host

extern "C" __attribute__((visibility("default"))) const earshot_host::Module* earshot_host_module() {
  return &earshot_host::kModule;
}
