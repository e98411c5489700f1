// What a library of kernels compiled for the host offers to the stand-in driver that loads it.
#pragma once

#include <stddef.h>

#include "fibers.h"

namespace earshot_host {

struct Kernel {
  const char* name;
  int parameters;
  const size_t* parameter_sizes;
  void (*call)(void** arguments);
};

struct Module {
  int kernels;
  const Kernel* kernel;
  decltype(&run) launch;
};

}  // namespace earshot_host
