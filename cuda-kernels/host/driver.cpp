// A stand-in for NVIDIA's driver library, libcuda.so.1: those of its functions that Earshot calls, with the kernels
// run by fibers.cpp. It is no emulator of anything else and is only for tests.
//
// Stricter than a device where that finds mistakes: work put on a stream is not done until someone waits for it (so
// a buffer of the host that is used again too early shows), a graph is run in another order than it was captured in, new memory holds NaN, every allocation has a margin on
// both sides that is looked at after each kernel, and copies must stay inside one allocation. Everything created is
// counted; earshot_host_ledger tells what is left.
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "module.h"
#include "standin.h"

namespace {

enum Result {
  kSuccess = 0,
  kInvalidValue = 1,
  kOutOfMemory = 2,
  kNotInitialized = 3,
  kInvalidImage = 200,
  kInvalidContext = 201,
  kInvalidHandle = 400,
  kNotFound = 500,
  kNotReady = 600,
  kIllegalAddress = 700,
  kLaunchFailed = 719,
  kCaptureUnsupported = 900,
  kCaptureInvalidated = 901,
  kCaptureUnjoined = 904,
  kCaptureIsolation = 905,
};

constexpr size_t kMargin = 256;
constexpr unsigned char kMarginByte = 0xA5;

using Work = std::function<int()>;

/** Work with, for each piece, the pieces that must be done before. */
struct Graph {
  std::vector<Work> work;
  std::vector<std::set<int>> after;
};

struct Stream {
  std::vector<Work> pending;
  /** The graph that is being captured from this stream and others, and what came last on this one. */
  std::shared_ptr<Graph> captured;
  std::set<int> last;
  bool began_capture = false;
};

struct Event {
  double milliseconds = 0;
  bool done = true;
  std::shared_ptr<Graph> captured;
  std::set<int> last;
};

struct LoadedModule {
  void* library;
  const earshot_host::Module* module;
};

struct Driver {
  std::recursive_mutex lock;
  bool initialised = false;
  int contexts = 0;
  std::map<char*, size_t> device;
  std::map<char*, size_t> pinned;
  std::map<void*, std::unique_ptr<Stream>> streams;
  int modules = 0;
  int events = 0;
  int graphs = 0;
  int executables = 0;
  int library_objects = 0;
  int waits = 0;
  double clock = 0;
  earshot_host::Settings settings = {0, true};
  int sticky = kSuccess;
  std::string message;
  std::string ledger;
};

// Never destroyed: other libraries may call while the process ends.
Driver& driver() {
  static Driver* instance = new Driver;
  return *instance;
}

using Lock = std::lock_guard<std::recursive_mutex>;

thread_local void* current_context = nullptr;
int the_context;

int fail(Result code, const std::string& message) {
  driver().message = message;
  fprintf(stderr, "CUDA host stand-in: %s\n", message.c_str());
  return code;
}

/** Whether size bytes from `at` on lie inside one allocation. */
bool inside(const std::map<char*, size_t>& allocations, const void* at, size_t size) {
  char* begin = const_cast<char*>(static_cast<const char*>(at));
  auto after = allocations.upper_bound(begin);
  if (after == allocations.begin()) {
    return false;
  }
  --after;
  return begin + size <= after->first + after->second;
}

int check_margins(const char* kernel) {
#if !defined(__SANITIZE_ADDRESS__)
  for (const auto& allocation : driver().device) {
    for (size_t i = 0; i < kMargin; i++) {
      unsigned char before = allocation.first[-1 - static_cast<ptrdiff_t>(i)];
      unsigned char behind = allocation.first[allocation.second + i];
      if (before != kMarginByte || behind != kMarginByte) {
        return fail(
            kIllegalAddress,
            std::string("kernel ") + kernel + " wrote " + std::to_string(i + 1) + " bytes " +
                (before != kMarginByte ? "before" : "behind") + " an allocation of " +
                std::to_string(allocation.second) + " bytes");
      }
    }
  }
#else
  (void) kernel;
#endif
  return kSuccess;
}

Stream* find_stream(void* handle) {
  auto found = driver().streams.find(handle);
  return found == driver().streams.end() ? nullptr : found->second.get();
}

/** Puts work on a stream, or into the graph that is being captured from it. */
int submit(void* handle, Work work) {
  Stream* stream = find_stream(handle);
  if (stream == nullptr) {
    return fail(kInvalidHandle, "no such stream");
  }
  if (driver().sticky != kSuccess) {
    return driver().sticky;
  }
  if (stream->captured) {
    stream->captured->after.push_back(stream->last);
    stream->last = {static_cast<int>(stream->captured->work.size())};
    stream->captured->work.push_back(std::move(work));
  } else {
    stream->pending.push_back(std::move(work));
  }
  return kSuccess;
}

int finish(Stream* stream) {
  std::vector<Work> work;
  work.swap(stream->pending);
  for (const Work& item : work) {
    if (driver().sticky != kSuccess) {
      break;
    }
    driver().sticky = item();
  }
  return driver().sticky;
}

int finish_all() {
  for (auto& stream : driver().streams) {
    finish(stream.second.get());
  }
  return driver().sticky;
}

}  // namespace

