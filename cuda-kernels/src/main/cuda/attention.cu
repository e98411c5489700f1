// Attention over a graph's edges, H heads of F columns: attend and attendBackward of dev.earshot.compute.SparseKernels.
//
// Forward    t_ih = x_i,h . target_h,  s_jh = x_j,h . source_h                              attend_scores
//            a_e,h = softmax over row i's entries e = (i, j) of leakyRelu(t_ih + s_jh)      attend_mix
//            y_i,h = activation(sum_e f_e,h a_e,h x_j,h + bias_h), f given factors or 1
// Backward   da_e,h = f_e,h dy_i,h . x_j,h
//            dz_e,h = a_e,h (da_e,h - sum_e' a_e',h da_e',h) (1 or slope)                   attend_edges_backward
//            dt_ih = sum over row i of dz,  ds_jh = sum over column j of dz
//            dx_j = sum over column j of f_e a_e dy_i + dt_j target + ds_j source               attend_nodes_backward
//            dtarget = sum_i dt_i x_i,  dsource = sum_j ds_j x_j                            attend_vectors_backward
//
// A warp takes a row of the graph, or a column by the stored transpose, whose `entries` give the index of each of its
// entries in the matrix itself. So everything is a sum in a fixed order and nothing is atomic. Rows have 3 to 8
// entries, so the softmax of a row and the mixing of its neighbours fit into one launch; the weights go through memory,
// since the backward pass needs them.
#include "common.cuh"

namespace earshot {

/** The dot product of n elements, by a warp; the same bits in every lane. */
__device__ inline float warp_dot(const float* a, const float* b, int n) {
  float sum = 0.0f;
  for (int c = lane(); c < n; c += kWarp) {
    sum += a[c] * b[c];
  }
  return warp_sum(sum);
}

/** The factor of an attention weight in the sum over the neighbours; 1 without factors. */
__device__ inline float factor(const float* factors, size_t at) {
  return factors == nullptr ? 1.0f : factors[at];
}

}  // namespace earshot

// scores n x 2 H: t, then s. vectors 2 x H F. A warp a node.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) attend_scores(
    int n, int heads, int width, const float* __restrict__ x, const float* __restrict__ vectors,
    float* __restrict__ scores) {
  int i = blockIdx.x * earshot::kWarps + earshot::warp();
  if (i >= n) {
    return;
  }
  int columns = heads * width;
  for (int h = 0; h < heads; h++) {
    const float* own = x + static_cast<size_t>(i) * columns + h * width;
    float target = earshot::warp_dot(own, vectors + h * width, width);
    float source = earshot::warp_dot(own, vectors + columns + h * width, width);
    if (earshot::lane() == 0) {
      scores[i * 2 * heads + h] = target;
      scores[i * 2 * heads + heads + h] = source;
    }
  }
}

// attention: a row of H weights for each entry. A warp a row.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) attend_mix(
    int n, int heads, int width, const int* offsets, const int* indices,
    const float* x, const float* scores, float slope, const float* factors,
    const float* bias, earshot::Activation activation, float* attention,
    float* y) {
  int i = blockIdx.x * earshot::kWarps + earshot::warp();
  if (i >= n) {
    return;
  }
  int begin = offsets[i];
  int end = offsets[i + 1];
  for (int h = 0; h < heads; h++) {
    float target = scores[i * 2 * heads + h];
    float largest = -INFINITY;
    for (int e = begin + earshot::lane(); e < end; e += earshot::kWarp) {
      float z = target + scores[indices[e] * 2 * heads + heads + h];
      z = z > 0.0f ? z : slope * z;
      attention[static_cast<size_t>(e) * heads + h] = z;
      largest = fmaxf(largest, z);
    }
    largest = earshot::warp_max(largest);
    float sum = 0.0f;
    for (int e = begin + earshot::lane(); e < end; e += earshot::kWarp) {
      sum += expf(attention[static_cast<size_t>(e) * heads + h] - largest);
    }
    sum = earshot::warp_sum(sum);
    for (int e = begin + earshot::lane(); e < end; e += earshot::kWarp) {
      float* weight = attention + static_cast<size_t>(e) * heads + h;
      *weight = expf(*weight - largest) / sum;
    }
  }
  __syncwarp();
  int columns = heads * width;
  for (int c = earshot::lane(); c < columns; c += earshot::kWarp) {
    float mixed = 0.0f;
    for (int e = begin; e < end; e++) {
      size_t at = static_cast<size_t>(e) * heads + c / width;
      mixed += earshot::factor(factors, at) * attention[at] * x[static_cast<size_t>(indices[e]) * columns + c];
    }
    y[static_cast<size_t>(i) * columns + c] = earshot::activate(mixed + (bias == nullptr ? 0.0f : bias[c]), activation);
  }
}

