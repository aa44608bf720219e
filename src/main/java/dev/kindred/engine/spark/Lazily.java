package dev.kindred.engine.spark;

import java.util.function.Supplier;

/** A value that is made when it is first asked for. */
final class Lazily<T> implements Supplier<T> {
  private final Supplier<T> make;
  private T value;

  Lazily(Supplier<T> make) {
    this.make = make;
  }

  @Override
  public synchronized T get() {
    if (value == null) {
      value = make.get();
    }
    return value;
  }
}
