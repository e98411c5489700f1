#include "fibers.h"

#include <string.h>
#include <sys/mman.h>

#include <string>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

#if !defined(__x86_64__)
#error "the switch between fibers is written for x86-64"
#endif

// Leaves one stack for another: the registers that a callee must keep go onto the one and come from the other.
extern "C" void earshot_switch(void** left, void* entered);
asm(R"(
  .text
  .type earshot_switch, @function
earshot_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
  .size earshot_switch, .-earshot_switch
)");

// The section that holds all __shared__ variables, bounded by the linker.
extern "C" char __start_earshot_shared[] __attribute__((weak, visibility("hidden")));
extern "C" char __stop_earshot_shared[] __attribute__((weak, visibility("hidden")));

namespace earshot_host {
namespace {

constexpr unsigned kMaxThreads = 1024;
constexpr int kWarp = 32;
constexpr size_t kStackSize = 256 * 1024;

/** By how many bytes the ends of neighbouring stacks are moved, and by how many at most; multiples of 16. */
constexpr size_t kSpread = 832;
constexpr size_t kMostSpread = 64 * 1024;

struct Fiber {
  Thread thread;
  unsigned exchanges = 0;
  bool done = false;
  void* stack_pointer = nullptr;
  char* stack = nullptr;
  void* fake_stack = nullptr;
};

struct Warp {
  unsigned mask = 0;
  std::vector<unsigned> waiting;
  uint64_t slots[2][kWarp];
  float floats[2][kWarp][kExchanged];
};

struct Machine {
  std::vector<Fiber> fibers = std::vector<Fiber>(kMaxThreads);
  std::vector<Warp> warps = std::vector<Warp>(kMaxThreads / kWarp);
  std::vector<unsigned> ready;
  size_t next_ready = 0;
  std::vector<unsigned> waiting;
  unsigned live = 0;
  Fiber* current = nullptr;
  void* scheduler = nullptr;
  void* scheduler_fake_stack = nullptr;
  const void* scheduler_stack = nullptr;
  size_t scheduler_stack_size = 0;
  uint64_t random = 0;
  bool shuffle = false;
  void (*kernel)(void**) = nullptr;
  void** arguments = nullptr;
  std::string fault;
};

// Launches are serial (the driver holds a lock), so one machine does.
Machine machine;

void make_ready(std::vector<unsigned>* from) {
  machine.ready.insert(machine.ready.end(), from->begin(), from->end());
  from->clear();
}

/** xorshift64*. */
unsigned random_below(unsigned bound) {
  machine.random ^= machine.random >> 12;
  machine.random ^= machine.random << 25;
  machine.random ^= machine.random >> 27;
  return static_cast<unsigned>((machine.random * 0x2545F4914F6CDD1DULL >> 32) * bound >> 32);
}

unsigned take_ready() {
  if (machine.shuffle) {
    size_t left = machine.ready.size() - machine.next_ready;
    size_t pick = machine.next_ready + random_below(static_cast<unsigned>(left));
    std::swap(machine.ready[pick], machine.ready[machine.next_ready]);
  }
  unsigned id = machine.ready[machine.next_ready++];
  if (machine.next_ready == machine.ready.size()) {
    machine.ready.clear();
    machine.next_ready = 0;
  }
  return id;
}

/**
 * Leaves the current fiber, which waits or is done, for the next one that is ready; for the scheduler if there is none
 * or something is wrong. A sanitizer is told of every switch, so there all of them go through the scheduler.
 */
void leave() {
  Fiber* fiber = machine.current;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&fiber->fake_stack, machine.scheduler_stack, machine.scheduler_stack_size);
  earshot_switch(&fiber->stack_pointer, machine.scheduler);
  __sanitizer_finish_switch_fiber(fiber->fake_stack, &machine.scheduler_stack, &machine.scheduler_stack_size);
#else
  if (machine.ready.empty() || !machine.fault.empty()) {
    earshot_switch(&fiber->stack_pointer, machine.scheduler);
    return;
  }
  machine.current = &machine.fibers[take_ready()];
  running = &machine.current->thread;
  earshot_switch(&fiber->stack_pointer, machine.current->stack_pointer);
#endif
}

void to_fiber(Fiber* fiber) {
  machine.current = fiber;
  running = &fiber->thread;
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_start_switch_fiber(&machine.scheduler_fake_stack, fiber->stack, kStackSize);
#endif
  earshot_switch(&machine.scheduler, fiber->stack_pointer);
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(machine.scheduler_fake_stack, nullptr, nullptr);
#endif
}

/** Where a fiber begins; it serves one thread after another. */
void fiber_main() {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &machine.scheduler_stack, &machine.scheduler_stack_size);
#endif
  for (;;) {
    machine.kernel(machine.arguments);
    machine.current->done = true;
    if (--machine.live == machine.waiting.size()) {
      make_ready(&machine.waiting);
    }
    leave();
  }
}

