#!/bin/sh
# Makes target/earshot-linux-x86_64.tar.xz: Earshot with its own Java, for machines that have none. `./mvnw -Pbundle
# package` runs this script when all jars are built. It is the file that a release would ship. bench/gpu/run unpacks it
# and runs the tests inside.
set -eu

bench=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
root=$(dirname -- "$bench")
. "$root/.mvn/find-jdk.sh"
find_jdk bundle || exit 1

name=earshot-linux-x86_64
work=$(mktemp -d "$bench/target/.bundle.XXXXXX")
trap 'rm -rf "$work"' EXIT
bundle=$work/$name
mkdir -p "$bundle/bin" "$bundle/lib" "$bundle/tests"

# The modules that our jars and their dependencies use at run time. Gson's java.sql and JTransforms' java.desktop are
# never reached. JUnit needs java.xml when it starts, and jdk.zipfs to find tests in a jar.
"$JAVA_HOME/bin/jlink" --output "$bundle/runtime" --strip-debug --no-header-files --no-man-pages \
  --add-modules java.base,java.logging,java.management,java.net.http,java.xml,jdk.management,jdk.unsupported,jdk.zipfs,jdk.incubator.vector

# The benchmark's jars without JMH, then the command line's.
cp "$bench/target/lib/"*.jar "$bench/target/bench.jar" "$bundle/lib"
rm -f "$bundle/lib/"jmh-*.jar "$bundle/lib/"jopt-simple-*.jar "$bundle/lib/"error_prone_annotations-*.jar
cp "$root/cli/target/lib/"*.jar "$root/cli/target/earshot.jar" "$bundle/lib"
# The jars of ONNX Runtime and SQLite hold their libraries for all systems. The bundle needs those of its own, and xz packs
# them better. keep_libraries JAR FOLDER SYSTEM: of FOLDER in the jar, which has a folder for each system, keeps this one.
keep_libraries() {
  rm -rf "$work/jar"
  mkdir "$work/jar"
  (cd "$work/jar" && "$JAVA_HOME/bin/jar" -xf "$1")
  rm "$1"
  find "$work/jar/$2" -type f ! -path "$work/jar/$2/$3/*" -delete
  (cd "$work/jar" && find . -type f | LC_ALL=C sort | sed 's|^\./||' >"$work/jar.list" &&
    "$JAVA_HOME/bin/jar" --create --no-manifest --no-compress --date=2026-11-01T00:00:00Z --file "$1" "@$work/jar.list")
}
keep_libraries "$(echo "$bundle/lib/"onnxruntime-*.jar)" ai/onnxruntime/native linux-x64
keep_libraries "$(echo "$bundle/lib/"sqlite-jdbc-*.jar)" org/sqlite/native Linux/x86_64
cp "$root/LICENSE" "$root/NOTICE" "$bundle"
# The tests and JUnit's console are not on the class path of the programs that users run.
cp "$root/tests/target/bundle/"*-tests.jar "$root/tests/target/bundle/"junit-platform-console-standalone-*.jar \
  "$bundle/tests" || {
  echo "bundle: the tests are not there as a jar; build with -DskipTests, not -Dmaven.test.skip=true" >&2
  exit 1
}

cat >"$bundle/bin/java" <<'JAVA'
#!/bin/sh
# Java with Earshot's jars. EARSHOT_JAVA_OPTS holds further options.
here=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
# The number of connections to a GPU. With the driver's default of 8, streams of many runs would wait for each other.
export CUDA_DEVICE_MAX_CONNECTIONS="${CUDA_DEVICE_MAX_CONNECTIONS-32}"
# shellcheck disable=SC2086 # the options are several words
exec "$here/runtime/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
  ${EARSHOT_JAVA_OPTS-} -cp "$here/lib/*" "$@"
JAVA
cat >"$bundle/bin/earshot" <<'EARSHOT'
#!/bin/sh
# Earshot's command line.
case ${LC_ALL:-${LC_CTYPE:-${LANG-}}} in
  '' | C | POSIX) export LC_ALL=C.UTF-8 ;;
esac
terminal=false
[ ! -t 2 ] || terminal=true
exec "$(dirname -- "$(readlink -f -- "$0")")/java" -Dearshot.terminal=$terminal -Dearshot.command="$0" \
  dev.earshot.cli.Main "$@"
EARSHOT
chmod +x "$bundle/bin/"*

tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --mtime=2026-11-01T00:00:00Z -cf "$work/bundle.tar" "$name"
xz -6 -T 2 "$work/bundle.tar"
size=$(wc -c <"$work/bundle.tar.xz")
mv "$work/bundle.tar.xz" "$bench/target/$name.tar.xz"
# The build's log says this too, but a bundle is passed on without it.
[ -f "$root/cuda-kernels/target/classes/META-INF/cuda-kernels/kernels.fatbin" ] ||
  echo "bundle: it holds no kernels for GPUs, as there was no nvcc"
echo "bundle: bench/target/$name.tar.xz, $((size / 1000000)) MB"
if [ "$size" -gt 60000000 ]; then
  echo "bundle: larger than the 60 MB that a release may have" >&2
  exit 1
fi