// For tests: how kernels are run, what is left, and what went wrong last.

EXPORT void earshot_host_configure(uint64_t shuffle_seed, int poison) {
  Lock hold(driver().lock);
  driver().settings = {shuffle_seed, poison != 0};
}

EXPORT int earshot_host_live() {
  Driver& d = driver();
  Lock hold(d.lock);
  return static_cast<int>(d.device.size() + d.pinned.size() + d.streams.size()) + d.contexts + d.modules + d.events +
      d.graphs + d.executables + d.library_objects;
}

EXPORT const char* earshot_host_ledger() {
  Driver& d = driver();
  Lock hold(d.lock);
  d.ledger = "contexts " + std::to_string(d.contexts) + ", modules " + std::to_string(d.modules) + ", device memory " +
      std::to_string(d.device.size()) + ", pinned memory " + std::to_string(d.pinned.size()) + ", streams " +
      std::to_string(d.streams.size()) + ", events " + std::to_string(d.events) + ", graphs " +
      std::to_string(d.graphs) + ", executable graphs " + std::to_string(d.executables) + ", objects of cuBLAS and cuSPARSE " + std::to_string(d.library_objects);
  return d.ledger.c_str();
}

/** How often the host has waited for a stream or an event. */
EXPORT int earshot_host_waits() {
  Lock hold(driver().lock);
  return driver().waits;
}

// For the other stand-ins: work of theirs on a stream.
EXPORT int earshot_host_submit(void* stream, std::function<int()>* work) {
  Lock hold(driver().lock);
  return submit(stream, *work);
}

EXPORT int earshot_host_inside(const void* at, size_t size) {
  Lock hold(driver().lock);
  return inside(driver().device, at, size);
}

EXPORT void earshot_host_count_library_object(int change) {
  Lock hold(driver().lock);
  driver().library_objects += change;
}

// Initialisation, device, context.

EXPORT int cuInit(unsigned) {
  driver().initialised = true;
  return kSuccess;
}

EXPORT int cuDriverGetVersion(int* version) {
  *version = 13000;
  return kSuccess;
}

