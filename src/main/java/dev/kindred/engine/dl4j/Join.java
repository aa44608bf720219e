package dev.kindred.engine.dl4j;

import dev.kindred.engine.kernel.JoinKernel;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link JoinConf} at work. */
@SuppressWarnings("overrides") // DL4J's own, which take arrays for varargs
final class Join extends KernelVertex {
  private static final int CHANNELS = 3;

  private List<Long> sizes;
  private int[] channels;
  private transient JoinKernel kernel;

  Join(ComputationGraph graph, String name, int index, DataType stored, DataType parameters) {
    super(graph, name, index, stored, parameters);
  }

  @Override
  public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
    INDArray[] x = dense();
    INDArray first = x[0];
    int[] wanted = Arrays.stream(x).mapToInt(part -> (int) part.size(CHANNELS)).toArray();
    List<Long> now = List.of(first.size(0), first.size(1), first.size(2));
    if (!now.equals(sizes) || !Arrays.equals(wanted, channels)) {
      sizes = now;
      channels = wanted;
      kernel = kernels.join(first.size(0), first.size(1), first.size(2), channels);
    }
    INDArray y = stored(workspaces, shape(Arrays.stream(channels).sum()));
    kernel.forward(x, y);
    return y;
  }

  @Override
  public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
    INDArray[] dx = new INDArray[channels.length];
    for (int i = 0; i < dx.length; i++) {
      dx[i] = gradient(workspaces, shape(channels[i]));
    }
    kernel.backward(KernelLayer.dense(epsilon), dx);
    return new Pair<>(null, dx);
  }

  private long[] shape(int c) {
    return new long[] {sizes.get(0), sizes.get(1), sizes.get(2), c};
  }
}
