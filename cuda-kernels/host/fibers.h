// The threads of one block as fibers on one operating-system thread, and what they wait for.
#pragma once

#include <stdint.h>

namespace earshot_host {

struct Index {
  unsigned x, y, z;
};

struct Block {
  Index index, threads, blocks;
};

/** id: the place in the block. */
struct Thread {
  Index index;
  unsigned id;
};

/** How a launch is run; see earshot_host_configure in driver.cpp. */
struct Settings {
  uint64_t shuffle_seed;  // 0: threads run in their natural order
  bool poison;            // whether shared memory holds NaN when a block begins
};

/** The thread that runs, and its block. */
extern Thread* running;
extern Block running_block;

inline Thread& self() { return *running; }

inline Block& block() { return running_block; }

/** The calling thread's place in its warp. */
inline int lane() { return static_cast<int>(running->id % 32); }

/** Waits for all of the block's threads that still run. */
void block_barrier();

/** Waits for all lanes of the mask. */
void warp_barrier(unsigned mask);

/** Where the lanes of this warp leave values for each other before the next warp barrier. */
uint64_t* exchange();

/** The same for kExchanged floats of each lane. */
constexpr int kExchanged = 6;
float (*exchange_floats())[kExchanged];

/** Runs a kernel over all blocks. Returns null, or what went wrong. */
const char* run(
    Index blocks, Index threads, const Settings& settings, void (*kernel)(void** arguments), void** arguments);

}  // namespace earshot_host
