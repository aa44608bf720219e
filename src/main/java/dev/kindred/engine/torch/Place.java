package dev.kindred.engine.torch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where tensors lie and are computed with.
 *
 * @param gpu number of the GPU, negative for the CPU
 * @param gathers whether the weights of all layers are made together; a GPU would wait for the
 *     launches of one by one
 */
record Place(int gpu, boolean gathers) {
  static final Place CPU = new Place(-1, false);

  static Place ofGpu(int gpu) {
    return new Place(gpu, true);
  }

  boolean isGpu() {
    return gpu >= 0;
  }

  DeviceType type() {
    return isGpu() ? DeviceType.CUDA : DeviceType.CPU;
  }

  private Device device() {
    return isGpu() ? new Device(DeviceType.CUDA, (byte) gpu) : new Device(DeviceType.CPU);
  }

  Tensor zeros(long... shape) {
    return zeros(ScalarType.Float, shape);
  }

  Tensor zeros(ScalarType type, long... shape) {
    return torch.zeros(shape, options(type).device(new DeviceOptional(device())));
  }

  /** In the host's memory; from page-locked memory a GPU copies while it computes. */
  Tensor hostBuffer(ScalarType type, long... shape) {
    TensorOptions options = options(type);
    if (isGpu()) {
      options = options.pinned_memory(new BoolOptional(true));
    }
    return torch.zeros(shape, options);
  }

  private static TensorOptions options(ScalarType type) {
    return new TensorOptions(type);
  }

  /** The same tensor when it is here already. */
  Tensor bring(Tensor tensor) {
    return isGpu() ? tensor.to(device(), tensor.scalar_type(), true, false, null) : tensor;
  }

  /** A new tensor of these values. */
  Tensor tensor(float[] values, long... shape) {
    Tensor host = staging(isGpu(), ScalarType.Float, shape);
    floats(host).put(values, 0, values.length);
    return bring(host);
  }

  /** A new vector of these indices. */
  Tensor tensor(int[] values) {
    Tensor host = staging(isGpu(), ScalarType.Int, values.length);
    new IntPointer(host.data_ptr()).put(values, 0, values.length);
    return bring(host);
  }

  /** Through memory that is not page-locked the way from and to a GPU takes ten times as long. */
  private static Tensor staging(boolean locked, ScalarType type, long... shape) {
    TensorOptions options = options(type);
    return torch.empty(
        shape,
        locked ? options.pinned_memory(new BoolOptional(true)) : options,
        new MemoryFormatOptional());
  }

  /** What was kept beyond a scope goes with the one around it. */
  static Tensor attached(Tensor tensor) {
    PointerScope outer = PointerScope.getInnerScope();
    if (outer != null) {
      outer.attach(tensor);
      tensor.releaseReference();
    }
    return tensor;
  }

  /** Values in row-major order. */
  static float[] values(Tensor tensor) {
    Tensor host = tensor.detach().to(ScalarType.Float).contiguous();
    if (tensor.is_cuda()) {
      host = staging(true, ScalarType.Float, tensor.numel()).copy_(host.flatten());
    }
    float[] values = new float[Math.toIntExact(host.numel())];
    floats(host).get(values, 0, values.length);
    return values;
  }

  /** Where the values of a tensor in the host's memory lie. */
  static FloatPointer floats(Tensor host) {
    Pointer data = host.data_ptr();
    return new FloatPointer(data);
  }
}
