# Which arguments belong to spark-submit, all with a value but one, which to kindred, and which settings of Spark were
# given.

# Sets spark_options, check_options (those that a look at the configuration needs too), own_options, given, master,
# deploy_mode, properties, files, and beyond: whether there is more than kindred itself understands.
split_options() {
  spark_options=()
  check_options=()
  own_options=()
  given=()
  properties=()
  master=
  deploy_mode=
  files=
  driver_memory=
  beyond=
  direct=
  while [ $# -gt 0 ]; do
    case $1 in
      --supervise)
        beyond=1
        spark_options+=("$1")
        shift
        continue
        ;;
      --*=*)
        if is_of_spark "${1%%=*}"; then
          set -- "${1%%=*}" "${1#*=}" "${@:2}"
        fi
        ;;
    esac
    if is_of_spark "$1"; then
      [ $# -gt 1 ] || fail "$1 needs a value"
      spark_option "$1" "$2"
      shift 2
    else
      own_options+=("$1")
      shift
    fi
  done
}

is_of_spark() {
  case $1 in
    --archives | --class | --conf | --deploy-mode | --driver-class-path | --driver-cores | --driver-java-options | \
      --driver-library-path | --driver-memory | --exclude-packages | --executor-cores | --executor-memory | --files | \
      --jars | --keytab | --kill | --master | --name | --num-executors | --packages | --principal | \
      --properties-file | --proxy-user | --py-files | --queue | --repositories | --status | --total-executor-cores)
      return 0
      ;;
  esac
  return 1
}

spark_option() {
  case $1 in
    --master | --conf) ;;
    *) beyond=1 ;;
  esac
  case $1 in
    --class) fail "--class is kindred's own; leave it out" ;;
    --kill | --status) direct=1 ;;
    --master) master=$2 given+=(spark.master) ;;
    --deploy-mode) deploy_mode=$2 given+=(spark.submit.deployMode) ;;
    --conf)
      given+=("${2%%=*}")
      case $2 in
        spark.master=*) master=${2#*=} ;;
        spark.submit.deployMode=*) deploy_mode=${2#*=} beyond=1 ;;
        *)
          [ "${2%%=*}" != spark.driver.memory ] || driver_memory=${2#*=}
          check_options+=("$1" "$2")
          ;;
      esac
      ;;
    --name) given+=(spark.app.name) ;;
    --executor-memory) given+=(spark.executor.memory) ;;
    --executor-cores) given+=(spark.executor.cores) ;;
    --num-executors) given+=(spark.executor.instances) ;;
    --total-executor-cores) given+=(spark.cores.max) ;;
    --driver-memory) given+=(spark.driver.memory) ;;
    --driver-java-options) given+=(spark.driver.extraJavaOptions) ;;
    --properties-file)
      [ -r "$2" ] || fail "--properties-file $2 cannot be read"
      properties+=("$2")
      return
      ;;
    --files)
      # spark-submit takes the last one alone.
      files=${files:+$files,}$2
      return
      ;;
  esac
  case $1 in
    # Rights, and the classes of file systems.
    --principal | --keytab | --proxy-user | --driver-class-path | --jars | --packages | --exclude-packages | \
      --repositories)
      check_options+=("$1" "$2")
      ;;
    --driver-memory) driver_memory=$2 ;;
  esac
  spark_options+=("$1" "$2")
}

# Keys of Spark in files of properties.
keys() {
  sed -n 's/^[[:space:]]*\(spark\.[^[:space:]=:]*\).*/\1/p' "$@"
}

# The last value of a key in files of properties.
property() {
  local key=${1//./\\.}
  sed -n "s/^[[:space:]]*${key}[[:space:]]*[[:space:]=:][[:space:]]*\(.*[^[:space:]]\)[[:space:]]*$/\1/p" "${@:2}" |
    tail -n 1
}

# Which settings Spark will read from files: the user's, which count as given, or the administrator's.
read_properties() {
  local key from=()
  defaults=
  if [ ${#properties[@]} -gt 0 ]; then
    from=("${properties[@]}")
    while read -r key; do
      given+=("$key")
    done < <(keys "${from[@]}")
  elif [ -r "${SPARK_CONF_DIR:-${SPARK_HOME:-/nowhere}/conf}/spark-defaults.conf" ]; then
    from=("${SPARK_CONF_DIR:-$SPARK_HOME/conf}/spark-defaults.conf")
    defaults=$(keys "${from[@]}")
  fi
  if [ ${#from[@]} -gt 0 ]; then
    driver_memory=${driver_memory:-$(property spark.driver.memory "${from[@]}")}
    master=${master:-$(property spark.master "${from[@]}")}
    deploy_mode=${deploy_mode:-$(property spark.submit.deployMode "${from[@]}")}
  fi
  deploy_mode=${deploy_mode:-client}
}

# spark-submit reads one file of properties; in several the later ones win.
join_properties() {
  [ ${#properties[@]} -gt 0 ] || return 0
  local file
  (
    umask 077
    for file in "${properties[@]}"; do
      cat -- "$file"
      echo
    done >"$session/properties"
  )
  spark_options+=(--properties-file "$session/properties")
  check_options+=(--properties-file "$session/properties")
}

is_set() {
  printf '%s\n' ${given[@]+"${given[@]}"} "$defaults" | grep -qxF -- "$1"
}

# A setting of ours, below everybody else's.
default_conf() {
  is_set "$1" || spark_options=(--conf "$1=$2" ${spark_options[@]+"${spark_options[@]}"})
}

# Those of conf/spark for a kind of cluster.
defaults_of() {
  local key value file=$KINDRED_HOME/conf/spark/$1.conf
  [ -r "$file" ] || return 0
  while read -r key value; do
    case $key in
      spark.*) default_conf "$key" "$value" ;;
    esac
  done <"$file"
}
