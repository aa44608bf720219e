package dev.kindred.engine.torch;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The calling thread's operations in bfloat16, until closed.
 *
 * @param place whose operations
 * @param on whether anything is changed
 */
record Autocast(Place place, boolean on) implements AutoCloseable {
  static Autocast enter(Place place, boolean on) {
    if (on) {
      torch.set_autocast_enabled(place.type(), true);
      torch.set_autocast_dtype(place.type(), ScalarType.BFloat16);
      torch.increment_nesting();
    }
    return new Autocast(place, on);
  }

  @Override
  public void close() {
    if (on) {
      torch.decrement_nesting();
      // Else the next step would compute with this step's rounded weights.
      torch.clear_cache();
      torch.set_autocast_enabled(place.type(), false);
    }
  }
}
