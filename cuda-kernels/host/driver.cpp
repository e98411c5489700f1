// A stand-in for NVIDIA's driver library, libcuda.so.1: those of its functions that Earshot calls, with the kernels
// run by fibers.cpp. It is no emulator of anything else and is only for tests.
//
// Stricter than a device where that finds mistakes: work put on a stream is not done until someone waits for it (so
// a buffer of the host that is used again too early shows), a graph is run in another order than it was captured in,
// new memory holds NaN, every allocation has a margin on both sides that is looked at after each kernel, and copies
// must stay inside one allocation. Everything created is counted; earshot_host_ledger tells what is left.
//
// Here: device, context, errors, and what tests ask for.
#include "driver.h"

#include <stdint.h>
#include <stdio.h>

#include <map>

namespace earshot_host {

namespace {

struct Driver {
  std::recursive_mutex lock;
  bool initialised = false;
  int contexts = 0;
  int library_objects = 0;
  /** Few, so that small matrices are large for it. */
  int multiprocessors = 4;
  Settings settings = {0, true};
  std::string message;
  std::string ledger;
};

// Never destroyed: other libraries may call while the process ends.
Driver& driver() {
  static Driver* instance = new Driver;
  return *instance;
}

thread_local void* current_context = nullptr;
int the_context;

Ledger take_stock() {
  Ledger ledger = {{"contexts", driver().contexts}};
  count_launches(&ledger);
  count_memory(&ledger);
  count_streams(&ledger);
  count_graphs(&ledger);
  ledger.push_back({"objects of cuBLAS and cuSPARSE", driver().library_objects});
  return ledger;
}

}  // namespace

Hold::Hold() { driver().lock.lock(); }

Hold::~Hold() { driver().lock.unlock(); }

int fail(Result code, const std::string& message) {
  driver().message = message;
  fprintf(stderr, "CUDA host stand-in: %s\n", message.c_str());
  return code;
}

bool has_context() { return current_context != nullptr; }

const Settings& settings() { return driver().settings; }

}  // namespace earshot_host

using namespace earshot_host;

// For tests: how kernels are run, what is left, and what the host has asked for.

EXPORT void earshot_host_configure(uint64_t shuffle_seed, int poison) {
  Hold hold;
  driver().settings = {shuffle_seed, poison != 0};
}

EXPORT int earshot_host_live() {
  Hold hold;
  int live = 0;
  for (const auto& kind : take_stock()) {
    // Context and modules are kept for the process.
    live += kind.first == "contexts" || kind.first == "modules" ? 0 : kind.second;
  }
  return live;
}

EXPORT const char* earshot_host_ledger() {
  Hold hold;
  std::string text;
  for (const auto& kind : take_stock()) {
    text += (text.empty() ? "" : ", ") + kind.first + " " + std::to_string(kind.second);
  }
  driver().ledger = text;
  return driver().ledger.c_str();
}

EXPORT void earshot_host_asked(int* three) {
  Hold hold;
  three[0] = asked().waits;
  three[1] = asked().copies_to_device;
  three[2] = asked().launches;
}

// For tests: how many multiprocessors there are from now on.
EXPORT void earshot_host_multiprocessors(int count) {
  Hold hold;
  driver().multiprocessors = count;
}

// For the other stand-ins.

EXPORT int earshot_host_submit(void* stream, std::function<int()>* work) {
  Hold hold;
  count(&Asked::launches, stream);
  return submit(stream, *work);
}

EXPORT int earshot_host_inside(const void* at, size_t size) {
  Hold hold;
  return inside_device(at, size);
}

EXPORT bool earshot_host_capturing() {
  Hold hold;
  return is_capturing();
}

EXPORT void earshot_host_count_library_object(int change) {
  Hold hold;
  driver().library_objects += change;
}

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
      *value = driver().multiprocessors;
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

/** Flag 4, a waiting thread sleeps, is the only one asked for. */
EXPORT int cuDevicePrimaryCtxSetFlags_v2(int, unsigned flags) {
  return flags == 4 ? kSuccess : fail(kInvalidValue, "a context without blocking waits");
}

EXPORT int cuDevicePrimaryCtxRetain(void** context, int) {
  Hold hold;
  driver().contexts++;
  *context = &the_context;
  return driver().initialised ? kSuccess : kNotInitialized;
}

EXPORT int cuDevicePrimaryCtxRelease_v2(int) {
  Hold hold;
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
