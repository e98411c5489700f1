// What a training step reads from its epoch and stores for it: dev.earshot.compute.GraphKernels.
//
//   take_nodes      nodes_i = schedule[(step mod R) w + i], labels_i = all_labels[nodes_i]
//   keep_row        table[step mod R] = row
//   keep_classes    classes[nodes_i] = argmax_c logits_ic where labels_i < 0
//   advance         step += 1
//
// schedule R x w, nodes and labels n, logits n x C, table R x m. A thread an element; in keep_classes a thread a row,
// since C is 4 to 33 and n some hundred. The step number is read and advanced in device memory: with these kernels a
// step is one graph launch, and an epoch is a sequence of them.
#include "common.cuh"

extern "C" __global__ void __launch_bounds__(128) take_nodes(
    int n, int width, int rows, int all, const int* __restrict__ schedule, const int* __restrict__ step,
    const int* __restrict__ all_labels, int* __restrict__ nodes, int* __restrict__ labels, int* fault) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) {
    return;
  }
  int node = schedule[static_cast<size_t>(*step % rows) * width + i];
  nodes[i] = node;
  if (node < 0 || node >= all) {
    earshot::report(fault, earshot::Fault::kRowOutOfRange);
    labels[i] = -1;
    return;
  }
  labels[i] = all_labels[node];
}

extern "C" __global__ void __launch_bounds__(128) keep_row(
    int columns, int rows, const float* __restrict__ row, const int* __restrict__ step, float* __restrict__ table) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < columns) {
    table[static_cast<size_t>(*step % rows) * columns + i] = row[i];
  }
}

extern "C" __global__ void __launch_bounds__(128) keep_classes(
    int n, int count, int all, const float* __restrict__ logits, const int* __restrict__ labels,
    const int* __restrict__ nodes, int* __restrict__ classes, int* fault) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n || labels[i] >= 0) {
    return;
  }
  const float* scores = logits + static_cast<size_t>(i) * count;
  int best = 0;
  for (int c = 1; c < count; c++) {
    best = scores[c] > scores[best] ? c : best;
  }
  if (nodes[i] < 0 || nodes[i] >= all) {
    earshot::report(fault, earshot::Fault::kRowOutOfRange);
    return;
  }
  classes[nodes[i]] = best;
}

extern "C" __global__ void __launch_bounds__(128) advance(int* step) {
  if (threadIdx.x == 0) {
    *step += 1;
  }
}

// Does nothing. A chain of these, each after the other, shows what a launch costs.
extern "C" __global__ void __launch_bounds__(32) nothing(int* after) {
  (void)after;
}
