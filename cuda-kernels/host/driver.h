// What the parts of the stand-in for CUDA's driver share. driver.cpp: device, context, errors, what tests ask for;
// memory.cpp; launches.cpp: modules and kernels; streams.cpp: streams and events; graphs.cpp: captures and graphs.
#pragma once

#include <stddef.h>

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "fibers.h"
#include "standin.h"

namespace earshot_host {

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

using Work = std::function<int()>;

/** Every call of the driver holds the one lock there is. */
struct Hold {
  Hold();
  ~Hold();
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;
};

/** Remembers what went wrong, for cuGetErrorString; returns the code. */
int fail(Result code, const std::string& message);

/** Whether the calling thread has a context. */
bool has_context();

/** How tests want kernels to be run. */
const Settings& settings();

/** Whether size bytes from `at` on lie inside one allocation on the device. */
bool inside_device(const void* at, size_t size);

/** Fails if the kernel that has just run wrote beside an allocation. */
int check_margins(const char* kernel);

/** Puts work on a stream, or into the graph that is being captured from it. name: a kernel's with its grid. */
int submit(void* stream, Work work, const std::string& name = "no kernel");

/** Does all work of all streams; returns the first error that ever was, which stays. */
int finish_all();

/** How many objects there are that nobody has destroyed, by kind. */
using Ledger = std::vector<std::pair<std::string, int>>;

void count_launches(Ledger* ledger);
void count_memory(Ledger* ledger);
void count_streams(Ledger* ledger);
void count_graphs(Ledger* ledger);

/** Whether the calling thread is capturing a graph. */
bool is_capturing();

/** What the host has asked for outside of captures; a graph is one launch, and so is a fill or a call of a library. */
struct Asked {
  int waits = 0;
  int copies_to_device = 0;
  int launches = 0;
};

Asked& asked();

/** Counts a launch or a copy, unless the stream is being captured. */
void count(int Asked::*what, void* stream);

}  // namespace earshot_host
