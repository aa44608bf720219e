# A UTF-8 locale for Java, which takes the encoding of file names from it and from nothing else.

is_utf8() {
  [ "$(LC_ALL=$1 locale charmap 2>/dev/null)" = UTF-8 ]
}

# Keeps a locale in force that is UTF-8; otherwise (cron, containers) exports one that this machine has.
choose_locale() {
  if ! command -v locale >/dev/null; then
    export LC_ALL=C.UTF-8
    return
  fi
  [ "$(locale charmap 2>/dev/null)" = UTF-8 ] && return
  local name
  while read -r name; do
    if is_utf8 "$name"; then
      export LC_ALL=$name
      return
    fi
  done < <(printf '%s\n' C.UTF-8 C.utf8 en_US.UTF-8; locale -a 2>/dev/null | grep -i 'utf-\{0,1\}8$')
  echo "kindred: this machine has no UTF-8 locale (locale -a), so that files with names beyond ASCII cannot be read" >&2
}
