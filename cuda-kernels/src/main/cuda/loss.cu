// Losses with their gradients in one pass: dev.earshot.compute.LossKernels.
//
// Each kernel writes the unweighted loss, and the weight times its derivative. The divisor of the mean (the number of
// labelled or masked rows) depends on the data, so every block counts it: reading a few hundred integers costs less
// than a launch. Losses are summed in double; the last block to finish adds the sums of all blocks (common.cuh), always
// in the same order. A loss has at least one block, so that a loss over nothing becomes 0.
//
// partials: gridDim.x doubles for each loss. tickets: one for each loss.
#include "common.cuh"

namespace earshot {

/** How many of n elements satisfy a condition; every thread of the block gets the count. */
template <class Condition>
__device__ int block_count(const int* values, int n, Condition condition, int* scratch) {
  int count = 0;
  for (int i = threadIdx.x; i < n; i += blockDim.x) {
    count += condition(values[i]) ? 1 : 0;
  }
  return block_sum(count, scratch);
}

/** The logarithms of a row's softmax. The largest score is stored apart: added to log_sum it would cost bits. */
struct LogSoftmax {
  float largest;
  float log_sum;

  __device__ float of(float score) const { return score - largest - log_sum; }
};

/** By a warp; the same bits in every lane. */
__device__ inline LogSoftmax log_softmax(const float* row, int classes) {
  float largest = -INFINITY;
  for (int c = lane(); c < classes; c += kWarp) {
    largest = fmaxf(largest, row[c]);
  }
  largest = warp_max(largest);
  float sum = 0.0f;
  for (int c = lane(); c < classes; c += kWarp) {
    sum += expf(row[c] - largest);
  }
  return {largest, logf(warp_sum(sum))};
}

}  // namespace earshot

// Cross-entropy over rows with a label, entropy over rows without:
//   -log p_y, d/dl_c = p_c - [c = y]        H = -sum_c p_c log p_c, dH/dl_c = -p_c (log p_c + H)
// logits n x C, labels n (class or -1), loss 2, gradient n x C. A warp a row: C is 4 to 33, so a row is one or two
// loads and the reductions are shuffles.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) classification_loss(
    int n, int classes, const float* __restrict__ logits, const int* __restrict__ labels, float cross_entropy_weight,
    float entropy_weight, float* __restrict__ loss, float* __restrict__ gradient, double* partials, unsigned* tickets,
    int* fault) {
  __shared__ int counts[earshot::kWarps];
  __shared__ double scratch[earshot::kWarps];
  int labelled = earshot::block_count(labels, n, [](int label) { return label >= 0; }, counts);
  int unlabelled = n - labelled;
  double cross_entropy = 0;
  double entropy = 0;
  for (int row = blockIdx.x * earshot::kWarps + earshot::warp(); row < n; row += gridDim.x * earshot::kWarps) {
    const float* scores = logits + static_cast<size_t>(row) * classes;
    float* slope = gradient + static_cast<size_t>(row) * classes;
    int label = labels[row];
    if (label >= classes) {
      earshot::report(fault, earshot::Fault::kLabelOutOfRange);
      continue;
    }
    earshot::LogSoftmax log_p = earshot::log_softmax(scores, classes);
    if (label >= 0) {
      if (earshot::lane() == 0) {
        cross_entropy -= log_p.of(scores[label]);
      }
      float weight = cross_entropy_weight / labelled;
      for (int c = earshot::lane(); c < classes; c += earshot::kWarp) {
        // p - 1 by expm1, which is exact where p is nearly 1.
        float log_pc = log_p.of(scores[c]);
        slope[c] = weight * (c == label ? expm1f(log_pc) : expf(log_pc));
      }
    } else {
      float row_entropy = 0.0f;
      for (int c = earshot::lane(); c < classes; c += earshot::kWarp) {
        float log_pc = log_p.of(scores[c]);
        row_entropy -= expf(log_pc) * log_pc;
      }
      row_entropy = earshot::warp_sum(row_entropy);
      if (earshot::lane() == 0) {
        entropy += row_entropy;
      }
      float weight = entropy_weight / unlabelled;
      for (int c = earshot::lane(); c < classes; c += earshot::kWarp) {
        float log_pc = log_p.of(scores[c]);
        slope[c] = -weight * expf(log_pc) * (log_pc + row_entropy);
      }
    }
  }
  cross_entropy = earshot::block_sum(cross_entropy, scratch);
  entropy = earshot::block_sum(entropy, scratch);
  if (earshot::grid_sum(&cross_entropy, partials, tickets, scratch) && threadIdx.x == 0) {
    loss[0] = labelled == 0 ? 0.0f : static_cast<float>(cross_entropy / labelled);
  }
  __syncthreads();
  if (earshot::grid_sum(&entropy, partials + gridDim.x, tickets + 1, scratch) && threadIdx.x == 0) {
    loss[1] = unlabelled == 0 ? 0.0f : static_cast<float>(entropy / unlabelled);
  }
}

