package dev.kindred.bench;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.LocalMemory;
import dev.kindred.engine.LossOutcome;
import dev.kindred.engine.ProxyPlace;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.Span;
import dev.kindred.engine.StateMemory;
import dev.kindred.engine.TrainingBatch;
import dev.kindred.image.RenderedImages;
import dev.kindred.loss.Batch;
import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.Memory;
import dev.kindred.model.StateDict;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A state in which every batch moves a value here and there, enough for all of it to travel. */
final class CostlessReplica implements Replica {
  /** Values of the smallest piece in which a state travels. */
  private static final int STRIDE = 1 << 12;

  private final ReplicaRecipe recipe;
  private final ByteBuffer parameters;
  private final ByteBuffer moments;
  private int step;

  CostlessReplica(ReplicaRecipe recipe, int parameters) {
    this.recipe = recipe;
    this.parameters = room(parameters);
    this.moments = room(2 * parameters);
  }

  private static ByteBuffer room(int values) {
    return ByteBuffer.allocateDirect(values * Float.BYTES).order(ByteOrder.nativeOrder());
  }

  @Override
  public double[] train(Iterator<TrainingBatch> batches) {
    return train(batches, new LocalMemory(Memory.empty(recipe.network().dim())));
  }

  @Override
  public double[] train(Iterator<TrainingBatch> batches, LocalMemory memory) {
    List<Double> losses = new ArrayList<>();
    while (batches.hasNext()) {
      TrainingBatch batch = batches.next();
      move(parameters, batch.seed());
      move(moments, batch.seed());
      if (recipe.loss() instanceof CrossBatchMemory) {
        float[] z = new float[batch.n() * recipe.network().dim()];
        Batch embedded = new Batch(z, batch.labels(), recipe.network().dim(), batch.seed());
        LossOutcome.of(recipe, embedded, new float[0], memory, step);
      }
      step++;
      losses.add(1.0);
    }
    return losses.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void move(ByteBuffer bytes, long seed) {
    FloatBuffer values = bytes.asFloatBuffer();
    for (int i = 0; i < values.capacity(); i += STRIDE) {
      values.put(i, values.get(i) * 0.5f + (seed % 1000 + 1) * 1e-3f);
    }
  }

  @Override
  public FloatVector gradient(TrainingBatch batch, float[] embeddingGradient) {
    return new FloatVector(new float[parameters.capacity() / Float.BYTES]);
  }

  @Override
  public void apply(FloatVector gradient) {
    move(parameters, step);
    move(moments, step);
    step++;
  }

  @Override
  public ReplicaState state() {
    return new ReplicaState(copy(parameters), copy(moments), step);
  }

  private static FloatVector copy(ByteBuffer bytes) {
    float[] values = new float[bytes.capacity() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return new FloatVector(values);
  }

  @Override
  public void restore(ReplicaState state) {
    parameters.asFloatBuffer().put(state.parameters().values());
    if (state.optimizer().length() > 0) {
      moments.asFloatBuffer().put(state.optimizer().values());
    }
    step = state.step();
  }

  @Override
  public StateMemory memory() {
    return new StateMemory(
        parameters.duplicate().order(parameters.order()),
        moments.duplicate().order(moments.order()));
  }

  @Override
  public void resume(int at, boolean withMoments) {
    step = at;
  }

  @Override
  public void scaleRate(double factor) {}

  @Override
  public ProxyPlace proxies() {
    return ProxyPlace.NONE;
  }

  @Override
  public List<Span> statistics() {
    return List.of();
  }

  @Override
  public float[] embed(RenderedImages images, int n) {
    return new float[n * recipe.network().dim()];
  }

  @Override
  public float[] features(RenderedImages images, int n) {
    throw new UnsupportedOperationException();
  }

  @Override
  public StateDict weights() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void load(StateDict weights) {}

  @Override
  public void save(OutputStream out) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
