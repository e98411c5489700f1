// Gradients of parameters: dev.earshot.compute.DenseKernels, and Adam's step of what they are the gradients of.
//
//   dW = a' b + other_a' other_b + beta dW      the product of one or two passes
//   db = the columns' sums of what came back    in further blocks of the same launch
//
// A weight and its bias are stored one after the other, and their gradients are wanted at the same time. The sums are of
// few rows: a launch of their own would cost more than they do.
#include "columns.cuh"
#include "near.cuh"
#include "product.cuh"

namespace earshot {

/** Stores the gradient of a weight, the sum of two products, and takes the weight's step of Adam if there is one. */
__device__ inline void store_gradient(
    const Product& p, int row, int column, float first, float second, const AdamStep& step) {
  if (row < p.rows && column < p.columns) {
    size_t at = static_cast<size_t>(row) * p.columns + column;
    float gradient = second + blend(first, p.beta, p.c + at);
    p.c[at] = gradient;
    if (step.parameters != nullptr) {
      step.apply(at, gradient);
    }
  }
}

__device__ inline void small_store(
    const Product& p, int first_row, int first_column, const float* first, const float* second, const AdamStep& step) {
#pragma unroll
  for (int e = 0; e < kSmallEach; e++) {
    int at = threadIdx.x + e * kThreads;
    store_gradient(p, first_row + at / kSmallTile, first_column + at % kSmallTile, first[e], second[e], step);
  }
}

/**
 * The sum of two products a' b, the second one's operands in `other`: as the one after the other would make it. The row
 * of blocks behind those of the product has the bias.
 */
__device__ inline void small_product_of_both(
    float* shared, Product p, Product other, const AdamStep& step, const BiasGradient& bias) {
  int first_row = blockIdx.x * kSmallTile;
  int first_column = blockIdx.y * kSmallTile;
  if (first_row >= p.rows) {
    bias.store(first_column + lane(), p.columns, lane(), warp());
    return;
  }
  float first[kSmallEach];
  float second[kSmallEach];
  small_sums<true, false>(shared, p, first_row, first_column, first);
  small_sums<true, false>(shared, other, first_row, first_column, second);
  small_store(p, first_row, first_column, first, second, step);
}

/** As small_product_of_both. */
__device__ inline void middle_product_of_both(
    float* shared, Product p, Product other, const AdamStep& step, const BiasGradient& bias) {
  if (blockIdx.x * kMiddleTile >= p.rows) {
    for (int from = 0; from < kMiddleTile; from += kWarp) {
      bias.store(blockIdx.y * kMiddleTile + from + lane(), p.columns, lane(), warp());
    }
    return;
  }
  float first[kMiddleEach][kMiddleEach];
  float sum[kMiddleEach][kMiddleEach];
  middle_sums<true, false>(shared, p, first);
  middle_sums<true, false>(shared, other, sum);
#pragma unroll
  for (int i = 0; i < kMiddleEach; i++) {
#pragma unroll
    for (int j = 0; j < kMiddleEach; j++) {
      store_gradient(p, middle_row() + i, middle_column() + j, first[i][j], sum[i][j], step);
    }
  }
}

/** The most terms of a sum of moved rows. */
constexpr int kMovedTerms = 3;

/** A x, then moved. x: null for a term that there is not. */
struct MovedTerm {
  const float* x;
  Moving moving;
  const int* moved;
};

/** What a block of a sum of moved rows keeps in shared memory. */
struct MovedRoom {
  NearRoom matrix;
  /** For each row, its number of `moved`; the first row that is added to it; and how many are. */
  int number[kSpreadRows];
  int head[kSpreadRows];
  int count[kSpreadRows];
};

/** A sum of moved rows of A x, A square and of at most kSpreadRows rows: propagate_moved without a beta. */
struct MovedSum {
  int rows;
  MovedTerm term[kMovedTerms];
  NearMatrix matrix;
  float* y;
  int* fault;

