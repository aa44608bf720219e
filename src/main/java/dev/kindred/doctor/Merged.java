package dev.kindred.doctor;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One line for all processes that say the same: a cluster has more executors than a screen lines.
 */
final class Merged {
  /** Processes that are named one by one. */
  private static final int NAMED = 3;

  private Merged() {}

  /**
   * Judges all answers.
   *
   * @param judge what to say of one, wherever it came from
   */
  static <T extends Serializable> List<Finding> of(
      List<Asked<T>> answers, Function<Asked<T>, Finding> judge) {
    Map<Finding, List<Peer>> peers = new LinkedHashMap<>();
    for (Asked<T> asked : answers) {
      Finding f = judge.apply(asked);
      Finding anywhere = new Finding(f.check(), "", f.status(), f.found(), f.remedy());
      peers.computeIfAbsent(anywhere, k -> new ArrayList<>()).add(asked.process());
    }
    List<Finding> all = new ArrayList<>();
    peers.forEach(
        (f, who) -> all.add(new Finding(f.check(), where(who), f.status(), f.found(), f.remedy())));
    return all;
  }

  /** Names of some processes. */
  static String where(List<Peer> peers) {
    if (peers.size() == 1) {
      return peers.get(0).toString();
    }
    if (peers.size() > NAMED) {
      return peers.size() + " executors";
    }
    return "executors " + String.join(", ", peers.stream().map(Peer::id).sorted().toList());
  }
}
