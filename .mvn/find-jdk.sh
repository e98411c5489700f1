# shellcheck shell=sh
# Sourced by mvnw and earshot: one search for a JDK, written once.
#
# find_jdk NAME   sets and exports JAVA_HOME to a JDK of version 25 or newer that has a compiler, and sets
#                 $version, or
#                 says on standard error, as program NAME, where it looked, and returns 1.

jdk_needed=25

# Sets $version to that of the JDK in folder $1, such as 25.0.1. It is in a file, which the shell itself can
# read: each program that a start runs first costs as much as a tenth of what Java needs.
jdk_version() {
  version=
  if [ -r "$1/release" ]; then
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in
        JAVA_VERSION=*)
          version=${line#JAVA_VERSION=}
          version=${version#\"}
          version=${version%%[!0-9._]*}
          break
          ;;
      esac
    done <"$1/release"
  fi
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9][0-9._]*\).*/\1/p')
  fi
}

# Prints the folder of the JDK that `java` on PATH belongs to. Version managers put a script there in
# place of a link, so where links lead to no JDK, java itself is asked.
jdk_on_path() {
  java=$(command -v java) || return 0
  home=$(readlink -f -- "$java")
  home=${home%/*}
  home=${home%/*}
  if [ ! -r "$home/release" ]; then
    home=$("$java" -XshowSettings:properties -version 2>&1 </dev/null | sed -n 's/^ *java\.home = //p')
  fi
  echo "$home"
}

# Takes folder $1 as JAVA_HOME if it holds what is needed, else adds it to $jdk_seen with the reason.
jdk_try() {
  [ -n "$1" ] && [ -x "$1/bin/java" ] || return 1
  case $jdk_seen in *"  $1: "*) return 1 ;; esac
  jdk_version "$1"
  major=${version%%[!0-9]*}
  if [ "${major:-0}" -lt "$jdk_needed" ]; then
    reason="version ${version:-unknown}"
  elif [ ! -x "$1/bin/javac" ]; then
    reason="version $version, but no compiler (a JRE)"
  else
    JAVA_HOME=$1
    export JAVA_HOME
    return 0
  fi
  jdk_seen="$jdk_seen  $1: $reason
"
  return 1
}

find_jdk() {
  jdk_seen=
  if [ -n "${JAVA_HOME-}" ] && [ ! -x "$JAVA_HOME/bin/java" ]; then
    jdk_seen="  JAVA_HOME=$JAVA_HOME: no Java there
"
  fi
  jdk_try "${JAVA_HOME-}" && return 0
  jdk_try "$(jdk_on_path)" && return 0
  for jdk in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/*jdk* /opt/*jdk* /opt/java/* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.asdf/installs/java/* \
    "${HOME-}"/.local/share/mise/installs/java/* "${HOME-}"/.gradle/jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    jdk_try "$jdk" && return 0
  done
  cat >&2 <<MESSAGE
$1: needs a JDK $jdk_needed or newer, and found none.
Looked at JAVA_HOME, at java on PATH and in the usual places (/usr/lib/jvm, /usr/java, /opt,
~/.sdkman, ~/.jdks, ~/.asdf, mise, /Library/Java); there is
${jdk_seen:-  no Java at all
}What to do: install one, with the system's package manager or from https://adoptium.net, or unpack
one anywhere and set JAVA_HOME to that folder.
MESSAGE
  return 1
}