  /**
   * Makes a strip of columns, all rows of it, and stores it, too, in the first row of blocks. given, strip: kSpreadRows x
   * kStripColumns, shared.
   */
  __device__ void make(int columns, int first_column, MovedRoom* room, float* given, float* strip) const {
    constexpr int kItems = kSpreadRows * kFours / kThreads;
    static_assert(kSpreadRows * kFours % kThreads == 0 && kSpreadRows <= kThreads, "every thread has as many items");
    // All loads at once.
    float4 held[kMovedTerms][kItems];
    int number[kMovedTerms];
#pragma unroll
    for (int t = 0; t < kMovedTerms; t++) {
      bool wide = columns % 4 == 0 && reinterpret_cast<size_t>(term[t].x) % 16 == 0;
#pragma unroll
      for (int item = 0; item < kItems; item++) {
        int row = (threadIdx.x + item * kThreads) / kFours;
        int column = first_column + threadIdx.x % kFours * 4;
        bool there = term[t].x != nullptr && row < rows;
        held[t][item] = load_four(
            term[t].x + static_cast<size_t>(row) * columns + column, there ? columns - column : 0, wide);
      }
      number[t] = term[t].moved != nullptr && threadIdx.x < rows ? term[t].moved[threadIdx.x] : 0;
    }
    NearMatrix a = matrix.brought(rows, &room->matrix);
    float4 z[kItems];
#pragma unroll
    for (int item = 0; item < kItems; item++) {
      z[item] = {0.0f, 0.0f, 0.0f, 0.0f};
    }
#pragma unroll
    for (int t = 0; t < kMovedTerms; t++) {
      if (term[t].x == nullptr) {
        continue;
      }
#pragma unroll
      for (int item = 0; item < kItems; item++) {
        *reinterpret_cast<float4*>(given + 4 * (threadIdx.x + item * kThreads)) = held[t][item];
      }
      if (threadIdx.x < kSpreadRows) {
        room->number[threadIdx.x] = number[t];
        room->head[threadIdx.x] = kSpreadRows;
        room->count[threadIdx.x] = 0;
      }
      __syncthreads();
      if (term[t].moving == Moving::kAdded) {
        if (threadIdx.x < rows) {
          if (number[t] >= 0 && number[t] < rows) {
            atomicMin(&room->head[number[t]], static_cast<int>(threadIdx.x));
            atomicAdd(&room->count[number[t]], 1);
          } else {
            report(fault, Fault::kRowOutOfRange);
          }
        }
        __syncthreads();
      }
#pragma unroll
      for (int item = 0; item < kItems; item++) {
        int row = (threadIdx.x + item * kThreads) / kFours;
        if (row < rows) {
          add_term(term[t].moving, a, *room, row, given, &z[item]);
        }
      }
      __syncthreads();
    }
#pragma unroll
    for (int item = 0; item < kItems; item++) {
      int at = threadIdx.x + item * kThreads;
      *reinterpret_cast<float4*>(strip + 4 * at) = z[item];
      int column = first_column + at % kFours * 4;
      for (int c = 0; c < 4 && blockIdx.x == 0 && at / kFours < rows; c++) {
        if (column + c < columns) {
          y[static_cast<size_t>(at / kFours) * columns + column + c] = part(z[item], c);
        }
      }
    }
    __syncthreads();
  }

 private:
  /** Adds what one term has for a row. */
  __device__ void add_term(
      Moving moving, const NearMatrix& a, const MovedRoom& room, int row, const float* given, float4* z) const {
    int column = threadIdx.x % kFours * 4;
    if (moving != Moving::kAdded) {
      float4 zero = {0.0f, 0.0f, 0.0f, 0.0f};
      bool cleared = moving == Moving::kCleared && room.number[row] == 1;
      *z = total_of(cleared ? zero : a.row(row, given, column), *z);
      return;
    }
    // Nearly always there is one; more are added in their order.
    int left = room.count[row];
    for (int k = room.head[row]; left > 0; k++) {
      if (room.number[k] == row) {
        *z = total_of(*z, a.row(k, given, column));
        left--;
      }
    }
  }
};

/** An operand of a product that is a strip in shared memory. */
struct Strip {
  const float* data;
  int rows;
};

/** Loader of a strip's slices. */
struct StripLoader {
  Strip strip;
  int from;