EXPORT int cuGetErrorName(int code, const char** name) {
  static const std::map<int, const char*> names = {
      {kSuccess, "CUDA_SUCCESS"},
      {kInvalidValue, "CUDA_ERROR_INVALID_VALUE"},
      {kOutOfMemory, "CUDA_ERROR_OUT_OF_MEMORY"},
      {kNotInitialized, "CUDA_ERROR_NOT_INITIALIZED"},
      {kInvalidImage, "CUDA_ERROR_INVALID_IMAGE"},
      {kInvalidContext, "CUDA_ERROR_INVALID_CONTEXT"},
      {kInvalidHandle, "CUDA_ERROR_INVALID_HANDLE"},
      {kNotFound, "CUDA_ERROR_NOT_FOUND"},
      {kNotReady, "CUDA_ERROR_NOT_READY"},
      {kIllegalAddress, "CUDA_ERROR_ILLEGAL_ADDRESS"},
      {kLaunchFailed, "CUDA_ERROR_LAUNCH_FAILED"},
      {kCaptureUnsupported, "CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED"},
      {kCaptureInvalidated, "CUDA_ERROR_STREAM_CAPTURE_INVALIDATED"},
      {kCaptureUnjoined, "CUDA_ERROR_STREAM_CAPTURE_UNJOINED"},
      {kCaptureIsolation, "CUDA_ERROR_STREAM_CAPTURE_ISOLATION"},
  };
  auto found = names.find(code);
  *name = found == names.end() ? nullptr : found->second;
  return found == names.end() ? kInvalidValue : kSuccess;
}

EXPORT int cuGetErrorString(int, const char** text) {
  *text = driver().message.c_str();
  return kSuccess;
}

EXPORT int cuDeviceGetCount(int* count) {
  *count = 1;
  return driver().initialised ? kSuccess : kNotInitialized;
}

EXPORT int cuDeviceGet(int* device, int ordinal) {
  *device = ordinal;
  return ordinal == 0 ? kSuccess : kInvalidValue;
}

EXPORT int cuDeviceGetName(char* name, int length, int) {
  snprintf(name, length, "host stand-in");
  return kSuccess;
}

EXPORT int cuDeviceGetAttribute(int* value, int attribute, int) {
  switch (attribute) {
    case 16:  // multiprocessors
      *value = 4;
      return kSuccess;
    case 75:  // compute capability, major
      *value = 9;
      return kSuccess;
    case 76:  // compute capability, minor
      *value = 0;
      return kSuccess;
    default:
      return fail(kInvalidValue, "attribute " + std::to_string(attribute) + " is not known here");
  }
}

EXPORT int cuDeviceTotalMem_v2(size_t* bytes, int) {
  *bytes = size_t{1} << 32;
  return kSuccess;
}

EXPORT int cuDevicePrimaryCtxRetain(void** context, int) {
  Lock hold(driver().lock);
  driver().contexts++;
  *context = &the_context;
  return driver().initialised ? kSuccess : kNotInitialized;
}

EXPORT int cuDevicePrimaryCtxRelease_v2(int) {
  Lock hold(driver().lock);
  if (driver().contexts == 0) {
    return fail(kInvalidContext, "a context is released that was not retained");
  }
  driver().contexts--;
  return kSuccess;
}

EXPORT int cuCtxSetCurrent(void* context) {
  current_context = context;
  return kSuccess;
}

EXPORT int cuCtxGetCurrent(void** context) {
  *context = current_context;
  return kSuccess;
}

// Modules. An image is text: a first line that names the format, then the path of a library of kernels.

