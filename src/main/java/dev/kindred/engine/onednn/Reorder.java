package dev.kindred.engine.onednn;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;

/** Copies from one layout or number format to another. */
final class Reorder {
  private final reorder primitive;
  private final IntMemoryMap args = new IntMemoryMap();
  private final Scratch scratch;

  /** Between these places, wherever they point to when it runs. */
  Reorder(memory from, memory to) {
    reorder.primitive_desc desc =
        new reorder.primitive_desc(
            OneDnn.cpu(), from.get_desc(), OneDnn.cpu(), to.get_desc(), Scratch.given(), false);
    primitive = new reorder(desc);
    args.put(dnnl.DNNL_ARG_FROM, from).put(dnnl.DNNL_ARG_TO, to);
    scratch = new Scratch(desc.scratchpad_desc(), args);
  }

  void run(stream queue) {
    scratch.bind();
    primitive.execute(queue, args);
  }
}
