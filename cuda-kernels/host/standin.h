// What the stand-ins for cuBLAS and cuSPARSE ask of the stand-in for the driver.
#pragma once

#include <stddef.h>

#include <functional>

#define EXPORT extern "C" __attribute__((visibility("default")))

/** Puts work on a stream of the driver's, or into the graph that is being captured from it. */
EXPORT int earshot_host_submit(void* stream, std::function<int()>* work);

/** Whether size bytes from `at` on lie inside one allocation on the device. */
EXPORT int earshot_host_inside(const void* at, size_t size);

/** Whether the calling thread is capturing a graph. */
EXPORT bool earshot_host_capturing();

/** Counts what is created (+1) and destroyed (-1). */
EXPORT void earshot_host_count_library_object(int change);
