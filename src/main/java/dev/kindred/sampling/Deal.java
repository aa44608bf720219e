package dev.kindred.sampling;

import java.util.List;

/**
 * The batches of one averaging round.
 *
 * @param hands one list for each worker, all of the same length
 * @param next where the following round begins
 */
public record Deal(List<List<PlannedBatch>> hands, Position next) {
  public Deal {
    hands = hands.stream().map(List::copyOf).toList();
  }
}
