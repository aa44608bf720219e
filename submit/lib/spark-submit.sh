# The way through an installed Spark.

# Options that belong to spark-submit, all with a value, the rest, and which settings of Spark were given.
split_options() {
  spark_options=()
  own_options=()
  given=()
  master=
  deploy_mode=client
  properties=
  while [ $# -gt 0 ]; do
    case $1 in
      --master=* | --deploy-mode=* | --conf=*)
        set -- "${1%%=*}" "${1#*=}" "${@:2}"
        ;;
    esac
    case $1 in
      --master | --deploy-mode | --conf | --name | --queue | --files | --archives | --jars | --packages | \
        --principal | --keytab | --driver-memory | --driver-cores | --driver-java-options | --driver-class-path | \
        --driver-library-path | --executor-memory | --executor-cores | --num-executors | --total-executor-cores | \
        --proxy-user | --properties-file)
        [ $# -gt 1 ] || fail "$1 needs a value"
        case $1 in
          --master) master=$2 given+=(spark.master) ;;
          --deploy-mode) deploy_mode=$2 ;;
          --conf) given+=("${2%%=*}") ;;
          --name) given+=(spark.app.name) ;;
          --executor-memory) given+=(spark.executor.memory) ;;
          --executor-cores) given+=(spark.executor.cores) ;;
          --num-executors) given+=(spark.executor.instances) ;;
          --total-executor-cores) given+=(spark.cores.max) ;;
          --driver-memory) given+=(spark.driver.memory) ;;
          --properties-file) properties=$2 ;;
        esac
        case $1=$2 in
          --conf=spark.master=*) master=${2#*=} ;;
          --conf=spark.submit.deployMode=*) deploy_mode=${2#*=} ;;
        esac
        spark_options+=("$1" "$2")
        shift 2
        ;;
      *)
        own_options+=("$1")
        shift
        ;;
    esac
  done
}

# Keys of Spark in a file of properties.
keys() {
  sed -n 's/^[[:space:]]*\(spark\.[^[:space:]=:]*\).*/\1/p' "$1"
}

# Which settings Spark will read from a file: the user's, which counts as given, or the administrator's.
read_properties() {
  local key
  defaults=
  if [ -n "$properties" ]; then
    [ -r "$properties" ] || fail "--properties-file $properties cannot be read"
    while read -r key; do
      given+=("$key")
    done < <(keys "$properties")
  elif [ -r "${SPARK_CONF_DIR:-$SPARK_HOME/conf}/spark-defaults.conf" ]; then
    defaults=$(keys "${SPARK_CONF_DIR:-$SPARK_HOME/conf}/spark-defaults.conf")
  fi
}

is_set() {
  printf '%s\n' ${given[@]+"${given[@]}"} "$defaults" | grep -qxF -- "$1"
}

# A setting of ours, below everybody else's.
default_conf() {
  is_set "$1" || spark_options=(--conf "$1=$2" ${spark_options[@]+"${spark_options[@]}"})
}

# Jars that the installation does not bring, by name; ND4J's shaded ones share names with others.
missing_jars() {
  local path name
  tr ':' '\n' <"$built/classpath" | while IFS= read -r path; do
    name=$(basename "$path" .jar)
    case $path in
      */org/nd4j/* | */org/deeplearning4j/* | */org/datavec/* | */org/bytedeco/*) echo "$path" ;;
      */org/apache/spark/* | */org/apache/hadoop/* | */org/scala-lang/*) ;;
      *)
        compgen -G "$SPARK_HOME/jars/${name%%-[0-9]*}-[0-9]*.jar" >/dev/null || echo "$path"
        ;;
    esac
  done | paste -sd, -
}

# The content of --config travels to a driver that starts elsewhere, in an argument that every user of
# that machine can read.
ship_config() {
  local i file=
  for i in ${own_options[@]+"${!own_options[@]}"}; do
    case ${own_options[i]} in
      -c | --config) file=${own_options[i + 1]:-} ;;
      --config=*) file=${own_options[i]#*=} ;;
    esac
  done
  if [ -n "$file" ]; then
    [ -f "$file" ] || fail "configuration file $file does not exist; see conf/ for examples"
    if grep -v '^[[:space:]]*\(#\|//\)' "$file" | grep -v '\${' |
      grep -Eiq '(secret|passw|token|access[._-]?key|credential|passphrase|account[._-]?key|[._-]sas)[^=:]*["[:space:]]*[=:]|://[^/"[:space:]]+:[^/"[:space:]]+@'; then
      fail "$file holds a secret, which --deploy-mode cluster would show in the list of processes; write \${NAME} in its place and give NAME to the driver (spark.yarn.appMasterEnv.NAME, spark.kubernetes.driverEnv.NAME) in a --properties-file, or put the setting of Spark there"
    fi
    own_options+=(--config-text "$(base64 <"$file" | tr -d '\n')")
  fi
}

# A home of our own with the installation's content: executors on this machine write beside it.
own_home() {
  local entry
  rm -rf -- "$session/home/jars"
  for entry in "$SPARK_HOME"/*; do
    [ "${entry##*/}" = work ] || ln -s -- "$(absolute "$entry")" "$session/home/"
  done
  export SPARK_CONF_DIR=${SPARK_CONF_DIR:-$SPARK_HOME/conf} SPARK_HOME=$session/home
}

through_spark_submit() {
  local name
  [ -x "$SPARK_HOME/bin/spark-submit" ] || fail "SPARK_HOME is $SPARK_HOME, which has no bin/spark-submit; unset it to use the Spark that Maven resolved"
  split_options "$@"
  read_properties
  open_session
  if ! is_set spark.master; then
    # spark-submit must have one; the driver chooses.
    spark_options+=(--master local --conf spark.kindred.master=auto)
    master=local-cluster
  fi
  case $master in
    local*) export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1} ;;
  esac
  local options="-Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8"
  if [ "$deploy_mode" = cluster ]; then
    ship_config
    # A standalone cluster starts drivers without the options that Spark needs on Java 17.
    default_conf spark.driver.extraJavaOptions "$(tr '\n' ' ' <"$built/java.options")$options"
    # The driver starts elsewhere, with the environment named here.
    for name in LC_ALL OMP_NUM_THREADS MALLOC_MMAP_THRESHOLD_ MALLOC_TRIM_THRESHOLD_; do
      if [ -n "${!name:-}" ]; then
        default_conf "spark.yarn.appMasterEnv.$name" "${!name}"
        default_conf "spark.kubernetes.driverEnv.$name" "${!name}"
      fi
    done
  else
    write_driver_options
    export SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:+$SPARK_SUBMIT_OPTS }\"@$session/options\""
  fi
  if [ -n "${KINDRED_DRIVER_MEMORY:-}" ] || ! is_set spark.driver.memory; then
    spark_options=(--driver-memory "${KINDRED_DRIVER_MEMORY:-2g}" ${spark_options[@]+"${spark_options[@]}"})
  fi
  spark_options+=(--conf "spark.kindred.given=$(printf '%s\n' ${given[@]+"${given[@]}"} | sort -u | paste -sd, -)")
  spark_options=(--class "$main" --jars "$(missing_jars)" "${spark_options[@]}")
  case $master in
    local-cluster*) own_home ;;
  esac
  supervise "$SPARK_HOME/bin/spark-submit" "${spark_options[@]}" "$jar" ${own_options[@]+"${own_options[@]}"}
}
