package dev.kindred.engine.onednn;

import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The oneDNN library of this process: its CPU engine and what all operations need of it.
 *
 * <p>Operations are built for one shape and reused; each has a stream of its own and must be used
 * by one thread at a time.
 */
public final class OneDnn {
  private static final engine CPU = new engine(engine.kind.cpu, 0);

  private OneDnn() {}

  static engine cpu() {
    return CPU;
  }

  static stream newStream() {
    return new stream(CPU);
  }

  /** Whether the processor multiplies numbers in bf16, by AVX-512 or AMX. */
  public static boolean hasBf16() {
    int needed = dnnl.dnnl_cpu_isa_avx512_core_bf16;
    return (dnnl.dnnl_get_effective_cpu_isa() & needed) == needed;
  }

  /** Dense fp32 tensor; {@code dims} in oneDNN's logical order whatever the tag. */
  static memory.desc desc(long[] dims, memory.format_tag tag) {
    return desc(dims, DataType.FLOAT, tag);
  }

  /** Dense tensor of fp32 or bf16. */
  static memory.desc desc(long[] dims, DataType type, memory.format_tag tag) {
    return new memory.desc(dims, of(type), tag);
  }

  static memory.data_type of(DataType type) {
    return switch (type) {
      case FLOAT -> memory.data_type.f32;
      case BFLOAT16 -> memory.data_type.bf16;
      default -> throw new IllegalArgumentException("no layer computes in " + type);
    };
  }

  /** Whether this is oneDNN's code for one filter a channel, which it knows by that name. */
  static boolean isDepthwise(primitive_desc_base desc) {
    try (BytePointer name = desc.impl_info_str()) {
      return name.getString().startsWith("jit_dw");
    }
  }

  /** Memory whose data is set before each call. */
  static memory unbound(memory.desc layout) {
    try (Pointer none = new Pointer()) {
      return new memory(layout, CPU, none);
    }
  }

  /** Version and instruction set in use, for the run's log. */
  public static String describe() {
    dnnl_version_t v = dnnl.dnnl_version();
    return "oneDNN "
        + v.major()
        + "."
        + v.minor()
        + "."
        + v.patch()
        + " "
        + dnnl.get_effective_cpu_isa().toString();
  }
}