EXPORT int cuModuleLoadData(void** module, const void* image) {
  static const char kMagic[] = "earshot host kernels\n";
  Lock hold(driver().lock);
  if (current_context == nullptr) {
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
  auto table = reinterpret_cast<const earshot_host::Module* (*)()>(dlsym(library, "earshot_host_module"));
  if (table == nullptr) {
    return fail(kInvalidImage, path + " holds no kernels");
  }
  driver().modules++;
  *module = new LoadedModule{library, table()};
  return kSuccess;
}

EXPORT int cuModuleUnload(void* module) {
  Lock hold(driver().lock);
  finish_all();
  driver().modules--;
  // The library stays in the process: functions of it may be on a list somewhere.
  delete static_cast<LoadedModule*>(module);
  return kSuccess;
}

// A function handle is the kernel's entry with the module's launcher.
struct FunctionHandle {
  const earshot_host::Kernel* kernel;
  decltype(&earshot_host::run) launch;
};

EXPORT int cuModuleGetFunction(void** function, void* module, const char* name) {
  Lock hold(driver().lock);
  static std::map<const earshot_host::Kernel*, FunctionHandle> handles;
  const earshot_host::Module* table = static_cast<LoadedModule*>(module)->module;
  for (int i = 0; i < table->kernels; i++) {
    if (strcmp(table->kernel[i].name, name) == 0) {
      *function = &(handles[&table->kernel[i]] = {&table->kernel[i], table->launch});
      return kSuccess;
    }
  }
  return fail(kNotFound, std::string("no kernel is called ") + name);
}

EXPORT int cuLaunchKernel(
    void* function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x, unsigned block_y,
    unsigned block_z, unsigned shared_bytes, void* stream, void** parameters, void** extra) {
  Lock hold(driver().lock);
  if (current_context == nullptr) {
    return fail(kInvalidContext, "no context is current");
  }
  FunctionHandle handle = *static_cast<FunctionHandle*>(function);
  const earshot_host::Kernel& kernel = *handle.kernel;
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
  earshot_host::Index blocks = {grid_x, grid_y, grid_z};
  earshot_host::Index block = {block_x, block_y, block_z};
  return submit(stream, [=]() -> int {
    std::vector<void*> pointers;
    for (std::vector<char>& argument : *arguments) {
      pointers.push_back(argument.data());
    }
    const char* fault = handle.launch(blocks, block, driver().settings, kernel.call, pointers.data());
    if (fault != nullptr) {
      return fail(kLaunchFailed, std::string("kernel ") + kernel.name + ": " + fault);
    }
    return check_margins(kernel.name);
  });
}

// Memory.

EXPORT int cuMemAlloc_v2(char** at, size_t size) {
  Lock hold(driver().lock);
  if (current_context == nullptr || size == 0) {
    return fail(size == 0 ? kInvalidValue : kInvalidContext, "an allocation of nothing or without a context");
  }
#if defined(__SANITIZE_ADDRESS__)
  // The sanitizer puts margins of its own around it.
  char* memory = static_cast<char*>(malloc(size));
  memset(memory, 0xff, size);
  *at = memory;
#else
  char* memory = static_cast<char*>(malloc(size + 2 * kMargin));
  if (memory == nullptr) {
    return fail(kOutOfMemory, "no memory");
  }
  memset(memory, kMarginByte, kMargin);
  memset(memory + kMargin, 0xff, size);
  memset(memory + kMargin + size, kMarginByte, kMargin);
  *at = memory + kMargin;
#endif
  driver().device[*at] = size;
  return kSuccess;
}

EXPORT int cuMemFree_v2(char* at) {
  Lock hold(driver().lock);
  finish_all();
  if (driver().device.erase(at) == 0) {
    return fail(kInvalidValue, "memory is freed that was not allocated");
  }
#if defined(__SANITIZE_ADDRESS__)
  free(at);
#else
  free(at - kMargin);
#endif
  return kSuccess;
}

EXPORT int cuMemHostAlloc(char** at, size_t size, unsigned) {
  Lock hold(driver().lock);
  *at = static_cast<char*>(malloc(size));
  driver().pinned[*at] = size;
  return kSuccess;
}

EXPORT int cuMemFreeHost(char* at) {
  Lock hold(driver().lock);
  finish_all();
  if (driver().pinned.erase(at) == 0) {
    return fail(kInvalidValue, "pinned memory is freed that was not allocated");
  }
  free(at);
  return kSuccess;
}

EXPORT int cuMemHostGetDevicePointer_v2(char** device, char* host, unsigned) {
  *device = host;
  return kSuccess;
}

EXPORT int cuMemcpyHtoDAsync_v2(char* to, const void* from, size_t size, void* stream) {
  Lock hold(driver().lock);
  if (!inside(driver().device, to, size) || !inside(driver().pinned, from, size)) {
    return fail(kInvalidValue, "a copy to the device reaches outside of an allocation");
  }
  return submit(stream, [=]() -> int {
    memcpy(to, from, size);
    return kSuccess;
  });
}

EXPORT int cuMemcpyDtoHAsync_v2(void* to, const char* from, size_t size, void* stream) {
  Lock hold(driver().lock);
  if (!inside(driver().device, from, size) || !inside(driver().pinned, to, size)) {
    return fail(kInvalidValue, "a copy from the device reaches outside of an allocation");
  }
  return submit(stream, [=]() -> int {
    memcpy(to, from, size);
    return kSuccess;
  });
}

EXPORT int cuMemcpyDtoDAsync_v2(char* to, const char* from, size_t size, void* stream) {
  Lock hold(driver().lock);
  if (!inside(driver().device, from, size) || !inside(driver().device, to, size)) {
    return fail(kInvalidValue, "a copy on the device reaches outside of an allocation");
  }
  return submit(stream, [=]() -> int {
    memcpy(to, from, size);
    return kSuccess;
  });
}

EXPORT int cuMemsetD32Async(char* to, unsigned value, size_t count, void* stream) {
  Lock hold(driver().lock);
  if (!inside(driver().device, to, 4 * count)) {
    return fail(kInvalidValue, "a fill reaches outside of an allocation");
  }
  return submit(stream, [=]() -> int {
    for (size_t i = 0; i < count; i++) {
      memcpy(to + 4 * i, &value, 4);
    }
    return kSuccess;
  });
}

// Streams, events, graphs.

EXPORT int cuStreamCreate(void** stream, unsigned) {
  Lock hold(driver().lock);
  auto created = std::make_unique<Stream>();
  *stream = created.get();
  driver().streams[*stream] = std::move(created);
  return kSuccess;
}

EXPORT int cuStreamDestroy_v2(void* stream) {
  Lock hold(driver().lock);
  Stream* found = find_stream(stream);
  if (found == nullptr) {
    return fail(kInvalidHandle, "no such stream");
  }
  finish(found);
  driver().streams.erase(stream);
  return kSuccess;
}

EXPORT int cuStreamSynchronize(void* stream) {
  Lock hold(driver().lock);
  Stream* found = find_stream(stream);
  if (found == nullptr) {
    return fail(kInvalidHandle, "no such stream");
  }
  if (found->captured) {
    return fail(kCaptureUnsupported, "a stream that is being captured is waited for");
  }
  driver().waits++;
  return finish(found);
}

EXPORT int cuStreamBeginCapture_v2(void* stream, int) {
  Lock hold(driver().lock);
  Stream* found = find_stream(stream);
  if (found == nullptr || found->captured) {
    return fail(kInvalidHandle, "no such stream, or it is being captured");
  }
  found->captured = std::make_shared<Graph>();
  found->last.clear();
  found->began_capture = true;
  return kSuccess;
}

EXPORT int cuStreamEndCapture(void* stream, void** graph) {
  Lock hold(driver().lock);
  Stream* found = find_stream(stream);
  if (found == nullptr || !found->began_capture) {
    return fail(kInvalidHandle, "the capture did not begin with this stream");
  }
  std::shared_ptr<Graph> captured = found->captured;
  // All that this stream has waited for.
  std::set<int> joined;
  std::vector<int> open(found->last.begin(), found->last.end());
  while (!open.empty()) {
    int node = open.back();
    open.pop_back();
    if (joined.insert(node).second) {
      open.insert(open.end(), captured->after[node].begin(), captured->after[node].end());
    }
  }
  found->began_capture = false;
  for (auto& other : driver().streams) {
    if (other.second->captured == captured) {
      other.second->captured.reset();
      other.second->last.clear();
    }
  }
  if (joined.size() != captured->work.size()) {
    return fail(kCaptureUnjoined, "a capture ends before it has waited for all of its streams");
  }
  driver().graphs++;
  *graph = new Graph(*captured);
  return kSuccess;
}

EXPORT int cuStreamWaitEvent(void* stream, void* event, unsigned) {
  Lock hold(driver().lock);
  Stream* found = find_stream(stream);
  Event* awaited = static_cast<Event*>(event);
  if (found == nullptr) {
    return fail(kInvalidHandle, "no such stream");
  }
  if (!awaited->captured) {
    return found->captured ? fail(kCaptureIsolation, "a capture waits for an event outside of it") : finish_all();
  }
  if (found->captured && found->captured != awaited->captured) {
    return fail(kCaptureInvalidated, "a stream is captured in two graphs");
  }
  found->captured = awaited->captured;
  found->last.insert(awaited->last.begin(), awaited->last.end());
  return kSuccess;
}

EXPORT int cuGraphInstantiateWithFlags(void** executable, void* graph, unsigned long long) {
  Lock hold(driver().lock);
  driver().executables++;
  *executable = new Graph(*static_cast<Graph*>(graph));
  return kSuccess;
}

EXPORT int cuGraphDestroy(void* graph) {
  Lock hold(driver().lock);
  driver().graphs--;
  delete static_cast<Graph*>(graph);
  return kSuccess;
}

EXPORT int cuGraphExecDestroy(void* executable) {
  Lock hold(driver().lock);
  finish_all();
  driver().executables--;
  delete static_cast<Graph*>(executable);
  return kSuccess;
}

/** In an order that the graph allows, and as unlike that of the capture as can be. */
EXPORT int cuGraphLaunch(void* executable, void* stream) {
  Lock hold(driver().lock);
  const Graph& graph = *static_cast<Graph*>(executable);
  std::vector<std::set<int>> missing = graph.after;
  std::vector<int> ready;
  for (size_t i = 0; i < graph.work.size(); i++) {
    if (missing[i].empty()) {
      ready.push_back(static_cast<int>(i));
    }
  }
  uint64_t random = driver().settings.shuffle_seed;
  while (!ready.empty()) {
    // Without a seed the one that was captured last.
    random = random * 6364136223846793005ULL + (random != 0 ? 1442695040888963407ULL : 0);
    size_t pick = random != 0 ? (random >> 33) % ready.size()
                              : static_cast<size_t>(std::max_element(ready.begin(), ready.end()) - ready.begin());
    int node = ready[pick];
    ready.erase(ready.begin() + static_cast<ptrdiff_t>(pick));
    int code = submit(stream, graph.work[node]);
    if (code != kSuccess) {
      return code;
    }
    for (size_t i = 0; i < graph.work.size(); i++) {
      if (missing[i].erase(node) != 0 && missing[i].empty()) {
        ready.push_back(static_cast<int>(i));
      }
    }
  }
  return kSuccess;
}

EXPORT int cuEventCreate(void** event, unsigned) {
  Lock hold(driver().lock);
  driver().events++;
  *event = new Event;
  return kSuccess;
}

EXPORT int cuEventDestroy_v2(void* event) {
  Lock hold(driver().lock);
  finish_all();
  driver().events--;
  delete static_cast<Event*>(event);
  return kSuccess;
}

EXPORT int cuEventRecord(void* event, void* stream) {
  Lock hold(driver().lock);
  Stream* found = find_stream(stream);
  if (found != nullptr && found->captured) {
    static_cast<Event*>(event)->captured = found->captured;
    static_cast<Event*>(event)->last = found->last;
    return kSuccess;
  }
  static_cast<Event*>(event)->captured.reset();
  static_cast<Event*>(event)->done = false;
  return submit(stream, [=]() -> int {
    static_cast<Event*>(event)->done = true;
    // No clock: a stand-in has no speed worth telling.
    static_cast<Event*>(event)->milliseconds = driver().clock += 1;
    return kSuccess;
  });
}

EXPORT int cuEventQuery(void* event) {
  Lock hold(driver().lock);
  return static_cast<Event*>(event)->done ? kSuccess : kNotReady;
}

EXPORT int cuEventSynchronize(void* event) {
  Lock hold(driver().lock);
  if (static_cast<Event*>(event)->captured) {
    return fail(kCaptureUnsupported, "an event is waited for that is part of a capture");
  }
  driver().waits++;
  return finish_all();
}

EXPORT int cuEventElapsedTime(float* milliseconds, void* from, void* to) {
  Lock hold(driver().lock);
  *milliseconds = static_cast<float>(
      static_cast<Event*>(to)->milliseconds - static_cast<Event*>(from)->milliseconds);
  return kSuccess;
}
