// A stand-in for cuSPARSE: the generic product of a CSR matrix with a dense row-major one, by plain loops. Algorithm 3
// must have been prepared with the buffer that it is given; algorithm 2 gains nothing by that and does not ask for it.
// With EARSHOT_CUSPARSE_OLD defined there is no algorithm 3. Nothing may be made while a graph is being captured. For
// tests.
#include <stddef.h>
#include <stdint.h>

#include "standin.h"

namespace {

enum Status { kSuccess = 0, kInvalidValue = 3, kExecutionFailed = 6, kNotSupported = 10 };

constexpr int kAlgorithm2 = 6;
constexpr int kAlgorithm3 = 12;
constexpr int kRowMajor = 2;
constexpr int kFloat = 0;
constexpr int kInt32 = 2;
constexpr int kNotTransposed = 0;
constexpr size_t kBufferSize = 1000;

struct Handle {
  void* stream = nullptr;
};

struct Sparse {
  int64_t rows, columns, nnz;
  const int* offsets;
  const int* indices;
  const float* values;
  const void* prepared;
};

struct Dense {
  int64_t rows, columns, stride;
  float* values;
};

int check(int op_a, int op_b, const Sparse* a, const Dense* x, const Dense* y, int type,
          int algorithm) {
#if defined(EARSHOT_CUSPARSE_OLD)
  bool known = algorithm == kAlgorithm2;
#else
  bool known = algorithm == kAlgorithm2 || algorithm == kAlgorithm3;
#endif
  if (!known || op_a != kNotTransposed || op_b != kNotTransposed || type != kFloat) {
    return kNotSupported;
  }
  return a->columns == x->rows && a->rows == y->rows && x->columns == y->columns ? kSuccess : kInvalidValue;
}

}  // namespace

EXPORT int cusparseCreate(Handle** handle) {
  if (earshot_host_capturing()) {
    return kExecutionFailed;
  }
  *handle = new Handle;
  earshot_host_count_library_object(1);
  return kSuccess;
}

EXPORT int cusparseDestroy(Handle* handle) {
  delete handle;
  earshot_host_count_library_object(-1);
  return kSuccess;
}

EXPORT int cusparseGetVersion(Handle*, int* version) {
  *version = 12000;
  return kSuccess;
}

EXPORT int cusparseSetStream(Handle* handle, void* stream) {
  handle->stream = stream;
  return kSuccess;
}

EXPORT int cusparseCreateCsr(
    Sparse** matrix, int64_t rows, int64_t columns, int64_t nnz, void* offsets, void* indices, void* values,
    int offset_type, int index_type, int base, int type) {
  if (offset_type != kInt32 || index_type != kInt32 || base != 0 || type != kFloat) {
    return kNotSupported;
  }
  if (!earshot_host_inside(offsets, 4 * (rows + 1)) || !earshot_host_inside(indices, 4 * nnz) ||
      !earshot_host_inside(values, 4 * nnz)) {
    return kInvalidValue;
  }
  *matrix = new Sparse{
      rows, columns, nnz, static_cast<int*>(offsets), static_cast<int*>(indices), static_cast<float*>(values), nullptr};
  earshot_host_count_library_object(1);
  return kSuccess;
}

EXPORT int cusparseDestroySpMat(Sparse* matrix) {
  delete matrix;
  earshot_host_count_library_object(-1);
  return kSuccess;
}

EXPORT int cusparseCreateDnMat(
    Dense** matrix, int64_t rows, int64_t columns, int64_t stride, void* values, int type, int order) {
  if (type != kFloat || order != kRowMajor) {
    return kNotSupported;
  }
  if (stride < columns || !earshot_host_inside(values, 4 * (stride * (rows - 1) + columns))) {
    return kInvalidValue;
  }
  *matrix = new Dense{rows, columns, stride, static_cast<float*>(values)};
  earshot_host_count_library_object(1);
  return kSuccess;
}

EXPORT int cusparseDestroyDnMat(Dense* matrix) {
  delete matrix;
  earshot_host_count_library_object(-1);
  return kSuccess;
}

EXPORT int cusparseSpMM_bufferSize(
    Handle*, int op_a, int op_b, const float*, Sparse* a, Dense* x, const float*, Dense* y, int type,
    int algorithm, size_t* size) {
  *size = kBufferSize;
  return check(op_a, op_b, a, x, y, type, algorithm);
}

EXPORT int cusparseSpMM_preprocess(
    Handle*, int op_a, int op_b, const float*, Sparse* a, Dense* x, const float*, Dense* y, int type,
    int algorithm, void* buffer) {
  if (earshot_host_capturing()) {
    return kExecutionFailed;
  }
  a->prepared = buffer;
  return earshot_host_inside(buffer, kBufferSize) ? check(op_a, op_b, a, x, y, type, algorithm)
                                                  : static_cast<int>(kInvalidValue);
}

EXPORT int cusparseSpMM(
    Handle* handle, int op_a, int op_b, const float* alpha, Sparse* a, Dense* x, const float* beta, Dense* y, int type,
    int algorithm, void* buffer) {
  int status = check(op_a, op_b, a, x, y, type, algorithm);
  if (status != kSuccess) {
    return status;
  }
  if (!earshot_host_inside(buffer, kBufferSize) || (algorithm == kAlgorithm3 && a->prepared != buffer)) {
    return kInvalidValue;
  }
  float factor = *alpha;
  float keep = *beta;
  Sparse matrix = *a;
  Dense in = *x;
  Dense out = *y;
  std::function<int()> work = [=]() -> int {
    for (int64_t i = 0; i < matrix.rows; i++) {
      for (int64_t j = 0; j < out.columns; j++) {
        double sum = 0;
        for (int e = matrix.offsets[i]; e < matrix.offsets[i + 1]; e++) {
          sum += static_cast<double>(matrix.values[e]) * in.values[matrix.indices[e] * in.stride + j];
        }
        float* at = out.values + i * out.stride + j;
        *at = static_cast<float>(factor * sum) + (keep == 0 ? 0 : keep * *at);
      }
    }
    // A device would take the number of entries that it was told; a graph that outlives it is a mistake.
    return matrix.offsets[matrix.rows] == matrix.nnz ? 0 : 700;
  };
  return earshot_host_submit(handle->stream, &work) == 0 ? kSuccess : kExecutionFailed;
}