  __device__ explicit StripLoader(const Strip& strip) : strip(strip), from(0) {}

  __device__ void fetch(int from) { this->from = from; }

  __device__ void store(float* slice) const {
    for (int at = threadIdx.x; at < kSmallDepth * kFours; at += kThreads) {
      float4 four = {0.0f, 0.0f, 0.0f, 0.0f};
      if (from + at / kFours < strip.rows) {
        four = *reinterpret_cast<const float4*>(strip.data + from * kStripColumns + 4 * at);
      }
      *reinterpret_cast<float4*>(slice + at / kFours * kSmallStride + at % kFours * 4) = four;
    }
  }
};

}  // namespace earshot

// c = a' b + other_a' other_b + beta c: the gradient of a weight that two passes use, or one with other_depth 0; and Adam's
// step of the weight unless parameters is null. Blocks behind the last row of tiles make the gradient of a bias with as
// many columns, and take its step.

extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_tn_both_32(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, int other_depth,
    const float* __restrict__ other_a, const float* __restrict__ other_b, float beta, float* __restrict__ c,
    double beta1, double beta2, float epsilon, float kept, const float* __restrict__ factors,
    float* __restrict__ parameters, float* __restrict__ mean, float* __restrict__ variance, int bias_rows,
    const float* __restrict__ bias_x, int other_bias_rows, const float* __restrict__ other_bias_x, int third_bias_rows,
    const float* __restrict__ third_bias_x, int fourth_bias_rows, const float* __restrict__ fourth_bias_x,
    float bias_beta, float* __restrict__ bias_sums, float* __restrict__ bias_parameters, float* __restrict__ bias_mean,
    float* __restrict__ bias_variance) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  earshot::small_product_of_both(
      slices, {rows, columns, depth, a, b, beta, nullptr, earshot::Activation::kNone, nullptr, c},
      {rows, columns, other_depth, other_a, other_b, 0.0f, nullptr, earshot::Activation::kNone, nullptr, c},
      {beta1, beta2, epsilon, kept, factors, parameters, mean, variance},
      {{{bias_rows, bias_x}, {other_bias_rows, other_bias_x}, {third_bias_rows, third_bias_x},
        {fourth_bias_rows, fourth_bias_x}}, bias_beta, bias_sums,
       {beta1, beta2, epsilon, kept, factors, bias_parameters, bias_mean, bias_variance}});
}

extern "C" __global__ void __launch_bounds__(earshot::kThreads, 3) product_tn_both_64(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, int other_depth,
    const float* __restrict__ other_a, const float* __restrict__ other_b, float beta, float* __restrict__ c,
    double beta1, double beta2, float epsilon, float kept, const float* __restrict__ factors,
    float* __restrict__ parameters, float* __restrict__ mean, float* __restrict__ variance, int bias_rows,
    const float* __restrict__ bias_x, int other_bias_rows, const float* __restrict__ other_bias_x, int third_bias_rows,
    const float* __restrict__ third_bias_x, int fourth_bias_rows, const float* __restrict__ fourth_bias_x,
    float bias_beta, float* __restrict__ bias_sums, float* __restrict__ bias_parameters, float* __restrict__ bias_mean,
    float* __restrict__ bias_variance) {
  __shared__ __align__(16) float slices[earshot::kMiddleShared];
  earshot::middle_product_of_both(
      slices, {rows, columns, depth, a, b, beta, nullptr, earshot::Activation::kNone, nullptr, c},
      {rows, columns, other_depth, other_a, other_b, 0.0f, nullptr, earshot::Activation::kNone, nullptr, c},
      {beta1, beta2, epsilon, kept, factors, parameters, mean, variance},
      {{{bias_rows, bias_x}, {other_bias_rows, other_bias_x}, {third_bias_rows, third_bias_x},
        {fourth_bias_rows, fourth_bias_x}}, bias_beta, bias_sums,
       {beta1, beta2, epsilon, kept, factors, bias_parameters, bias_mean, bias_variance}});
}

