#!/bin/sh
# Builds what Maven cannot: the kernels for GPUs (with nvcc) and for the host (with g++).
#
# build.sh device OUT   OUT/kernels.fatbin: machine code for compute capability 8.0, 9.0 and 10.0, PTX for 7.5 on;
#                       OUT/kernels.version: the CUDA version that it needs. OUT/kernels.origin: where it comes from.
#                       Without nvcc the first two are taken from beside this module's pom.xml, if both are there.
# build.sh host OUT     OUT/plain, OUT/cuda13, OUT/sanitized, OUT/mutant: in each, kernels and stand-ins for the libraries.
#                       cuda13: cuBLAS 13 in place of 12, cuSPARSE without its algorithm 3. sanitized: with ASan and UBSan. mutant: with mistakes planted,
#                       which tests must find.
#
# A missing compiler is no error: the script reports what it cannot build, and the tests that need it are skipped.
set -eu

here=$(dirname -- "$(readlink -f -- "$0")")
sources=$here/../src/main/cuda
what=$1
mkdir -p "$2"
out=$(readlink -f -- "$2")

note() {
  echo "cuda-kernels: $*"
}

# Whether $1 exists and is newer than all its sources.
fresh() {
  [ -e "$1" ] && [ -z "$(find "$sources" "$here" -type f -newer "$1" -print | head -n 1)" ]
}

# One translation unit out of all kernel files: nvcc then runs once for each architecture.
device() {
  target=$out/kernels.fatbin
  if ! command -v nvcc >/dev/null 2>&1; then
    missing=
    for file in kernels.fatbin kernels.version; do
      [ -f "$here/../$file" ] || missing="$missing${missing:+ and }$file"
    done
    if [ -z "$missing" ]; then
      note "no nvcc: taking the kernels.fatbin beside pom.xml"
      cp "$here/../kernels.fatbin" "$here/../kernels.version" "$out"
      echo "prebuilt, taken from beside the build" >"$out/kernels.origin"
    else
      note "no nvcc and no $missing beside pom.xml: the jar holds no kernels, the cuda backend will not run"
      rm -f "$target" "$out/kernels.version" "$out/kernels.origin"
    fi
    return
  fi
  if fresh "$target" && [ -f "$out/kernels.origin" ]; then
    return
  fi
  work=$(mktemp -d "$out/.nvcc.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  for file in "$sources"/*.cu; do
    echo "#include \"$file\""
  done >"$work/kernels.cu"
  nvcc -std=c++17 -O3 --threads 0 -I "$sources" \
    -gencode arch=compute_75,code=compute_75 \
    -gencode arch=compute_80,code=sm_80 \
    -gencode arch=compute_90,code=sm_90 \
    -gencode arch=compute_100,code=sm_100 \
    --fatbin -o "$work/kernels.fatbin" "$work/kernels.cu"
  # The driver must be at least as new as the compiler.
  nvcc --version | sed -n 's/.*release \([0-9.]*\),.*/\1/p' >"$out/kernels.version"
  echo "built by nvcc: machine code for compute capability 8.0, 9.0 and 10.0, PTX for 7.5 on" >"$out/kernels.origin"
  mv "$work/kernels.fatbin" "$target"
  note "nvcc built $(wc -c <"$target") bytes of kernels"
}

# library NAME SOURCE FLAGS...: beside the driver in $folder. JCuda asks for symbols of a version of this name.
library() {
  name=$1
  source=$2
  shift 2
  echo "$name { *; };" >"$folder/version.map"
  g++ "$@" -I "$here" -Wl,-soname,"$name" -Wl,--version-script="$folder/version.map" -o "$folder/$name" "$source" \
    -L "$folder" -l:libcuda.so.1
}

# host_variant NAME SOURCES FLAGS...
host_variant() {
  folder=$out/$1
  kernels=$2
  shift 2
  mkdir -p "$folder"
  for file in "$kernels"/*.cu; do
    echo "#include \"$file\""
  done >"$folder/kernel_files.inc"
  sed -n 's/^extern "C" __global__ void.* \([a-z0-9_]*\)(.*/KERNEL(\1)/p' "$kernels"/*.cu >"$folder/kernel_names.inc"
  # -Wno-sign-compare: threadIdx and friends are unsigned, sizes are int; nvcc is silent about it too.
  set -- -std=c++17 -fPIC -shared -fvisibility=hidden -Wall -Wextra -Wno-sign-compare -Wno-unknown-pragmas "$@"
  g++ "$@" -I "$here" -I "$folder" -I "$kernels" -o "$folder/libearshot_kernels.so" \
    "$here/module.cpp" "$here/fibers.cpp" -lm
  g++ "$@" -I "$here" -Wl,-soname,libcuda.so.1 -o "$folder/libcuda.so.1" \
    "$here/driver.cpp" "$here/memory.cpp" "$here/launches.cpp" "$here/streams.cpp" "$here/graphs.cpp" -ldl
  library libcublas.so.12 "$here/cublas.cpp" -DEARSHOT_CUBLAS_VERSION=120000 "$@"
  library libcusparse.so.12 "$here/cusparse.cpp" "$@"
  # What takes the place of the fat binary: a name of the format and where the kernels are.
  printf 'earshot host kernels\n%s\n' "$folder/libearshot_kernels.so" >"$folder/kernels.image"
}

# The kernels with two mistakes: no barrier after the slices of a product are stored, and Adam one element too far.
mutate() {
  rm -rf "$out/mutant/cuda"
  mkdir -p "$out/mutant/cuda"
  cp "$sources"/*.cu "$sources"/*.cuh "$out/mutant/cuda"
  sed -i '0,/^    __syncthreads();$/s///' "$out/mutant/cuda/product.cuh"
  sed -i 's/step.apply(i, /step.apply(i + 1, /' "$out/mutant/cuda/optimizer.cu"
  ! cmp -s "$sources/product.cuh" "$out/mutant/cuda/product.cuh" || exit 1
  ! cmp -s "$sources/optimizer.cu" "$out/mutant/cuda/optimizer.cu" || exit 1
}

host() {
  if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ] || ! command -v g++ >/dev/null 2>&1; then
    note "no g++ on Linux x86-64: the kernels are not built for the host, their tests will skip"
    rm -rf "$out/plain" "$out/cuda13" "$out/sanitized" "$out/mutant"
    return
  fi
  if fresh "$out/built"; then
    return
  fi
  host_variant plain "$sources" -O2
  # A machine with CUDA 13 alone: what JCuda is linked with is not there. Its cuSPARSE lacks an algorithm.
  cp -R "$out/plain/." "$out/cuda13"
  rm "$out/cuda13/libcublas.so.12"
  folder=$out/cuda13
  library libcublas.so.13 "$here/cublas.cpp" -DEARSHOT_CUBLAS_VERSION=130000 \
    -std=c++17 -fPIC -shared -fvisibility=hidden -O2
  library libcusparse.so.12 "$here/cusparse.cpp" -DEARSHOT_CUSPARSE_OLD \
    -std=c++17 -fPIC -shared -fvisibility=hidden -O2
  mutate
  host_variant mutant "$out/mutant/cuda" -O1
  if ! host_variant sanitized "$sources" -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined; then
    note "g++ has no sanitizers: their test will skip"
    rm -rf "$out/sanitized"
  else
    # A process that does not itself begin with it has to load it before everything else.
    g++ -print-file-name=libasan.so >"$out/sanitized/preload"
  fi
  touch "$out/built"
  note "g++ built the kernels for the host"
}

"$what"