void prepare(Fiber* fiber) {
  if (fiber->stack == nullptr) {
    void* stack = mmap(
        nullptr, kStackSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (stack == MAP_FAILED) {
      machine.fault = "no memory for a fiber's stack";
      return;
    }
    fiber->stack = static_cast<char*>(stack);
    // What the switch expects: six registers, then where to return to. A function begins 8 bytes off a multiple of
    // 16, as after a call; this one never returns.
    // The stacks' ends are spread: at equal distances they would have to share a few lines of the caches.
    size_t unused = static_cast<size_t>(fiber - machine.fibers.data()) * kSpread % kMostSpread;
    void** top = reinterpret_cast<void**>(fiber->stack + kStackSize - unused) - 2;
    *top = reinterpret_cast<void*>(&fiber_main);
    fiber->stack_pointer = top - 6;
  }
}

/** In turn, or shuffled by Fisher and Yates. */
std::vector<unsigned> block_order(unsigned count) {
  std::vector<unsigned> order(count);
  for (unsigned i = 0; i < count; i++) {
    order[i] = i;
  }
  for (unsigned left = count; machine.shuffle && left > 1; left--) {
    std::swap(order[left - 1], order[random_below(left)]);
  }
  return order;
}

void poison_shared() {
  // All bits set is NaN in float and in double, and -1 in int. Not memset: a sanitizer would look at it.
  char* at = __start_earshot_shared;
  size_t left = static_cast<size_t>(__stop_earshot_shared - __start_earshot_shared);
  asm volatile("rep stosb" : "+D"(at), "+c"(left) : "a"(0xff) : "memory");
}

bool run_block(unsigned threads) {
  machine.live = threads;
  machine.waiting.clear();
  machine.ready.clear();
  machine.next_ready = 0;
  for (unsigned id = 0; id < threads; id++) {
    Fiber& fiber = machine.fibers[id];
    const Index& size = running_block.threads;
    fiber.done = false;
    fiber.exchanges = 0;
    fiber.thread = {{id % size.x, id / size.x % size.y, id / size.x / size.y}, id};
    machine.warps[id / kWarp].waiting.clear();
    machine.ready.push_back(id);
  }
  while (!machine.ready.empty()) {
    to_fiber(&machine.fibers[take_ready()]);
    if (!machine.fault.empty()) {
      return false;
    }
  }
  if (machine.live > 0) {
    machine.fault = std::to_string(machine.live) + " threads of block (" +
        std::to_string(running_block.index.x) + ", " + std::to_string(running_block.index.y) +
        ") wait at a barrier that others never reach";
    return false;
  }
  return true;
}

/** Fibers that are in the middle of something cannot be used again. */
void abandon_fibers() {
  for (Fiber& fiber : machine.fibers) {
    if (fiber.stack != nullptr) {
      munmap(fiber.stack, kStackSize);
      fiber.stack = nullptr;
    }
  }
}

}  // namespace

Thread* running = nullptr;
Block running_block;

void block_barrier() {
  if (machine.waiting.size() + 1 == machine.live) {
    make_ready(&machine.waiting);
    return;
  }
  machine.waiting.push_back(running->id);
  leave();
}

void warp_barrier(unsigned mask) {
  Warp& warp = machine.warps[running->id / kWarp];
  if (warp.waiting.empty()) {
    warp.mask = mask;
  }
  if (warp.mask != mask || (mask >> lane() & 1) == 0) {
    machine.fault = "the lanes of a warp name different masks, or a lane is not in its own";
  } else if (warp.waiting.size() + 1 == (mask == ~0u ? kWarp : static_cast<size_t>(__builtin_popcount(mask)))) {
    make_ready(&warp.waiting);
    return;
  } else {
    warp.waiting.push_back(running->id);
  }
  leave();
}

/** Two sets of slots in turn: a lane can be one exchange ahead of the slowest, never two. */
unsigned next_slots() { return machine.current->exchanges++ % 2; }

uint64_t* exchange() { return machine.warps[running->id / kWarp].slots[next_slots()]; }

float (*exchange_floats())[kExchanged] { return machine.warps[running->id / kWarp].floats[next_slots()]; }

const char* run(
    Index blocks, Index threads, const Settings& settings, void (*kernel)(void**), void** arguments) {
  uint64_t count = static_cast<uint64_t>(threads.x) * threads.y * threads.z;
  machine.fault.clear();
  running_block.threads = threads;
  running_block.blocks = blocks;
  machine.kernel = kernel;
  machine.arguments = arguments;
  machine.shuffle = settings.shuffle_seed != 0;
  machine.random = settings.shuffle_seed;
  for (unsigned id = 0; id < count && machine.fault.empty(); id++) {
    prepare(&machine.fibers[id]);
  }
  std::vector<unsigned> order = block_order(blocks.x * blocks.y * blocks.z);
  for (size_t i = 0; i < order.size() && machine.fault.empty(); i++) {
    unsigned id = order[i];
    running_block.index = {id % blocks.x, id / blocks.x % blocks.y, id / blocks.x / blocks.y};
    if (settings.poison) {
      poison_shared();
    }
    run_block(static_cast<unsigned>(count));
  }
  if (machine.fault.empty()) {
    return nullptr;
  }
  abandon_fibers();
  return machine.fault.c_str();
}

}  // namespace earshot_host
