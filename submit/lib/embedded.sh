# The way through the Spark that Maven resolved.

embedded() {
  local argument master=
  for argument in "$@"; do
    [ "$master" != next ] || master=$argument
    case $argument in
      --master) master=next ;;
      --master=*) master=${argument#*=} ;;
    esac
  done
  case $master in
    '' | local*) export SPARK_LOCAL_IP=${SPARK_LOCAL_IP:-127.0.0.1} ;;
  esac
  open_session
  # Executor processes need a Spark home; they write their logs and working folders there.
  cp "$built/RELEASE" "$session/home/"
  export SPARK_HOME=$session/home SPARK_SCALA_VERSION=2.12
  write_driver_options
  {
    quoted "-Xmx${KINDRED_DRIVER_MEMORY:-2g}"
    cat "$session/options"
    quoted -cp "$jar:$(cat "$built/classpath")${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}"
  } >"$session/java"
  supervise "$java" "@$built/java.options" "@$session/java" "$main" "$@"
}
