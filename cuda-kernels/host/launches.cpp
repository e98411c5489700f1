// Modules and launches of the stand-in driver. A module's image is text: a first line that names the format, then the
// path of a library of kernels compiled for the host.
#include <dlfcn.h>
#include <stdint.h>
#include <string.h>

#include <map>
#include <memory>

#include "driver.h"
#include "module.h"

namespace earshot_host {

namespace {

int modules = 0;

struct LoadedModule {
  void* library;
  const Module* module;
};

// A function handle is the kernel's entry with the module's launcher.
struct FunctionHandle {
  const Kernel* kernel;
  decltype(&run) launch;
};

}  // namespace

void count_launches(Ledger* ledger) { ledger->push_back({"modules", modules}); }

}  // namespace earshot_host

using namespace earshot_host;

EXPORT int cuModuleLoadData(void** module, const void* image) {
  static const char kMagic[] = "earshot host kernels\n";
  Hold hold;
  if (!has_context()) {
    return fail(kInvalidContext, "no context is current");
  }
  const char* text = static_cast<const char*>(image);
  if (strncmp(text, kMagic, sizeof kMagic - 1) != 0) {
    return fail(kInvalidImage, "the image is not one of kernels compiled for the host");
  }
  std::string path = text + sizeof kMagic - 1;
  path = path.substr(0, path.find('\n'));
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    return fail(kInvalidImage, dlerror());
  }
  auto table = reinterpret_cast<const Module* (*)()>(dlsym(library, "earshot_host_module"));
  if (table == nullptr) {
    return fail(kInvalidImage, path + " holds no kernels");
  }
  modules++;
  *module = new LoadedModule{library, table()};
  return kSuccess;
}

EXPORT int cuModuleUnload(void* module) {
  Hold hold;
  finish_all();
  modules--;
  // The library stays in the process: functions of it may be on a list somewhere.
  delete static_cast<LoadedModule*>(module);
  return kSuccess;
}

EXPORT int cuModuleGetFunction(void** function, void* module, const char* name) {
  Hold hold;
  static std::map<const Kernel*, FunctionHandle> handles;
  const Module* table = static_cast<LoadedModule*>(module)->module;
  for (int i = 0; i < table->kernels; i++) {
    if (strcmp(table->kernel[i].name, name) == 0) {
      *function = &(handles[&table->kernel[i]] = {&table->kernel[i], table->launch});
      return kSuccess;
    }
  }
  return fail(kNotFound, std::string("no kernel is called ") + name);
}

EXPORT int cuFuncGetParamInfo(void* function, size_t index, size_t* offset, size_t* size) {
  Hold hold;
  const Kernel& kernel = *static_cast<FunctionHandle*>(function)->kernel;
  if (index >= static_cast<size_t>(kernel.parameters)) {
    return kInvalidValue;
  }
  *offset = 0;
  *size = kernel.parameter_sizes[index];
  return kSuccess;
}

EXPORT int cuLaunchKernel(
    void* function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x, unsigned block_y,
    unsigned block_z, unsigned shared_bytes, void* stream, void** parameters, void** extra) {
  Hold hold;
  if (!has_context()) {
    return fail(kInvalidContext, "no context is current");
  }
  FunctionHandle handle = *static_cast<FunctionHandle*>(function);
  const Kernel& kernel = *handle.kernel;
  uint64_t threads = static_cast<uint64_t>(block_x) * block_y * block_z;
  if (grid_x == 0 || grid_y == 0 || grid_z == 0 || threads == 0 || threads > 1024 || grid_y > 65535 ||
      grid_z > 65535 || shared_bytes != 0 || extra != nullptr) {
    return fail(kInvalidValue, std::string("kernel ") + kernel.name + " is launched with a shape that is not allowed");
  }
  // Arguments are copied at the launch, as a device does.
  auto arguments = std::make_shared<std::vector<std::vector<char>>>();
  for (int i = 0; i < kernel.parameters; i++) {
    const char* from = static_cast<const char*>(parameters[i]);
    arguments->emplace_back(from, from + kernel.parameter_sizes[i]);
  }
  Index blocks = {grid_x, grid_y, grid_z};
  Index block = {block_x, block_y, block_z};
  std::string name = std::string(kernel.name) + " " + std::to_string(grid_x) + "x" + std::to_string(grid_y);
  Work work = [=]() -> int {
    std::vector<void*> pointers;
    for (std::vector<char>& argument : *arguments) {
      pointers.push_back(argument.data());
    }
    const char* fault = handle.launch(blocks, block, settings(), kernel.call, pointers.data());
    if (fault != nullptr) {
      return fail(kLaunchFailed, std::string("kernel ") + kernel.name + ": " + fault);
    }
    return check_margins(kernel.name);
  };
  count(&Asked::launches, stream);
  return submit(stream, work, name);
}
