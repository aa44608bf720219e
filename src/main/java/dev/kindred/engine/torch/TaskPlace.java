package dev.kindred.engine.torch;

/** Where the calling task computes. */
final class TaskPlace {
  private TaskPlace() {}

  static Place current() {
    return Place.CPU;
  }
}
