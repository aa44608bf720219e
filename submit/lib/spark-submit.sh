# The way through spark-submit: an installed Spark's, or that of the Spark which Maven resolved.

# Jars of Spark and what it brings, for machines of YARN without one.
resolved_spark() {
  tr ':' '\n' <"$built/classpath" |
    grep -vE '/(org/nd4j|org/deeplearning4j|org/datavec|org/bytedeco|it/unimi)/|/com/esotericsoftware/(kryo|reflectasm)/' |
    sed 's,^,file://,' | paste -sd, -
}

choose_launcher() {
  if [ -n "${SPARK_HOME:-}" ]; then
    [ -x "$SPARK_HOME/bin/spark-submit" ] || fail "SPARK_HOME is $SPARK_HOME, which has no bin/spark-submit; set it to an installation of Spark 3.5${resolved:+, or unset it to use the Spark that Maven resolved}"
    launcher=("$SPARK_HOME/bin/spark-submit")
    return
  fi
  cp "$built/RELEASE" "$session/home/"
  export SPARK_HOME=$session/home SPARK_SCALA_VERSION=2.12
  {
    quoted "-Xmx$(driver_heap)"
    quoted -cp "$(cat "$built/classpath")${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}"
  } >"$session/java"
  launcher=(launch_resolved)
  case $master in
    yarn*) default_conf spark.yarn.jars "$(resolved_spark)" ;;
  esac
}

# As bin/spark-submit would, whose scripts Maven does not bring.
launch_resolved() {
  local options=()
  [ ! -f "$session/options" ] || [ "$deploy_mode" = cluster ] || options=("@$session/options")
  [ ! -f "$session/log4j2.properties" ] || options+=("-Dlog4j2.configurationFile=file:$session/log4j2.properties")
  exec "$java" "@$built/java.options" "@$session/java" ${options[@]+"${options[@]}"} org.apache.spark.deploy.SparkSubmit "$@"
}

# A home of our own with the installation's content: executors on this machine write beside it.
own_home() {
  local entry
  [ "$SPARK_HOME" != "$session/home" ] || return 0
  rm -rf -- "$session/home/jars"
  for entry in "$SPARK_HOME"/*; do
    [ "${entry##*/}" = work ] || ln -s -- "$(absolute "$entry")" "$session/home/"
  done
  export SPARK_CONF_DIR=${SPARK_CONF_DIR:-$SPARK_HOME/conf} SPARK_HOME=$session/home
}

# What each kind of cluster needs, from conf/spark.
settings_of_cluster() {
  case $master in
    yarn*)
      defaults_of yarn
      files=${files:+$files,}$KINDRED_HOME/submit/discover-gpus
      ;;
    k8s:*)
      defaults_of kubernetes
      default_conf spark.kubernetes.driver.podTemplateFile "$KINDRED_HOME/submit/kubernetes/driver.yaml"
      default_conf spark.kubernetes.executor.podTemplateFile "$KINDRED_HOME/submit/kubernetes/executor.yaml"
      ;;
    spark:*) defaults_of standalone ;;
  esac
}

through_spark_submit() {
  [ -f "$cluster_jar" ] || fail "$cluster_jar is missing; mvn package -DskipTests makes it"
  if [ "$jar" -nt "$cluster_jar" ]; then
    echo "kindred: $cluster_jar is older than $jar; mvn package -DskipTests renews it" >&2
  fi
  open_session
  if [ -n "$direct" ]; then
    choose_launcher
    supervise "${launcher[@]}" "${spark_options[@]}" ${own_options[@]+"${own_options[@]}"}
  fi
  read_properties
  join_properties
  if ! is_set spark.master; then
    # spark-submit must have one; the driver chooses.
    spark_options+=(--master local --conf spark.kindred.master=auto)
    master=local-cluster
  fi
  case $master in
    local*) on_this_machine ;;
  esac
  choose_launcher
  settings_of_cluster
  default_conf spark.app.name kindred
  if [ -n "${KINDRED_DRIVER_MEMORY:-}" ] || ! is_set spark.driver.memory; then
    spark_options=(--driver-memory "${KINDRED_DRIVER_MEMORY:-2g}" ${spark_options[@]+"${spark_options[@]}"})
  fi
  local names
  names=$(printf '%s\n' ${given[@]+"${given[@]}"} | sort -u | paste -sd, -)
  spark_options+=(--conf "spark.kindred.given=$names" ${files:+--files "$files"})
  spark_options=(--class "$main" "${spark_options[@]}")
  if [ "$deploy_mode" = cluster ]; then
    case $master in
      local*) fail "--deploy-mode cluster needs a cluster: --master spark://..., yarn or k8s://..." ;;
    esac
    in_cluster_mode
  fi
  write_driver_options
  case ${launcher[0]} in
    launch_resolved) ;;
    *) export SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:+$SPARK_SUBMIT_OPTS }\"@$session/options\"" ;;
  esac
  case $master in
    local-cluster*) own_home ;;
  esac
  supervise "${launcher[@]}" "${spark_options[@]}" "$cluster_jar" ${own_options[@]+"${own_options[@]}"}
}
