# The build and what it needs of the machine.

find_java() {
  java=java
  if [ -n "${JAVA_HOME:-}" ]; then
    java=$JAVA_HOME/bin/java
  fi
  command -v "$java" >/dev/null || fail "no java found; install a JDK 17 (apt-get install openjdk-17-jdk-headless) or set JAVA_HOME"
  local said version
  said=$("$java" -version 2>&1) || fail "$java does not start: $(head -n 1 <<<"$said")"
  version=$(sed -n 's/.*version "\([0-9]*\).*/\1/p' <<<"$said" | head -n 1)
  [ "${version:-0}" -ge 17 ] || fail "$java is version ${version:-unknown}; Java 17 is needed, set JAVA_HOME"
}

is_built() {
  [ -f "$jar" ] && [ -f "$built/classpath" ]
}

build() {
  if is_built; then
    if [ -n "$(find "$KINDRED_HOME/src/main" "$KINDRED_HOME/pom.xml" -newer "$jar" -print -quit 2>/dev/null)" ]; then
      echo "kindred: sources are newer than target/, which is used; mvn package -DskipTests renews it" >&2
    fi
    check_classpath
    return
  fi
  if [ -n "${JAVA_HOME:-}" ]; then
    [ -x "$JAVA_HOME/bin/javac" ] || fail "JAVA_HOME is $JAVA_HOME, which has no compiler; set it to a JDK 17"
  else
    command -v javac >/dev/null || fail "no javac found to build with; install a JDK 17 (apt-get install openjdk-17-jdk-headless)"
  fi
  command -v mvn >/dev/null || fail "no mvn found to build with; install Maven 3.6.3 or newer (apt-get install maven)"
  if ! mkdir -p "$built" 2>/dev/null || [ ! -w "$built" ]; then
    fail "$KINDRED_HOME is not built and you cannot write there; its owner builds it once with mvn package -DskipTests"
  fi
  one_build
  check_classpath
}

# Two builds in one folder would spoil each other's files.
one_build() {
  (
    if command -v flock >/dev/null && ! flock -n 8; then
      echo "kindred: waiting for another process that builds target/" >&2
      flock 8
    fi
    if ! is_built; then
      echo "kindred: building target/, which takes some minutes the first time" >&2
      cd -- "$KINDRED_HOME"
      mvn -B -q -DskipTests -Dspotless.check.skip=true package >&2 8>&-
    fi
  ) 8>"$built/lock" || fail "the build failed; see above"
}

# An installation for several users must not lean on one user's Maven repository.
check_classpath() {
  local path
  while IFS= read -r -d : path; do
    [ -r "$path" ] || fail "$path belongs to the installation and cannot be read; build it with a Maven repository that all its users can read (mvn package -DskipTests -Dmaven.repo.local=...)"
  done < <(cat "$built/classpath"; printf :)
}
