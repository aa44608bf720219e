# The way through the Spark that Maven resolved.

embedded() {
  case $master in
    '' | local*) on_this_machine ;;
  esac
  open_session
  # Executor processes need a Spark home; they write their logs and working folders there.
  cp "$built/RELEASE" "$session/home/"
  export SPARK_HOME=$session/home SPARK_SCALA_VERSION=2.12
  write_driver_options
  {
    quoted "-Xmx$(driver_heap)"
    cat "$session/options"
    quoted -cp "$jar:$(cat "$built/classpath")${HADOOP_CONF_DIR:+:$HADOOP_CONF_DIR}"
  } >"$session/java"
  supervise "$java" "@$built/java.options" "@$session/java" "$main" "$@"
}
