"""A product of dense matrices by OpenBLAS, through PyTorch. Arguments: n, k, m."""

import sys

import meter

torch = meter.torch()
n, k, m = (int(size) for size in sys.argv[1:4])
x, w, y = torch.rand(n, k), torch.rand(k, m), torch.empty(n, m)
# The works' data fits into the last-level cache, so the cache's bandwidth counts, not that of memory.
source, copy = torch.ones(1 << 20), torch.empty(1 << 20)
bandwidth = 2 * 4 * len(source) / meter.seconds(lambda: copy.copy_(source))
meter.serve(lambda: torch.mm(x, w, out=y), {"how": "torch", "flops": 2.0 * n * k * m, "bandwidth": bandwidth}, [])
