package dev.kindred.engine.onednn;

import org.bytedeco.javacpp.Pointer;

/** A raw address handed to oneDNN; owns nothing. */
final class Address extends Pointer {
  /** Points here from now on. */
  Address at(long address) {
    this.address = address;
    return this;
  }
}
