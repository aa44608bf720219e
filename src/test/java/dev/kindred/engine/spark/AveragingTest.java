package dev.kindred.engine.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ProxyPlace;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.exchange.Layout;
import dev.kindred.engine.exchange.Piece;
import dev.kindred.engine.exchange.SlotStates;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AveragingTest {
  private static final Averaging PLAIN = new Averaging(ProxyPlace.NONE, row -> row);

  private static ReplicaState state(float parameter, float moment) {
    return new ReplicaState(
        new FloatVector(new float[] {parameter, 1}), new FloatVector(new float[] {moment}), 7);
  }

  /** States that have already arrived; who changed nothing has the same array as the others. */
  private record Arrived(Layout layout, List<ReplicaState> states, ReplicaState before)
      implements SlotStates {
    @Override
    public int count() {
      return states.size();
    }

    @Override
    public void each(Consumer<Piece> work) {
      layout.pieces().forEach(work);
    }

    @Override
    public boolean changed(Piece piece) {
      return states.stream().anyMatch(s -> !s.equals(before));
    }

    @Override
    public FloatBuffer common(Piece piece) {
      return of(before, piece);
    }

    @Override
    public FloatBuffer piece(int slot, Piece piece) {
      return of(states.get(slot), piece);
    }

    private static FloatBuffer of(ReplicaState state, Piece piece) {
      float[] all = (piece.moments() ? state.optimizer() : state.parameters()).values();
      return FloatBuffer.wrap(all, piece.from(), piece.length()).slice();
    }
  }

  private static ReplicaState mean(Averaging averaging, List<ReplicaState> states, BitSet... seen) {
    ReplicaState any = states.get(0);
    Layout layout = new Layout(any.parameters().length(), any.optimizer().length());
    ReplicaState before =
        new ReplicaState(
            new FloatVector(new float[layout.parameters()]),
            new FloatVector(new float[layout.moments()]),
            0);
    return averaging.mean(new Arrived(layout, states, before), List.of(seen), layout, any.step());
  }

  private static ReplicaState mean(ReplicaState... states) {
    BitSet[] seen = new BitSet[states.length];
    Arrays.setAll(seen, i -> new BitSet());
    return mean(PLAIN, List.of(states), seen);
  }

  @Test
  void oneReplicaStaysAsItIs() {
    ReplicaState mean = mean(state(1, 2));
    assertThat(mean.parameters().values()).containsExactly(1, 1);
    assertThat(mean.optimizer().values()).containsExactly(2);
  }

  @Test
  void equalValuesStayAsTheyAre() {
    float third = 1 / 3f;
    for (int slots = 1; slots < 20; slots++) {
      ReplicaState[] states = new ReplicaState[slots];
      Arrays.setAll(states, i -> state(third, 0.1f));
      ReplicaState mean = mean(states);
      assertThat(mean.parameters().values()).containsExactly(third, 1);
      assertThat(mean.optimizer().values()).containsExactly(0.1f);
    }
  }

  @Test
  void whatNobodyChangedIsTakenFromBefore() {
    ReplicaState before = state(5, 6);
    Layout layout = new Layout(2, 1);
    ReplicaState mean =
        PLAIN.mean(
            new Arrived(layout, List.of(before, before, before), before),
            List.of(new BitSet(), new BitSet(), new BitSet()),
            layout,
            7);
    assertThat(mean.parameters().values()).containsExactly(5, 1);
    assertThat(mean.optimizer().values()).containsExactly(6);
  }

  @Test
  void parametersAndMomentsAreAveraged() {
    ReplicaState mean = mean(state(1, 10), state(2, 20), state(6, 60));
    assertThat(mean.parameters().values()).containsExactly(3, 1);
    assertThat(mean.optimizer().values()).containsExactly(30);
    assertThat(mean.step()).isEqualTo(7);
  }

  @Test
  void theSumIsTakenInSlotOrder() {
    // In doubles (1e30 + 1) - 1e30 is 0, and (1e30 - 1e30) + 1 is 1.
    float large = 1e30f;
    assertThat(value(large, 1, -large)).isZero();
    assertThat(value(large, -large, 1)).isEqualTo(1 / 3f);
  }

  private static float value(float a, float b, float c) {
    return mean(state(a, 0), state(b, 0), state(c, 0)).parameters().values()[0];
  }

  /** One weight, then two rows a class for classes 0, 1, 2; row r of slot s holds 10 s + r. */
  private static ReplicaState withProxies(int slot, boolean moments) {
    float[] parameters = new float[7];
    float[] optimizer = new float[moments ? 14 : 0];
    for (int i = 0; i < 7; i++) {
      parameters[i] = 10 * slot + i - 1;
      if (moments) {
        optimizer[i] = 100 + 10 * slot + i - 1;
        optimizer[7 + i] = 1000 + 10 * slot + i - 1;
      }
    }
    return new ReplicaState(new FloatVector(parameters), new FloatVector(optimizer), 1);
  }

  private static BitSet seen(int... classes) {
    return IntStream.of(classes).collect(BitSet::new, BitSet::set, BitSet::or);
  }

  @Test
  void whoSawNoImageOfAClassDoesNotDiluteItsProxies() {
    Averaging averaging = new Averaging(new ProxyPlace(6, 1, 1, 1, 8), row -> row / 2);
    ReplicaState mean =
        mean(
            averaging,
            List.of(withProxies(0, true), withProxies(1, true), withProxies(2, true)),
            seen(0),
            seen(0, 1),
            seen());
    // Class 0: slots 0 and 1; class 1: slot 1 alone; class 2, seen by nobody: all.
    assertThat(mean.parameters().values()).containsExactly(9, 5, 6, 12, 13, 14, 15);
    assertThat(mean.optimizer().values())
        .containsExactly(
            109, 105, 106, 112, 113, 114, 115, 1009, 1005, 1006, 1012, 1013, 1014, 1015);
  }

  @Test
  void momentsThatStayBehindAreNotMissed() {
    Averaging averaging = new Averaging(new ProxyPlace(6, 1, 1, 1, 8), row -> row / 2);
    ReplicaState mean =
        mean(averaging, List.of(withProxies(0, false), withProxies(1, false)), seen(0), seen());
    assertThat(mean.parameters().values()).containsExactly(4, 0, 1, 7, 8, 9, 10);
    assertThat(mean.optimizer().length()).isZero();
  }
}
