package dev.kindred.engine.onednn;

import org.bytedeco.dnnl.memory;

/** An argument of an operation, bound to data before each call. */
final class Slot {
  final memory data;
  private final Address address = new Address();

  Slot(memory.desc layout) {
    data = OneDnn.unbound(layout);
  }

  void set(long at) {
    data.set_data_handle(address.at(at));
  }
}
