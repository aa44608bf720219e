package dev.kindred.engine.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.stream;

/** A gradient in the layout that oneDNN writes, and from there dense. */
final class Unpacked {
  /** For the operation that computes it. */
  final memory packed;

  private final Optional<Reorder> toPlain;

  /**
   * @param written oneDNN's layout
   * @param plain where the dense gradient goes; written to at once where that is the layout already
   */
  Unpacked(memory.desc written, Slot plain) {
    boolean same = written.equals(plain.data.get_desc());
    packed = same ? plain.data : new memory(written, OneDnn.cpu());
    toPlain = same ? Optional.empty() : Optional.of(new Reorder(packed, plain.data));
  }

  /** To be called after the operation. */
  void run(stream queue) {
    toPlain.ifPresent(r -> r.run(queue));
  }
}
