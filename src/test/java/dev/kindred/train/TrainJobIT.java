package dev.kindred.train;

import static dev.kindred.train.TinyTraining.assertSameBits;
import static dev.kindred.train.TinyTraining.differing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindred.cli.SparkSetup;
import dev.kindred.config.KindredConfig;
import dev.kindred.engine.BatchPlan;
import dev.kindred.engine.BothEngines;
import dev.kindred.engine.FloatVector;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.engine.spark.RoundResult;
import dev.kindred.engine.spark.Rounds;
import dev.kindred.engine.spark.SlotReport;
import dev.kindred.engine.spark.SparkTrainer;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricValue;
import dev.kindred.run.Moment;
import dev.kindred.run.StopSignal;
import dev.kindred.sampling.ClassBalancedSampler;
import dev.kindred.sampling.Position;
import dev.kindred.store.ImageStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.util.SerializableConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Training on two real executor processes, with real image files. */
@ParameterizedClass
@MethodSource("dev.kindred.engine.BothEngines#ofTheProfile")
class TrainJobIT {
  private static final int WORKERS = TinyTraining.WORKERS;
  private static final int ROUNDS = 4;

  private static String engine;
  private static Path dir;
  private static JavaSparkContext spark;

  @Parameter String unused;
  private static ImageStore store;
  private static ReplicaState undisturbed;

  @BeforeParameterizedClassInvocation
  static void start(String name, @TempDir Path temp) {
    engine = name;
    dir = temp;
    SparkConf conf = SparkSetup.conf(config(), new SparkConf());
    conf.set("spark.app.name", "TrainJobIT");
    spark = new JavaSparkContext(conf);
    store = TinyStore.store(spark, dir, 24, 4);
    undisturbed = run("undisturbed", round -> {}, new StopSignal());
  }

  @AfterParameterizedClassInvocation
  static void stop() {
    spark.stop();
  }

  private static KindredConfig config(String... more) {
    List<String> all = new ArrayList<>(List.of("engine.name=" + engine));
    all.addAll(List.of(more));
    return TinyTraining.config(ROUNDS, all.toArray(String[]::new));
  }

  /**
   * @param afterRound called with the number of each finished round
   */
  private static ReplicaState run(
      String id, IntConsumer afterRound, StopSignal stop, String... more) {
    return new TinyTraining(spark, store, dir).run(id, config(more), afterRound, stop);
  }

  private static SparkTrainer trainer(String owner) {
    ReplicaRecipe recipe = Recipes.training(config(), BothEngines.named(engine), 12, 8);
    return new SparkTrainer(
        spark,
        owner,
        recipe,
        new Rounds(true, false),
        InitialWeights.of(
            recipe.network(),
            config().backbone(),
            recipe.loss(),
            12,
            0,
            spark.hadoopConfiguration()));
  }

