package dev.kindred.engine.torch;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.GoldenSteps;
import dev.kindred.engine.MomentBlock;
import dev.kindred.engine.StateLayout;
import dev.kindred.engine.StateSlice;
import dev.kindred.engine.StateSlice.Part;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("try") // scopes free tensors at their end
final class FlatOptimizerTest {
  private static final StateLayout LAYOUT =
      new StateLayout(
          List.of(
              new StateSlice("head.weight", new int[] {2, 4}, 0, Part.HEAD, 0),
              new StateSlice("head.bias", new int[] {2}, 8, Part.HEAD, 0)),
          List.of(new MomentBlock(0, GoldenSteps.N, 0)));

  @ParameterizedTest
  @MethodSource("dev.kindred.engine.GoldenSteps#runs")
  void stepsAsTorch(GoldenSteps run) {
    try (FlatState state = new FlatState(LAYOUT, Place.CPU);
        PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      state.write(new FloatVector(GoldenSteps.start()), new FloatVector());
      state.take(false);
      FlatOptimizer optimizer = new FlatOptimizer(LAYOUT, run.optimizer(), 1);
      run.check(
          (gradient, step) -> {
            state.gradient.copy_(Place.CPU.tensor(gradient, gradient.length));
            optimizer.step(state, step);
            return Place.values(state.parameters);
          });
    }
  }
}
