// A stand-in for cuBLAS: SGEMM by plain loops, as a column-major product of matrices without gaps or with. For tests.
#include <stddef.h>

#include "standin.h"

namespace {

enum Status { kSuccess = 0, kNotInitialized = 1, kInvalidValue = 7, kExecutionFailed = 13 };

struct Handle {
  void* stream = nullptr;
};

size_t span(int rows, int columns, int stride) { return 4 * (static_cast<size_t>(stride) * (columns - 1) + rows); }

}  // namespace

EXPORT int cublasCreate_v2(Handle** handle) {
  // It allocates and waits, which a capture elsewhere may not bear.
  if (earshot_host_capturing()) {
    return kExecutionFailed;
  }
  *handle = new Handle;
  earshot_host_count_library_object(1);
  return kSuccess;
}

EXPORT int cublasDestroy_v2(Handle* handle) {
  delete handle;
  earshot_host_count_library_object(-1);
  return kSuccess;
}

EXPORT int cublasGetVersion_v2(Handle*, int* version) {
  *version = EARSHOT_CUBLAS_VERSION;
  return kSuccess;
}

EXPORT int cublasSetStream_v2(Handle* handle, void* stream) {
  handle->stream = stream;
  return kSuccess;
}

EXPORT int cublasSetWorkspace_v2(Handle*, void* workspace, size_t size) {
  return earshot_host_inside(workspace, size) ? kSuccess : kInvalidValue;
}

EXPORT int cublasSgemm_v2(
    Handle* handle, int transpose_a, int transpose_b, int m, int n, int k, const float* alpha, const float* a, int lda,
    const float* b, int ldb, const float* beta, float* c, int ldc) {
  if (handle == nullptr || handle->stream == nullptr) {
    return kNotInitialized;
  }
  int a_rows = transpose_a ? k : m;
  int b_rows = transpose_b ? n : k;
  if (lda < a_rows || ldb < b_rows || ldc < m || !earshot_host_inside(a, span(a_rows, transpose_a ? m : k, lda)) ||
      !earshot_host_inside(b, span(b_rows, transpose_b ? k : n, ldb)) ||
      !earshot_host_inside(c, span(m, n, ldc))) {
    return kInvalidValue;
  }
  float factor = *alpha;
  float keep = *beta;
  std::function<int()> work = [=]() -> int {
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < m; i++) {
        double sum = 0;
        for (int p = 0; p < k; p++) {
          float left = transpose_a ? a[static_cast<size_t>(i) * lda + p] : a[static_cast<size_t>(p) * lda + i];
          float right = transpose_b ? b[static_cast<size_t>(p) * ldb + j] : b[static_cast<size_t>(j) * ldb + p];
          sum += static_cast<double>(left) * right;
        }
        float* out = c + static_cast<size_t>(j) * ldc + i;
        *out = static_cast<float>(factor * sum) + (keep == 0 ? 0 : keep * *out);
      }
    }
    return 0;
  };
  return earshot_host_submit(handle->stream, &work) == 0 ? kSuccess : kExecutionFailed;
}
