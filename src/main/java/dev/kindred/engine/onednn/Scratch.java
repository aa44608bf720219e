package dev.kindred.engine.onednn;

import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.javacpp.BytePointer;

/**
 * Working memory of an operation, that of the thread which runs it. oneDNN's own belongs to the
 * thread that built the operation: any other finds none there, or too little, and the process
 * crashes or writes where it must not. A replica goes from task to task, and Spark gives each task
 * any of its threads.
 */
final class Scratch {
  private static final long PAGE = 4096;

  private static final ThreadLocal<BytePointer> ROOM =
      ThreadLocal.withInitial(() -> new BytePointer(PAGE));

  private final memory data;
  private final long size;
  private final Address address = new Address();

  /**
   * @param wanted what the operation asks for
   * @param args of the operation
   */
  Scratch(memory.desc wanted, IntMemoryMap args) {
    this.size = wanted.get_size();
    this.data = OneDnn.unbound(wanted);
    if (size > 0) {
      args.put(dnnl.DNNL_ARG_SCRATCHPAD, data);
    }
  }

  /** Settings of an operation whose working memory is given to it. */
  static primitive_attr given() {
    primitive_attr attr = new primitive_attr();
    attr.set_scratchpad_mode(dnnl.scratchpad_mode.user);
    return attr;
  }

  /** To be called before the operation, by the thread that runs it. */
  void bind() {
    if (size == 0) {
      return;
    }
    BytePointer room = ROOM.get();
    if (room.capacity() < size + PAGE) {
      room.close();
      room = new BytePointer(size + PAGE);
      ROOM.set(room);
    }
    data.set_data_handle(address.at((room.address() + PAGE - 1) / PAGE * PAGE));
  }
}
