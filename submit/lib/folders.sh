# Folders of our own. The installation is only read: what several runs share (unpacked native libraries,
# executors' logs of failed runs) lies in the user's cache, what one run needs in a folder of its own
# below TMPDIR, which goes with the run.

# Makes a folder; whether this user can write there.
usable() {
  [ -n "$1" ] && (umask 077 && mkdir -p -- "$1") 2>/dev/null && [ -w "$1" ] && [ -x "$1" ]
}

absolute() {
  case $1 in
    /*) echo "$1" ;;
    *) echo "$PWD/$1" ;;
  esac
}

# Sets temporary and cache.
find_folders() {
  local dir
  temporary=
  for dir in "${TMPDIR:+$(absolute "$TMPDIR")}" /tmp /var/tmp "${HOME:+$HOME/.cache}"; do
    if [ -n "$dir" ] && [ -d "$dir" ] && [ -w "$dir" ] && [ -x "$dir" ]; then
      temporary=$dir
      break
    fi
  done
  [ -n "$temporary" ] || fail "no folder for temporary files can be written (TMPDIR, /tmp, /var/tmp); set TMPDIR"
  cache=
  local home=${HOME:-}
  for dir in "${XDG_CACHE_HOME:-}" "${home:+$home/.cache}"; do
    case $dir in
      /*)
        if usable "$dir/kindred"; then
          cache=$dir/kindred
          return
        fi
        ;;
    esac
  done
  dir=$temporary/kindred-cache-$(id -u)
  # In a folder that everybody writes to, another user may have been there first.
  if usable "$dir" && [ -O "$dir" ] && [ ! -L "$dir" ]; then
    cache=$dir
  fi
}

# The run's own folder. A lock that the kernel drops with its last holder, the driver included, tells the
# living from the dead also across containers, where process ids mean nothing.
open_session() {
  find_folders
  sweep
  session=$(mktemp -d "$temporary/kindred-run-XXXXXXXX") || fail "no folder can be made in $temporary; set TMPDIR"
  # Without a common folder for native libraries, this run unpacks its own.
  cache=${cache:-$session/cache}
  mkdir -p "$session/home/jars" "$session/tmp"
  exec 9>"$session/lock.new"
  if command -v flock >/dev/null && flock -n 9; then
    mv "$session/lock.new" "$session/lock"
  fi
}

# Removes what killed runs of this user have left; a folder without a lock is too young, or too old.
sweep() {
  command -v flock >/dev/null || return 0
  local dir
  for dir in "$temporary"/kindred-run-????????; do
    if [ -d "$dir" ] && [ ! -L "$dir" ] && [ -O "$dir" ]; then
      if [ -f "$dir/lock" ]; then
        (flock -n 8 && rm -rf -- "$dir") 8<"$dir/lock" || true
      elif [ -n "$(find "$dir" -maxdepth 0 -mmin +1440 2>/dev/null)" ]; then
        rm -rf -- "$dir" || true
      fi
    fi
  done 2>/dev/null
}

# Executors may need a moment to notice that the driver is gone. What cannot be removed changes nothing about how the
# run ended: a later run's sweep tries again.
close_session() {
  local try
  # NFS keeps an open file under another name, in a folder that then cannot go.
  exec 9>&-
  for try in 1 2 3 4 5 6; do
    rm -rf -- "$session" 2>/dev/null || true
    [ -d "$session" ] || return 0
    sleep 0.5
  done
}

# Keeps the executors' output of a failed run, the newest ten of them.
keep_logs() {
  [ -d "$session/home/work" ] || return 0
  local logs
  logs=$cache/logs/$(date +%Y%m%d-%H%M%S)-${session##*-}
  case $cache in
    "$session"/*) return 0 ;;
  esac
  (
    umask 077
    cd -- "$session/home/work" && mkdir -p "$logs" || exit 0
    find . -type f \( -name stdout -o -name stderr \) -size +0 | while IFS= read -r file; do
      mkdir -p "$logs/$(dirname "$file")" && cp -- "$file" "$logs/$file"
    done
    cd -- "$cache/logs"
    find . -mindepth 1 -maxdepth 1 | sort -r | tail -n +11 | while IFS= read -r old; do rm -rf -- "$old"; done
  ) 2>/dev/null || true
  if [ -d "$logs" ]; then
    echo "kindred: logs of the executors are in $logs" >&2
  fi
}