  private static StoreBatches source() {
    return new StoreBatches(
        spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration())),
        store.location(),
        spark.broadcast(store.index()),
        Recipes.trainView(
            config(),
            Recipes.training(config(), BothEngines.named(engine), 12, 8).network().backbone()),
        BothEngines.named(engine),
        1);
  }

  private static List<List<BatchPlan>> hands(int each) {
    TrainingSet data = TrainingSet.of(store.index(), new HeldOut.Share(0, 0), 4);
    return new ClassBalancedSampler(data.ids(), data.labels(), 4, 2, 0)
        .deal(Position.START, WORKERS, each).hands().stream()
            .map(
                hand ->
                    hand.stream()
                        .map(b -> new BatchPlan(b.imageIds(), b.labels(), 100 + b.index()))
                        .toList())
            .toList();
  }

  @Test
  void executorsAreProcessesAndEachPlannedBatchArrivesOnceAndWhole() {
    List<List<BatchPlan>> hands = hands(3);
    RoundResult round = trainer("arrival").round(hands, source(), "arrival");
    assertThat(round.slots()).extracting(SlotReport::slot).containsExactly(0, 1);
    assertThat(round.slots())
        .extracting(SlotReport::processId)
        .doesNotContain(ProcessHandle.current().pid())
        .doesNotHaveDuplicates();
    for (int slot = 0; slot < WORKERS; slot++) {
      assertThat(round.slots().get(slot).batches())
          .isEqualTo(hands.get(slot).stream().map(BatchPlan::toPath).toList());
      assertThat(round.slots().get(slot).imagesSeen()).isEqualTo(24);
      assertThat(round.slots().get(slot).losses()).hasSize(3).doesNotContain(Double.NaN);
    }
    for (BatchPlan plan : hands.stream().flatMap(List::stream).toList()) {
      for (int i = 0; i < plan.imageIds().length; i++) {
        assertThat(store.index().label(plan.imageIds()[i]))
            .as("the first half of the classes is for training, so labels are class ids")
            .isEqualTo(plan.labels()[i]);
      }
    }
  }

  /** That the same seed gives the same bits, runs with an interruption show. */
  @Test
  void anotherSeedGivesOtherBits() {
    ReplicaState other = run("other", round -> {}, new StopSignal(), "train.seed=1");
    assertThat(differing(other.parameters(), undisturbed.parameters())).isPositive();
  }

  @Test
  void proxiesStartAtEmbeddingsOrAtRandomAndGiveTheSameBits() {
    // Two rounds: a start that differs is seen in the first.
    String[] loss = {"loss.name=soft-triple", "loss.soft-triple.centres=2", "train.images-seen=64"};
    ReplicaState first = run("proxies", round -> {}, new StopSignal(), loss);
    assertSameBits(run("proxies-again", round -> {}, new StopSignal(), loss), first);
    ReplicaState random =
        run(
            "random",
            round -> {},
            new StopSignal(),
            loss[0],
            loss[1],
            loss[2],
            "loss.proxies.start=random");
    assertThat(differing(random.parameters(), first.parameters())).isPositive();
  }

  @Test
  void aRoundThatIsRunAgainGivesTheSameBits() {
    SparkTrainer trainer = trainer("twice");
    ReplicaState start = trainer.state();
    trainer.round(hands(2), source(), "once");
    ReplicaState once = trainer.state();
    trainer.restore(start);
    trainer.round(hands(2), source(), "twice");
    assertSameBits(trainer.state(), once);
  }

  @Test
  void anExecutorKilledInMidRoundChangesNothing() {
    try (KillInRound kill = KillInRound.of(spark, "train: round 3,")) {
      assertSameBits(run("killed", round -> {}, new StopSignal()), undisturbed);
      assertThat(kill.lostExecutors()).isEqualTo(1);
    }
  }

  @Test
  void aStoppedRunGoesOnWhereItWas() {
    StopSignal stop = new StopSignal();
    // After the third of four rounds, between two checkpoints.
    assertThatThrownBy(() -> run("stopped", round -> requestAfter(3, round, stop), stop))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("stopped on request; saved ")
        .hasMessageContaining("checkpoints/round-00000003")
        .hasMessageContaining("the same command with the same --run-id goes on")
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.TRY_LATER));
    assertThat(dir.resolve("stopped/checkpoints/round-00000003")).exists();
    List<Integer> done = new ArrayList<>();
    assertSameBits(run("stopped", done::add, new StopSignal()), undisturbed);
    assertThat(done).containsExactly(4);
  }

  /** Everything that has a state of its own, or an order of its own. */
  @Test
  void aStoppedRunOfManyKeysGoesOnWhereItWas() {
    String[] keys = {
      "sampling.order=shuffle",
      "sampling.batch=8",
      "sampling.validation-share=0.25",
      "backbone.pooling=gem",
      "backbone.layer-norm=true",
      "backbone.bn-neck=true",
      "backbone.frozen-batch-norm=false",
      "backbone.freeze-affine=true",
      "backbone.head-init=kaiming-fan-out",
      "train.optimizer.name=rmsprop",
      "train.optimizer.gradient-clip-value=0.1",
      "train.schedule.kind=plateau",
      "train.schedule.plateau-patience=0",
      "train.schedule.head-warm-up-epochs=1",
      "view.train.brightness=0.3",
      "view.train.hue=0.1",
      "view.train.erase=0.5",
      "train.images-seen=96"
    };
    ReplicaState whole = many("many", new StopSignal(), 99, keys);
    StopSignal stop = new StopSignal();
    assertThatThrownBy(() -> many("many-stopped", stop, 2, keys))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("stopped on request; saved ");
    assertSameBits(many("many-stopped", new StopSignal(), 99, keys), whole);
    String[] constant = keys.clone();
    constant[11] = "train.schedule.kind=constant";
    ReplicaState faster = many("many-constant", new StopSignal(), 99, constant);
    assertThat(differing(faster.parameters(), whole.parameters())).isPositive();
  }

  /** Nothing is ever better than at first, so that the last state is not the model. */
  private static ReplicaState many(String id, StopSignal stop, int last, String... keys) {
    List<ReplicaState> states = new ArrayList<>();
    Evaluations worse =
        new Evaluations() {
          @Override
          public List<MetricValue> validation(ReplicaState state) {
            states.add(state);
            return List.of(Metric.VALIDATION_RECALL_AT_1.of(1.0 / state.step()));
          }

          @Override
          public void curve(ReplicaState state, Moment moment) {
            requestAfter(last, Math.toIntExact(moment.round()), stop);
          }
        };
    new TinyTraining(spark, store, dir).run(id, config(keys), WORKERS, stop, worse);
    return states.get(states.size() - 1);
  }

  @Test
  void aStoppedRunGoesOnUnderTheOtherEngine() {
    StopSignal stop = new StopSignal();
    assertThatThrownBy(() -> run("changed", round -> requestAfter(2, round, stop), stop))
        .isInstanceOf(KindredException.class);
    String other = engine.equals("torch") ? "dl4j" : "torch";
    ReplicaState end = run("changed", round -> {}, new StopSignal(), "engine.name=" + other);
    assertThat(end.step()).isEqualTo(undisturbed.step());
    assertThat(differing(end.parameters(), undisturbed.parameters())).isPositive();
    assertThat(apart(end.parameters(), undisturbed.parameters())).isLessThan(1e-2);
  }

  /** Distance relative to the length. */
  private static double apart(FloatVector a, FloatVector b) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < a.length(); i++) {
      difference += Math.pow((double) a.values()[i] - b.values()[i], 2);
      length += Math.pow(b.values()[i], 2);
    }
    return Math.sqrt(difference / length);
  }

  private static void requestAfter(int last, int round, StopSignal stop) {
    if (round == last) {
      stop.request();
    }
  }

  @Test
  void aLossThatIsNoNumberNamesTheLastGoodState() throws IOException {
    // Each step multiplies the head by 1 - 1e7.
    String[] explode = {
      "train.optimizer.name=adamw",
      "train.optimizer.weight-decay=1",
      "train.optimizer.learning-rate=10",
      "train.optimizer.head-lr-factor=1e6",
      "train.checkpoint.every-rounds=1"
    };
    assertThatThrownBy(() -> run("exploded", round -> {}, new StopSignal(), explode))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("are not numbers any more; the last good state is ")
        .hasMessageContaining("checkpoints/round-0000000")
        .hasMessageContaining("lower the learning rate")
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.FAILED));
    assertThat(Files.exists(dir.resolve("exploded/model"))).isFalse();
  }

  @Test
  void anExactRunTrainsAlsoWhenAnExecutorIsKilled() {
    String[] exact = {"train.averaging.exact=true", "train.images-seen=48"};
    ReplicaState first = run("exact", round -> {}, new StopSignal(), exact);
    assertThat(first.step()).isEqualTo(3);
    assertThat(first.parameters().isFinite()).isTrue();
    // Killed as the third step's embeddings are computed, or their gradients.
    try (KillInRound kill = KillInRound.of(spark, "train: round 3,")) {
      assertSameBits(run("exact-killed", round -> {}, new StopSignal(), exact), first);
      assertThat(kill.lostExecutors()).isEqualTo(1);
    }
  }

  @Test
  void theMetricsDivideTheTimeOfEachRound() throws IOException {
    List<String> lines = Files.readAllLines(dir.resolve("undisturbed/metrics.jsonl"));
    assertThat(lines).hasSize(ROUNDS);
    for (String line : lines) {
      JsonNode round = new ObjectMapper().readTree(line);
      double parts = 0;
      for (String part : List.of("input", "compute", "send", "average")) {
        parts += round.required("round." + part + "_seconds").asDouble();
      }
      double whole = round.required("round.seconds").asDouble();
      // Input and compute are those of the slowest executor each, perhaps not the same.
      assertThat(parts).isBetween(0.999 * whole, 1.5 * whole);
    }
  }
}
