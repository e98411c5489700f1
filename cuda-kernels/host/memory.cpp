// Memory of the stand-in driver: the device's is the host's, with margins around each allocation.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <vector>

#include "driver.h"

namespace earshot_host {

namespace {

constexpr size_t kMargin = 256;
constexpr unsigned char kMarginByte = 0xA5;

struct Allocations {
  size_t device_bytes = 0;
  size_t device_limit = SIZE_MAX;
  std::map<char*, size_t> device;
  std::map<char*, size_t> pinned;
};

// Never destroyed, as the driver itself.
Allocations& allocations() {
  static Allocations* instance = new Allocations;
  return *instance;
}

/** Whether size bytes from `at` on lie inside one of these. */
bool inside(const std::map<char*, size_t>& all, const void* at, size_t size) {
  char* begin = const_cast<char*>(static_cast<const char*>(at));
  auto after = all.upper_bound(begin);
  if (after == all.begin()) {
    return false;
  }
  --after;
  return begin + size <= after->first + after->second;
}

#if !defined(__SANITIZE_ADDRESS__)
/** From this size on memory is mapped; a chunk that a backend takes at once is larger. */
constexpr size_t kMapped = size_t{1} << 20;

/** A file of kMapped bytes whose bits are all set. */
int poison_file() {
  static int file = [] {
    int made = memfd_create("earshot poison", 0);
    std::vector<char> poison(kMapped, static_cast<char>(0xff));
    return made >= 0 && write(made, poison.data(), kMapped) == static_cast<ssize_t>(kMapped) ? made : -1;
  }();
  return file;
}

/**
 * Memory whose bits are all set: NaN. Of a large piece the same page is there many times until it is written to, so that
 * what is never used costs nothing. Null if there is none.
 */
char* poisoned(size_t size) {
  if (size < kMapped || poison_file() < 0) {
    char* memory = static_cast<char*>(malloc(size));
    return memory == nullptr ? nullptr : static_cast<char*>(memset(memory, 0xff, size));
  }
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  for (size_t at = 0; memory != MAP_FAILED && at < size; at += kMapped) {
    void* part = static_cast<char*>(memory) + at;
    size_t length = std::min(kMapped, size - at);
    if (mmap(part, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, poison_file(), 0) != part) {
      munmap(memory, size);
      memory = MAP_FAILED;
    }
  }
  return memory == MAP_FAILED ? nullptr : static_cast<char*>(memory);
}

void give_back(char* memory, size_t size) {
  if (size < kMapped || poison_file() < 0) {
    free(memory);
  } else {
    munmap(memory, size);
  }
}
#endif

}  // namespace

bool inside_device(const void* at, size_t size) { return inside(allocations().device, at, size); }

int check_margins(const char* kernel) {
#if !defined(__SANITIZE_ADDRESS__)
  for (const auto& allocation : allocations().device) {
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

void count_memory(Ledger* ledger) {
  ledger->push_back({"device memory", static_cast<int>(allocations().device.size())});
  ledger->push_back({"pinned memory", static_cast<int>(allocations().pinned.size())});
}

}  // namespace earshot_host

using namespace earshot_host;

// For tests: the device has so many bytes beside those that are in use now; all that there are, if negative.
EXPORT void earshot_host_leave_memory(int64_t bytes) {
  Hold hold;
  allocations().device_limit = bytes < 0 ? SIZE_MAX : allocations().device_bytes + static_cast<size_t>(bytes);
}

EXPORT int cuMemAlloc_v2(char** at, size_t size) {
  Hold hold;
  if (!has_context() || size == 0) {
    return fail(size == 0 ? kInvalidValue : kInvalidContext, "an allocation of nothing or without a context");
  }
  if (allocations().device_bytes + size > allocations().device_limit) {
    return fail(kOutOfMemory, "the memory that a test has left is used up");
  }
#if defined(__SANITIZE_ADDRESS__)
  // The sanitizer puts margins of its own around it.
  char* memory = static_cast<char*>(malloc(size));
  memset(memory, 0xff, size);
  *at = memory;
#else
  char* memory = poisoned(size + 2 * kMargin);
  if (memory == nullptr) {
    return fail(kOutOfMemory, "no memory");
  }
  memset(memory, kMarginByte, kMargin);
  memset(memory + kMargin + size, kMarginByte, kMargin);
  *at = memory + kMargin;
#endif
  allocations().device[*at] = size;
  allocations().device_bytes += size;
  return kSuccess;
}

EXPORT int cuMemFree_v2(char* at) {
  Hold hold;
  finish_all();
  auto found = allocations().device.find(at);
  if (found == allocations().device.end()) {
    return fail(kInvalidValue, "memory is freed that was not allocated");
  }
  size_t size = found->second;
  allocations().device_bytes -= size;
  allocations().device.erase(found);
#if defined(__SANITIZE_ADDRESS__)
  free(at);
#else
  give_back(at - kMargin, size + 2 * kMargin);
#endif
  return kSuccess;
}

EXPORT int cuMemHostAlloc(char** at, size_t size, unsigned) {
  Hold hold;
  *at = static_cast<char*>(malloc(size));
  allocations().pinned[*at] = size;
  return kSuccess;
}

EXPORT int cuMemFreeHost(char* at) {
  Hold hold;
  finish_all();
  if (allocations().pinned.erase(at) == 0) {
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
  Hold hold;
  if (!inside(allocations().device, to, size) || !inside(allocations().pinned, from, size)) {
    return fail(kInvalidValue, "a copy to the device reaches outside of an allocation");
  }
  count(&Asked::copies_to_device, stream);
  return submit(stream, [=]() -> int {
    memcpy(to, from, size);
    return kSuccess;
  });
}

EXPORT int cuMemcpyDtoHAsync_v2(void* to, const char* from, size_t size, void* stream) {
  Hold hold;
  if (!inside(allocations().device, from, size) || !inside(allocations().pinned, to, size)) {
    return fail(kInvalidValue, "a copy from the device reaches outside of an allocation");
  }
  return submit(stream, [=]() -> int {
    memcpy(to, from, size);
    return kSuccess;
  });
}

EXPORT int cuMemcpyDtoDAsync_v2(char* to, const char* from, size_t size, void* stream) {
  Hold hold;
  if (!inside(allocations().device, from, size) || !inside(allocations().device, to, size)) {
    return fail(kInvalidValue, "a copy on the device reaches outside of an allocation");
  }
  count(&Asked::launches, stream);
  return submit(stream, [=]() -> int {
    memcpy(to, from, size);
    return kSuccess;
  });
}

EXPORT int cuMemsetD32Async(char* to, unsigned value, size_t elements, void* stream) {
  Hold hold;
  if (!inside(allocations().device, to, 4 * elements)) {
    return fail(kInvalidValue, "a fill reaches outside of an allocation");
  }
  Work work = [=]() -> int {
    for (size_t i = 0; i < elements; i++) {
      memcpy(to + 4 * i, &value, 4);
    }
    return kSuccess;
  };
  count(&Asked::launches, stream);
  return submit(stream, work, "fill " + std::to_string(elements));
}
