package dev.kindred.engine.torch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where tensors lie and are computed with.
 *
 * @param gpu number of the GPU, negative for the CPU
 */
record Place(int gpu) {
  static final Place CPU = new Place(-1);

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
    return torch.zeros(shape, options(ScalarType.Float).device(new DeviceOptional(device())));
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
    Tensor host = torch.zeros(shape, options(ScalarType.Float));
    floats(host).put(values, 0, values.length);
    return bring(host);
  }

  /** Values in row-major order. */
  static float[] values(Tensor tensor) {
    Tensor host = tensor.detach().cpu().to(ScalarType.Float).contiguous();
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
