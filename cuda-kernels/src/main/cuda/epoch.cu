// What a training step takes from its epoch and leaves to it: dev.earshot.compute.GraphKernels.
//
//   take_nodes      nodes_i = schedule[(step mod R) w + i], labels_i = all_labels[nodes_i]
//   keep_row        table[step mod R] = row
//   keep_classes    classes[nodes_i] = argmax_c logits_ic where labels_i < 0
//   advance         step += 1
//
// schedule R x w, nodes and labels n, logits n x C, table R x m; all by a thread an element, but for keep_classes, where a
// thread takes a row: C is 4 to 33 and n some hundred, so there is nothing to share out. The step number is read
// from device memory and counted on there: with these four a step is one graph launch, and an epoch a row of them.
// Launch: grid ceil(elements / 128), block 128.
#include "common.cuh"

extern "C" __global__ void take_nodes(
    int n, int width, int rows, int all, const int* schedule, const int* step, const int* all_labels, int* nodes,
    int* labels, int* fault) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) {
    return;
  }
  int node = schedule[static_cast<size_t>(*step % rows) * width + i];
  nodes[i] = node;
  if (node < 0 || node >= all) {
    earshot::report(fault, earshot::kRowOutOfRange);
    labels[i] = -1;
    return;
  }
  labels[i] = all_labels[node];
}

extern "C" __global__ void keep_row(int columns, int rows, const float* row, const int* step, float* table) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < columns) {
    table[static_cast<size_t>(*step % rows) * columns + i] = row[i];
  }
}

extern "C" __global__ void keep_classes(
    int n, int count, int all, const float* logits, const int* labels, const int* nodes, int* classes, int* fault) {
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
    earshot::report(fault, earshot::kRowOutOfRange);
    return;
  }
  classes[nodes[i]] = best;
}

extern "C" __global__ void advance(int* step) {
  if (threadIdx.x == 0) {
    *step += 1;
  }
}
