# A driver that starts on a machine of the cluster's choice: what can be known is checked and shipped here, before,
# and its end is waited for and handed on.

# The part of kindred that runs here; spark-submit gives it the settings, and the user's rights, that the driver gets.
here() {
  (
    export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1}
    deploy_mode=client
    "${launcher[@]}" --class "$main" --master local --deploy-mode client --driver-memory 1g \
      ${check_options[@]+"${check_options[@]}"} --conf "spark.kindred.master=$master" \
      --conf "spark.kindred.given=$names,spark.master" "$cluster_jar" "$@"
  )
}

# What the driver's environment lacks.
driver_environment() {
  local options="-Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8"
  # A standalone cluster starts drivers without the options that Spark needs on Java 17.
  default_conf spark.driver.extraJavaOptions "$(tr '\n' ' ' <"$built/java.options")$options"
  if [ -n "${LC_ALL:-}" ]; then
    default_conf spark.yarn.appMasterEnv.LC_ALL "$LC_ALL"
    default_conf spark.kubernetes.driverEnv.LC_ALL "$LC_ALL"
  fi
}

# What spark-submit says of the driver goes to the terminal and to a file, whatever the installation logs.
write_logging() {
  cat >"$session/log4j2.properties" <<EOF
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
rootLogger.appenderRef.file.ref = file
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %m%n
appender.file.type = File
appender.file.name = file
appender.file.fileName = $session/submit.log
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %m%n
logger.deploy.name = org.apache.spark.deploy
logger.deploy.level = info
logger.native.name = org.apache.hadoop.util.NativeCodeLoader
logger.native.level = error
EOF
  case ${launcher[0]} in
    launch_resolved) ;;
    *) export SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:+$SPARK_SUBMIT_OPTS }\"-Dlog4j2.configurationFile=file:$session/log4j2.properties\"" ;;
  esac
}

# Standalone masters and Kubernetes say how the driver ended; spark-submit ends well all the same.
outcome() {
  [ "$1" -eq 0 ] || { echo "$1"; return; }
  case $master in
    spark:*)
      if grep -q 'State of driver .* is FINISHED' "$session/submit.log"; then echo 0; else echo 1; fi
      ;;
    k8s:*)
      local code
      code=$(sed -n 's/^.*exit code: *\([0-9]*\).*$/\1/p' "$session/submit.log" | tail -n 1)
      echo "${code:-1}"
      ;;
    *) echo 0 ;;
  esac
}

# Whether spark-submit is to end with the driver: by the command line, the user's files or the administrator's.
is_waited_for() {
  local key file files=(${properties[@]+"${properties[@]}"})
  case $master in
    yarn*) key=spark.yarn.submit.waitAppCompletion ;;
    k8s:*) key=spark.kubernetes.submission.waitAppCompletion ;;
    *) key=spark.standalone.submit.waitAppCompletion ;;
  esac
  case " ${spark_options[*]} " in
    *" $key=false "*) return 1 ;;
    *" $key=true "*) return 0 ;;
  esac
  file=${SPARK_CONF_DIR:-$SPARK_HOME/conf}/spark-defaults.conf
  if [ ${#files[@]} -eq 0 ] && [ -r "$file" ]; then
    files=("$file")
  fi
  [ ${#files[@]} -eq 0 ] || [ "$(property "$key" "${files[@]}")" != false ]
}

in_cluster_mode() {
  local code=0 argument application=${KINDRED_JAR:-$cluster_jar}
  case ${KINDRED_JAR:-}$master in
    k8s:*) application=local:///opt/kindred/lib/kindred-cluster.jar ;;
  esac
  write_logging
  here ${own_options[@]+"${own_options[@]}"} --before-submit "$session" || code=$?
  # Without arguments for a driver there is nothing for one to do: help, a mistake, or a command that needs no cluster.
  if [ "$code" -ne 0 ] || [ ! -f "$session/arguments" ]; then
    close_session
    exit "$code"
  fi
  while IFS= read -r -d '' argument; do
    own_options+=("$argument")
  done <"$session/arguments"
  driver_environment
  attend "${launcher[@]}" "${spark_options[@]}" "$application" "${own_options[@]}"
  trap '' TERM INT HUP
  if [ -n "$stopped" ]; then
    echo "kindred: stopped waiting; the driver goes on in the cluster, which has to be asked to end it" >&2
    close_session
    exit 75
  fi
  if [ "$code" -eq 0 ] && ! is_waited_for; then
    echo "kindred: submitted, and not waited for (waitAppCompletion=false)" >&2
    close_session
    exit 0
  fi
  outcome "$code" >"$session/code"
  code=0
  here "${own_options[@]}" --after-submit "$session" || code=$?
  close_session
  exit "$code"
}
