package dev.kindred.engine.torch;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.MomentBlock;
import dev.kindred.engine.StateLayout;
import dev.kindred.engine.StateMemory;
import dev.kindred.engine.StateSlice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Parameters, gradient and moments, each one vector, and the network's arrays as views of them: a
 * step of the optimiser is a few operations whatever the number of layers. Moments lie here beside
 * their parameters; in the common layout they lie in blocks, so they are moved between the two when
 * somebody looks.
 */
@SuppressWarnings("try") // scopes free tensors at their end
final class FlatState implements AutoCloseable {
  private static final int FLOAT = Float.BYTES;

  final StateLayout layout;
  final Tensor parameters;
  final Tensor gradient;
  final Tensor first;
  final Tensor second;

  /** 1 where the optimiser works, 0 elsewhere. */
  final Tensor trained;

  private final Map<String, Tensor> arrays = new LinkedHashMap<>();
  private final boolean mirrored;
  private final Tensor hostParameters;
  private final Tensor hostMoments;
  private boolean hostIsBehind = true;

  FlatState(StateLayout layout, Place place) {
    this.layout = layout;
    int n = layout.parameters();
    this.parameters = place.zeros(n).retainReference();
    this.gradient = place.zeros(n).retainReference();
    this.first = place.zeros(n).retainReference();
    this.second = place.zeros(n).retainReference();
    this.trained = place.zeros(n).retainReference();
    this.mirrored = place.isGpu();
    this.hostParameters =
        mirrored ? place.hostBuffer(ScalarType.Float, n).retainReference() : parameters;
    this.hostMoments = place.hostBuffer(ScalarType.Float, layout.moments()).retainReference();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      layout.slices().forEach(this::view);
      for (MomentBlock block : layout.blocks()) {
        part(trained, block.parameters(), block.length()).fill_(new Scalar(1f));
      }
    }
  }

  private void view(StateSlice slice) {
    long[] shape = new long[slice.shape().length];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = slice.shape()[i];
    }
    Tensor flat = part(parameters, slice.offset(), slice.length());
    flat.fill_(new Scalar(slice.initial()));
    Tensor array = flat.view(shape).detach();
    if (slice.part() != StateSlice.Part.FIXED) {
      array.set_requires_grad(true);
      // Backward passes add to a gradient that is there.
      array.mutable_grad().put(part(gradient, slice.offset(), slice.length()).view(shape));
    }
    arrays.put(slice.key(), array.retainReference());
  }

  static Tensor part(Tensor vector, int from, int length) {
    return vector.narrow(0, from, length);
  }

  /** The array of that PyTorch name, which shares the vector's memory. */
  Tensor array(String key) {
    return arrays.get(key);
  }

  boolean isTrained(String key) {
    return array(key).requires_grad();
  }

  /** To be called after the vectors were changed here. */
  void changed() {
    hostIsBehind = true;
  }

  /** The host's side; reading and writing it does nothing to the vectors until {@link #take}. */
  StateMemory memory() {
    if (hostIsBehind) {
      try (PointerScope scope = new PointerScope();
          NoGradGuard guard = new NoGradGuard()) {
        if (mirrored) {
          hostParameters.copy_(parameters);
        }
        TensorVector parts = new TensorVector();
        for (MomentBlock block : layout.blocks()) {
          parts.push_back(part(first, block.parameters(), block.length()));
          parts.push_back(part(second, block.parameters(), block.length()));
        }
        hostMoments.copy_(torch.cat(parts, 0));
      }
      hostIsBehind = false;
    }
    return new StateMemory(bytes(hostParameters), bytes(hostMoments));
  }

  private static ByteBuffer bytes(Tensor host) {
    return new BytePointer(host.data_ptr())
        .capacity(host.numel() * FLOAT)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder());
  }

  /**
   * Takes over what was written to {@link #memory}.
   *
   * @param moments whether moments were written too; otherwise they become zero
   */
  void take(boolean moments) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      if (mirrored) {
        parameters.copy_(hostParameters);
      }
      first.zero_();
      second.zero_();
      if (moments) {
        Tensor all = hostMoments.to(first, false, false, null);
        for (MomentBlock block : layout.blocks()) {
          int length = block.length();
          part(first, block.parameters(), length).copy_(part(all, block.moments(), length));
          part(second, block.parameters(), length).copy_(part(all, block.second(), length));
        }
      }
    }
    hostIsBehind = !moments;
  }

  /** Writes to the host's side. */
  void write(FloatVector values, FloatVector moments) {
    StateMemory memory = memory();
    write(memory.parameters(), values);
    if (moments.length() > 0) {
      write(memory.moments(), moments);
    }
  }

  private static void write(ByteBuffer to, FloatVector values) {
    if (to.remaining() != (long) values.length() * FLOAT) {
      throw new IllegalArgumentException(
          "a state of %d values is not this network's, which has %d"
              .formatted(values.length(), to.remaining() / FLOAT));
    }
    to.order(ByteOrder.nativeOrder()).asFloatBuffer().put(values.values());
  }

  static FloatVector copy(ByteBuffer from) {
    float[] values = new float[from.remaining() / FLOAT];
    from.order(ByteOrder.nativeOrder()).asFloatBuffer().get(values);
    return new FloatVector(values);
  }

  @Override
  public void close() {
    List<Tensor> all = new ArrayList<>(arrays.values());
    all.addAll(List.of(gradient, first, second, trained, hostMoments, parameters));
    if (mirrored) {
      all.add(hostParameters);
    }
    all.forEach(Tensor::close);
    arrays.clear();
  }
}
