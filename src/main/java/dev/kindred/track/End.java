package dev.kindred.track;

/** How a command on a tracked run has ended. */
public enum End {
  FINISHED,
  FAILED,
  /** Stopped, with something to go on from. */
  KILLED
}
