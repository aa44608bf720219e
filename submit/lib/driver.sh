# The driver's Java and its life.

# Arguments as a file for Java's @, so that what comes from a file or the environment is not in `ps`.
quoted() {
  local word
  for word in "$@"; do
    word=${word//\\/\\\\}
    printf '"%s"\n' "${word//\"/\\\"}"
  done
}

# Spark counts MiB where there is no unit and writes gb for g; Java counts bytes and has no gb.
driver_heap() {
  local asked=${KINDRED_DRIVER_MEMORY:-${driver_memory:-2g}}
  case $asked in
    *[!0-9]*) ;;
    *) asked=${asked}m ;;
  esac
  echo "${asked%[bB]}"
}

# The driver listens to this machine alone, whatever its name resolves to; it refuses a cluster's master that it finds
# elsewhere than on the command line.
on_this_machine() {
  [ -n "${SPARK_LOCAL_IP:-}" ] || export SPARK_LOCAL_IP=127.0.0.1 KINDRED_LOOPBACK=1
}

# Options of the driver that do not depend on how it is started.
write_driver_options() {
  local version
  version=$(cat "$built/classpath" 2>/dev/null || ls -lL -- "$cluster_jar")
  version=$(cksum <<<"$version")
  {
    quoted -Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8 "-Djava.io.tmpdir=$session/tmp" \
      "-Dorg.bytedeco.javacpp.cachedir=$cache/natives/${version%% *}"
    set -f
    # shellcheck disable=SC2086
    quoted ${KINDRED_JAVA_OPTIONS:-}
    set +f
  } >"$session/options"
}

# Runs a command in the background, since Ctrl-C must reach the driver and not its executors; sets code to how it ends,
# and stopped if a signal came.
attend() {
  local pid signalled=1
  "$@" &
  pid=$!
  stopped=
  trap 'signalled=1 stopped=1; kill -TERM $pid 2>/dev/null || true' TERM INT HUP
  while [ -n "$signalled" ]; do
    signalled=
    code=0
    wait "$pid" || code=$?
  done
}

# The same, and ends as it ends.
supervise() {
  local code
  attend "$@"
  trap '' TERM INT HUP
  case $code in
    0 | 64 | 65 | 75) ;;
    *) keep_logs ;;
  esac
  close_session
  exit "$code"
}