// edge_slopes: dz, a row of H for each entry. node_slopes n x 2 H: dt in its first half. A warp a row.
extern "C" __global__ void __launch_bounds__(earshot::kThreads, 5) attend_edges_backward(
    int n, int heads, int width, const int* __restrict__ offsets, const int* __restrict__ indices,
    const float* __restrict__ x, const float* __restrict__ scores, const float* __restrict__ attention,
    const float* __restrict__ factors, const float* __restrict__ gradient, float slope, float* __restrict__ edge_slopes,
    float* __restrict__ node_slopes) {
  int i = blockIdx.x * earshot::kWarps + earshot::warp();
  if (i >= n) {
    return;
  }
  int columns = heads * width;
  int begin = offsets[i];
  int end = offsets[i + 1];
  for (int h = 0; h < heads; h++) {
    const float* own = gradient + static_cast<size_t>(i) * columns + h * width;
    float mean = 0.0f;
    for (int e = begin; e < end; e++) {
      float by_weight = earshot::factor(factors, static_cast<size_t>(e) * heads + h) *
          earshot::warp_dot(own, x + static_cast<size_t>(indices[e]) * columns + h * width, width);
      mean += attention[static_cast<size_t>(e) * heads + h] * by_weight;
      if (earshot::lane() == 0) {
        edge_slopes[static_cast<size_t>(e) * heads + h] = by_weight;
      }
    }
    __syncwarp();
    float target = scores[i * 2 * heads + h];
    float sum = 0.0f;
    for (int e = begin + earshot::lane(); e < end; e += earshot::kWarp) {
      size_t at = static_cast<size_t>(e) * heads + h;
      float z = target + scores[indices[e] * 2 * heads + heads + h];
      float by_score = attention[at] * (edge_slopes[at] - mean) * (z > 0.0f ? 1.0f : slope);
      edge_slopes[at] = by_score;
      sum += by_score;
    }
    sum = earshot::warp_sum(sum);
    if (earshot::lane() == 0) {
      node_slopes[i * 2 * heads + h] = sum;
    }
  }
}

// ds into the second half of node_slopes, and x_gradient = dx + beta x_gradient. offsets, indices, entries: those of
// the transpose. A warp a node.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) attend_nodes_backward(
    int n, int heads, int width, const int* __restrict__ offsets, const int* __restrict__ indices,
    const int* __restrict__ entries, const float* __restrict__ vectors, const float* __restrict__ attention,
    const float* __restrict__ factors, const float* __restrict__ gradient, const float* __restrict__ edge_slopes,
    float beta, float* __restrict__ node_slopes, float* __restrict__ x_gradient) {
  int j = blockIdx.x * earshot::kWarps + earshot::warp();
  if (j >= n) {
    return;
  }
  int columns = heads * width;
  int begin = offsets[j];
  int end = offsets[j + 1];
  for (int c = earshot::lane(); c < columns; c += earshot::kWarp) {
    int h = c / width;
    float source = 0.0f;
    float mixed = 0.0f;
    for (int e = begin; e < end; e++) {
      size_t at = static_cast<size_t>(entries[e]) * heads + h;
      source += edge_slopes[at];
      mixed += earshot::factor(factors, at) * attention[at] * gradient[static_cast<size_t>(indices[e]) * columns + c];
    }
    float own = node_slopes[j * 2 * heads + h] * vectors[c] + source * vectors[columns + c];
    float* out = x_gradient + static_cast<size_t>(j) * columns + c;
    *out = earshot::blend(own + mixed, beta, out);
    if (c % width == 0) {
      node_slopes[j * 2 * heads + heads + h] = source;
    }
  }
}

// dtarget and dsource, + beta times what was there. A block of 32 x 8 threads takes 32 columns, as in column_sums.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) attend_vectors_backward(
    int n, int heads, int width, const float* __restrict__ x, const float* __restrict__ node_slopes, float beta,
    float* __restrict__ vectors_gradient) {
  __shared__ float part[2][earshot::kWarps][earshot::kWarp];
  int columns = heads * width;
  int c = blockIdx.x * earshot::kWarp + threadIdx.x;
  float target = 0.0f;
  float source = 0.0f;
  if (c < columns) {
    for (int i = threadIdx.y; i < n; i += earshot::kWarps) {
      float value = x[static_cast<size_t>(i) * columns + c];
      target += node_slopes[i * 2 * heads + c / width] * value;
      source += node_slopes[i * 2 * heads + heads + c / width] * value;
    }
  }
  part[0][threadIdx.y][threadIdx.x] = target;
  part[1][threadIdx.y][threadIdx.x] = source;
  __syncthreads();
  if (threadIdx.y < 2 && c < columns) {
    float total = 0.0f;
    for (int w = 0; w < earshot::kWarps; w++) {
      total += part[threadIdx.y][w][threadIdx.x];
    }
    float* out = vectors_gradient + threadIdx.y * columns + c;
    *out = earshot::blend(total, beta, out);
  }
}
