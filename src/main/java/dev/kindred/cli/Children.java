package dev.kindred.cli;

/** Processes that this one has started: executors, where they run on this machine. */
final class Children {
  private Children() {}

  /** Ends them at once; a task in native code hears nothing else. */
  static void kill() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }
}