// The same with other_b = the sum of up to three terms, each A times some x whose rows are then moved. Each block makes the
// columns of it that it needs: the gradient of the first layer's weight need not wait for a launch that does nothing else.
// other_depth: also the rows of A, at most kSpreadRows.
extern "C" __global__ void __launch_bounds__(earshot::kThreads) product_tn_moved_32(
    int rows, int columns, int depth, const float* __restrict__ a, const float* __restrict__ b, int other_depth,
    const float* __restrict__ other_a, const int* __restrict__ offsets, const int* __restrict__ indices,
    const float* __restrict__ values, const float* __restrict__ x, earshot::Moving moving,
    const int* __restrict__ moved, const float* __restrict__ other_x, earshot::Moving other_moving,
    const int* __restrict__ other_moved, const float* __restrict__ third_x, earshot::Moving third_moving,
    const int* __restrict__ third_moved, float* __restrict__ other_b, int* fault, float beta, float* __restrict__ c,
    double beta1, double beta2, float epsilon, float kept, const float* __restrict__ factors,
    float* __restrict__ parameters, float* __restrict__ mean, float* __restrict__ variance, int bias_rows,
    const float* __restrict__ bias_x, int other_bias_rows, const float* __restrict__ other_bias_x, int third_bias_rows,
    const float* __restrict__ third_bias_x, int fourth_bias_rows, const float* __restrict__ fourth_bias_x,
    float bias_beta, float* __restrict__ bias_sums, float* __restrict__ bias_parameters, float* __restrict__ bias_mean,
    float* __restrict__ bias_variance) {
  __shared__ __align__(16) float slices[earshot::kSmallShared];
  __shared__ __align__(16) float strip[earshot::kSpreadRows * earshot::kStripColumns];
  __shared__ earshot::MovedRoom room;
  static_assert(earshot::kSmallShared >= earshot::kSpreadRows * earshot::kStripColumns, "the strips of x need room");
  earshot::AdamStep step = {beta1, beta2, epsilon, kept, factors, parameters, mean, variance};
  earshot::Product p = {rows, columns, depth, a, b, beta, nullptr, earshot::Activation::kNone, nullptr, c};
  int first_row = blockIdx.x * earshot::kSmallTile;
  int first_column = blockIdx.y * earshot::kSmallTile;
  if (first_row >= rows) {
    earshot::BiasGradient bias = {
        {{bias_rows, bias_x}, {other_bias_rows, other_bias_x}, {third_bias_rows, third_bias_x},
         {fourth_bias_rows, fourth_bias_x}},
        bias_beta, bias_sums,
        {beta1, beta2, epsilon, kept, factors, bias_parameters, bias_mean, bias_variance}};
    bias.store(first_column + earshot::lane(), columns, earshot::lane(), earshot::warp());
    return;
  }
  earshot::MovedSum sum = {
      other_depth, {{x, moving, moved}, {other_x, other_moving, other_moved}, {third_x, third_moving, third_moved}},
      {offsets, indices, values}, other_b, fault};
  sum.make(columns, first_column, &room, slices, strip);
  float first[earshot::kSmallEach];
  float second[earshot::kSmallEach];
  earshot::Product other = {
      rows, columns, other_depth, other_a, nullptr, 0.0f, nullptr, earshot::Activation::kNone, nullptr, c};
  earshot::small_sums<true, false>(slices, p, first_row, first_column, first);
  earshot::small_sums<earshot::SmallLoader<false>, earshot::StripLoader>(
      slices, other_depth, other.rows_from<true>(first_row), earshot::Strip{strip, other_depth}, second);
  earshot::small_store(p, first_row, first_column, first, second, step);
}