// The mean of (prediction - target)^2 over the elements of rows with mask 1; gradient 2 (prediction - target) / count
// there and 0 elsewhere. prediction, target, gradient n x d. A thread takes every (grid size)-th element.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) squared_error_loss(
    int n, int d, const float* __restrict__ prediction, const float* __restrict__ target, const int* __restrict__ mask,
    float weight, float* __restrict__ loss, float* __restrict__ gradient, double* partials, unsigned* tickets) {
  __shared__ int counts[earshot::kWarps];
  __shared__ double scratch[earshot::kWarps];
  int rows = earshot::block_count(mask, n, [](int chosen) { return chosen == 1; }, counts);
  double count = static_cast<double>(rows) * d;
  float factor = rows == 0 ? 0.0f : static_cast<float>(2 * weight / count);
  double sum = 0;
  unsigned size = static_cast<unsigned>(n) * d;
  for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < size; i += gridDim.x * blockDim.x) {
    float slope = 0.0f;
    if (mask[i / d] == 1) {
      float error = prediction[i] - target[i];
      sum += static_cast<double>(error) * error;
      slope = factor * error;
    }
    gradient[i] = slope;
  }
  sum = earshot::block_sum(sum, scratch);
  if (earshot::grid_sum(&sum, partials, tickets, scratch) && threadIdx.x == 0) {
    loss[0] = rows == 0 ? 0.0f : static_cast<float>(sum / count);
  }
}

// The mean of log(1 + exp(l)) - t l; gradient (sigmoid(l) - t) / n. n logits. A thread takes every (grid size)-th
// logit.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) logistic_loss(
    int n, const float* __restrict__ logits, const int* __restrict__ targets, float weight, float* __restrict__ loss,
    float* __restrict__ gradient, double* partials, unsigned* tickets) {
  __shared__ double scratch[earshot::kWarps];
  double sum = 0;
  for (unsigned i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) {
    float l = logits[i];
    float target = static_cast<float>(targets[i]);
    // max(l, 0) + log(1 + exp(-|l|)) cannot overflow.
    sum += fmaxf(l, 0.0f) + log1pf(expf(-fabsf(l))) - target * l;
    // sigmoid(l) - 1 = -sigmoid(-l), exact where the sigmoid is nearly 1.
    float slope = targets[i] == 1 ? -1.0f / (1.0f + expf(l)) : 1.0f / (1.0f + expf(-l));
    gradient[i] = weight * slope / n;
  }
  sum = earshot::block_sum(sum, scratch);
  if (earshot::grid_sum(&sum, partials, tickets, scratch) && threadIdx.x == 0) {
    loss[0] = static_cast<float>(sum / n);
  }
}

// Each row's softmax; probabilities may be logits. A warp a row.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) softmax(
    int n, int classes, const float* logits, float* probabilities) {
  int row = blockIdx.x * earshot::kWarps + earshot::warp();
  if (row >= n) {
    return;
  }
  const float* scores = logits + static_cast<size_t>(row) * classes;
  earshot::LogSoftmax log_p = earshot::log_softmax(scores, classes);
  for (int c = earshot::lane(); c < classes; c += earshot::kWarp) {
    probabilities[static_cast<size_t>(row) * classes + c] = expf(log_p.of(scores[c]));
  }
}

// The mean of -sum_c t_c log p_c over the rows; gradient weight (p_c - t_c) / n. logits, targets and gradient n x C.
// The weight is read from device memory. A warp a row.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) soft_classification_loss(
    int n, int classes, const float* __restrict__ logits, const float* __restrict__ targets,
    const float* __restrict__ weight, float* __restrict__ loss, float* __restrict__ gradient, double* partials,
    unsigned* tickets) {
  __shared__ double scratch[earshot::kWarps];
  double sum = 0;
  float factor = *weight / n;
  for (int row = blockIdx.x * earshot::kWarps + earshot::warp(); row < n; row += gridDim.x * earshot::kWarps) {
    size_t first = static_cast<size_t>(row) * classes;
    earshot::LogSoftmax log_p = earshot::log_softmax(logits + first, classes);
    for (int c = earshot::lane(); c < classes; c += earshot::kWarp) {
      float log_pc = log_p.of(logits[first + c]);
      sum -= static_cast<double>(targets[first + c]) * log_pc;
      gradient[first + c] = factor * (expf(log_pc) - targets[first + c]);
    }
  }
  sum = earshot::block_sum(sum, scratch);
  if (earshot::grid_sum(&sum, partials, tickets, scratch) && threadIdx.x == 0) {
    loss[0] = n == 0 ? 0.0f : static_cast<float>(sum / n);
  }
}

// y_c = p_c^(1/T) / sum_k p_k^(1/T) in each row; y may be p. A warp a row.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) sharpen(
    int n, int classes, const float* probabilities, double temperature, float* y) {
  int row = blockIdx.x * earshot::kWarps + earshot::warp();
  if (row >= n) {
    return;
  }
  size_t first = static_cast<size_t>(row) * classes;
  float largest = 0.0f;
  for (int c = earshot::lane(); c < classes; c += earshot::kWarp) {
    largest = fmaxf(largest, probabilities[first + c]);
  }
  largest = earshot::warp_max(largest);
  // In double: a power of 10 would multiply the rounding error of a float logarithm by 10.
  float sum = 0.0f;
  for (int c = earshot::lane(); c < classes; c += earshot::kWarp) {
    float power = static_cast<float>(pow(static_cast<double>(probabilities[first + c]) / largest, 1.0 / temperature));
    y[first + c] = power;
    sum += power;
  }
  sum = earshot::warp_sum(sum);
  for (int c = earshot::lane(); c < classes; c += earshot::kWarp) {
    y[first + c] /= sum;
  }
}
