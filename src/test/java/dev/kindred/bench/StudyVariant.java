package dev.kindred.bench;

import java.util.List;
import java.util.stream.LongStream;

/**
 * One way of averaging that {@link AveragingStudy} compares.
 *
 * @param name of its run folders
 * @param label for people
 * @param executors that train
 * @param every steps between two averagings, H
 * @param batch images of a step of an executor
 * @param settings what else differs from the baseline, {@code key=value}
 */
record StudyVariant(
    String name, String label, int executors, int every, int batch, List<String> settings) {
  /** Images of a batch of conf/quickstart.conf. */
  static final int BATCH = 64;

  /** Images seen between two evaluations: two rounds of the baseline. */
  private static final int STRETCH = 1280;

  static final StudyVariant BASELINE = of("baseline", "2 executors, H = 5", 2, 5);

  static final List<StudyVariant> ALL =
      List.of(
          BASELINE,
          of("executors-1", "1 executor", 1, 5),
          of("executors-4", "4 executors", 4, 5),
          of("every-1", "H = 1", 2, 1),
          of("every-20", "H = 20", 2, 20),
          of("live", "live statistics", 2, 5, "backbone.frozen-batch-norm=false"),
          of("fresh", "moments not averaged", 2, 5, "train.averaging.updater=false"),
          of("outer", "outer momentum 0.5", 2, 5, "train.averaging.outer-momentum=0.5"),
          of("exact", "exact", 2, 1, "train.averaging.exact=true"),
          of(
              "memory",
              "memory of 1,024",
              2,
              5,
              "loss.memory.size=1024",
              "loss.memory.start-after=10"),
          of("executors-8", "8 executors", 8, 5),
          of("overlap", "overlap", 2, 5, "train.averaging.overlap=true"),
          of("moments-bf16", "moments in bf16", 2, 5, "train.averaging.moments=bf16"),
          of(
              "parameters-bf16",
              "bf16 differences",
              2,
              5,
              "train.averaging.parameters=bf16",
              "train.averaging.moments=bf16"),
          new StudyVariant(
              "chunked-512",
              "1 executor, batch of 512 in chunks, H = 1",
              1,
              1,
              512,
              List.of("sampling.classes-per-batch=128", "train.chunk=64")));

  private static StudyVariant of(
      String name, String label, int executors, int every, String... settings) {
    return new StudyVariant(name, label, executors, every, BATCH, List.of(settings));
  }

  static StudyVariant named(String name) {
    return ALL.stream()
        .filter(v -> v.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no variant '" + name + "'"));
  }

  /** Counts of images seen at which all variants are measured that reach them by whole rounds. */
  static List<Long> checkpoints(long images) {
    return LongStream.iterate(Math.min(STRETCH, images), i -> i <= images, i -> i + STRETCH)
        .boxed()
        .toList();
  }

  /** Rounds between two evaluations, after which all variants meet again that can. */
  int evaluateEvery() {
    int round = executors * every * batch;
    return Math.max(1, (STRETCH % round == 0 ? STRETCH : 2 * STRETCH) / round);
  }
}
