package dev.kindred.train;

import dev.kindred.engine.FloatVector;
import dev.kindred.engine.MemoryRows;
import dev.kindred.engine.exchange.CommonValues;
import dev.kindred.sampling.Position;

/**
 * How far a training is, beside the common state, whose copy on the driver may be on its way.
 *
 * @param round averaging rounds done
 * @param images images seen by all executors
 * @param step steps of each executor done
 * @param position next batch to deal
 * @param best best validation Recall@1 so far, NaN before the first
 * @param worse evaluations since then
 * @param bestParameters of the best evaluation; empty without
 * @param memory cross-batch memory of all executors; empty without
 * @param plateau how the learning rate has dropped so far
 * @param evaluationDue whether this round is to be evaluated before the next one
 */
record Reached(
    int round,
    long images,
    int step,
    Position position,
    double best,
    int worse,
    FloatVector bestParameters,
    MemoryRows memory,
    Plateau plateau,
    boolean evaluationDue) {
  static Reached of(Checkpoint c) {
    return new Reached(
        c.round(),
        c.images(),
        c.state().step(),
        c.position(),
        c.best(),
        c.worse(),
        c.bestParameters(),
        c.memory(),
        c.plateau(),
        c.evaluationDue());
  }

  /** After one more round. */
  Reached next(
      long seen, int stepNow, Position following, MemoryRows rows, boolean evaluationFollows) {
    return new Reached(
        round + 1,
        images + seen,
        stepNow,
        following,
        best,
        worse,
        bestParameters,
        rows,
        plateau,
        evaluationFollows);
  }

  /** After an evaluation that nothing follows from. */
  Reached evaluated() {
    return new Reached(
        round, images, step, position, best, worse, bestParameters, memory, plateau, false);
  }

  /** After an evaluation of what validation measures. */
  Reached measured(double recall, FloatVector parameters, Plateau next) {
    boolean better = Double.isNaN(best) || recall > best;
    return new Reached(
        round,
        images,
        step,
        position,
        better ? recall : best,
        better ? 0 : worse + 1,
        better ? parameters : bestParameters,
        memory,
        next,
        false);
  }

  Checkpoint with(String configurationHash, CommonValues values) {
    return new Checkpoint(
        configurationHash,
        round,
        images,
        position,
        best,
        worse,
        values.state(),
        values.velocity(),
        bestParameters,
        memory,
        plateau,
        evaluationDue);
  }
}
