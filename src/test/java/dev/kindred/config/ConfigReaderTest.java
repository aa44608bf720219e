package dev.kindred.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  /** The shipped reference with a loss of known constants. */
  private static final Config REFERENCE =
      ConfigFactory.parseString(
              """
              kindred.loss {
                name = toy
                toy { margin = 0.2, hard = true, form = pair }
                other { margin = 0.2 }
                miner { name = none, strict { margin = 0.1 } }
                proxies { start = random }
                memory {}
              }
              """)
          .withFallback(ConfigReader.shippedReference().withoutPath("kindred.loss"));

  private static final ConfigReader READER =
      new ConfigReader(
          REFERENCE,
          new Known(
              List.of("bn-inception", "efficientnet-lite0"),
              List.of("sop", "table"),
              (name, losses, dim) -> {
                losses.section("toy").number("margin", 0, 1);
                losses.section("other").number("margin", 0, 1);
                losses.section("miner").section("strict").number("margin", 0, 1);
              }));

  @TempDir Path folder;

  private static KindredConfig with(String... overrides) {
    return READER.read(Optional.empty(), List.of(overrides));
  }

  private KindredConfig read(String text, String... overrides) throws IOException {
    return READER.read(Optional.of(file(text)), List.of(overrides));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("my.conf"), text);
  }

  @Test
  void defaultsNeedOnlyThePathOfTheData() {
    KindredConfig config = with("data.path=s3a://bucket//birds");
    assertThat(config.data().path()).isEqualTo("s3a://bucket//birds");
    assertThat(config.backbone().name()).isEqualTo("bn-inception");
    assertThat(config.sampling().batch()).isEqualTo(80);
    assertThat(config.train().optimizer().learningRate()).isEqualTo(1e-5);
    assertThat(config.view().train().resize()).isEqualTo(ViewSettings.Resize.SHORT_SIDE);
    assertThat(config.run().path()).isEmpty();
    assertThat(config.run().progressEvery()).isEqualTo(Duration.ofSeconds(15));
    assertThat(config.store().path()).isEmpty();
    assertThat(config.store().cacheBytes()).isEqualTo(4L << 30);
    assertThat(config.data().trainPart()).isEqualTo(0.5);
    assertThat(config.store().shardBytes()).isEqualTo(256L << 20);
    assertThat(config.backbone().weights()).isEmpty();
  }

  @Test
  void fileOverridesReferenceAndCommandLineOverridesFile() throws IOException {
    KindredConfig config =
        read(
            "kindred { data.path = x, train { seed = 1, epochs = 2 } }",
            "train.seed=5",
            "kindred.train.seed=7",
            "evaluate.recall-at=[1, 10, 100]",
            "spark.conf={\"spark.eventLog.enabled\" = true}");
    assertThat(config.train().seed()).isEqualTo(7);
    assertThat(config.train().epochs()).isEqualTo(2);
    assertThat(config.evaluate().recallAt()).containsExactly(1, 10, 100);
    assertThat(config.spark().conf()).containsEntry("spark.eventLog.enabled", "true");
  }

  @Test
  void whatNothingWouldComeOfIsRefused() {
    assertThatThrownBy(() -> with("data.path=x", "sampling.validation-share=0.1"))
        .hasMessageContaining(
            "kindred.train.evaluate-every-rounds = 0 would hold classes out and never measure on"
                + " them; accepted: at least 1 with kindred.sampling.validation-share above 0");
    assertThat(
            with(
                    "data.path=x",
                    "sampling.validation-share=0.1",
                    "train.evaluate-every-rounds=1",
                    "train.patience=2")
                .train()
                .patience())
        .isEqualTo(2);
  }

  @Test
  void waysOfAveragingThatDoNotGoTogetherAreRefused() {
    for (String[] refused :
        new String[][] {
          {"exact = true, whose every step waits", "exact=true"},
          {"updater = false: replicas go on with moments of their own", "updater=false"},
          {"moments = bf16: moments travel with checkpoints only", "moments=bf16"},
          {"outer-momentum and outer-learning-rate", "outer-momentum=0.5"},
          {"outer-momentum and outer-learning-rate", "outer-learning-rate=0.7"},
          {"synchronous-until, whose rounds wait", "synchronous-until=0.1"},
          {"parameters = bf16, which is for averages", "parameters=bf16"}
        }) {
      assertTrainingRefused(
          "averaging.overlap = true does not go with " + refused[0],
          "averaging.overlap=true",
          "averaging." + refused[1]);
    }
    assertTrainingRefused(
        "averaging.parameters = bf16 does not go with exact = true, where gradients travel",
        "averaging.parameters=bf16",
        "averaging.exact=true");
    assertTrainingRefused(
        "averaging.parameters = bf16 does not go with outer-momentum",
        "averaging.parameters=bf16",
        "averaging.outer-momentum=0.5");
  }

  @Test
  void keysOfTrainingThatContradictEachOtherAreRefused() {
    assertTrainingRefused(
        "optimizer.nesterov = true looks ahead along a momentum, and there is none; accepted: false,"
            + " or kindred.train.optimizer.momentum above 0",
        "optimizer.name=sgd",
        "optimizer.nesterov=true",
        "optimizer.momentum=0");
    assertTrainingRefused(
        "optimizer.gradient-clip-value and gradient-clip are two ways to clip",
        "optimizer.gradient-clip-value=10",
        "optimizer.gradient-clip=1");
    assertTrainingRefused(
        "schedule.step-every-epochs and step-epochs say twice when the rate drops",
        "schedule.step-every-epochs=10",
        "schedule.step-epochs=[5]");
    assertTrainingRefused(
        "schedule.warm-up-epochs and warm-up are two lengths of one thing",
        "schedule.warm-up-epochs=1",
        "schedule.warm-up=0.1");
    assertTrainingRefused(
        "schedule.head-warm-up-epochs and head-warm-up are two lengths of one thing",
        "schedule.head-warm-up-epochs=1",
        "schedule.head-warm-up=0.1");
    assertTrainingRefused(
        "schedule.kind = plateau waits for what kindred.train.evaluate-every-rounds = 0 never measures",
        "schedule.kind=plateau");
    assertTrainingRefused(
        "optimizer.name = \"rmsporp\"; accepted: adam, adamw, rmsprop, sgd (did you mean rmsprop?)",
        "optimizer.name=rmsporp");
    assertTrainingRefused(
        "schedule.step-epochs = [50,25]; accepted: a list of numbers from 0 to 1000000 in ascending"
            + " order",
        "schedule.step-epochs=[50,25]");
  }

  private static void assertTrainingRefused(String message, String... keys) {
    List<String> all = new ArrayList<>(List.of("data.path=x"));
    List.of(keys).forEach(key -> all.add("train." + key));
    assertThatThrownBy(() -> with(all.toArray(String[]::new)))
        .hasMessageContaining("command line: kindred.train." + message);
  }

  @Test
  void everyMistakeOfTheCommandLineNamesIt() {
    assertThatThrownBy(() -> with("data.path=x", "train.sede.first=1", "spark.conf.spark=x"))
        .hasMessageContaining("command line: kindred.train.sede is not a key")
        .hasMessageContaining("command line: kindred.spark.conf has spark;")
        .message()
        .doesNotContain("withValue");
  }

  @Test
  void reportsAllMistakesTogetherWithTheirLines() throws IOException {
    Path file =
        file(
            """
            kindred {
              data.path = birds
              train.optimizer {
                lerning-rate = 1
                weight-decay = -1
              }
              backbone { size = big, pooling = average }
              sampling { images-per-class = 1.5, classes-per-batch = 1 }
              store = here
              view.train.area = [1, 0.5]
              loss.toy.margin = 3
            }
            speed = 1
            """);
    assertThatThrownBy(
            () -> READER.read(Optional.of(file), List.of("run.id=  ", "train.epochs=many")))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .message()
        .hasLineCount(12)
        .contains(
            file
                + ":4: kindred.train.optimizer.lerning-rate is not a key;"
                + " did you mean kindred.train.optimizer.learning-rate?",
            file + ":5: kindred.train.optimizer.weight-decay = -1; accepted: a number from 0 to 1",
            file + ":7: kindred.backbone.size = \"big\"; accepted: a whole number from 32 to 1024",
            file + ":7: kindred.backbone.pooling = \"average\"; accepted: avg, max, both",
            file + ":8: kindred.sampling.images-per-class = 1.5; accepted: a whole number from 2",
            file + ":8: kindred.sampling.classes-per-batch = 1; accepted: a whole number from 2",
            file + ":9: kindred.store = \"here\"; this is a block of keys: cache-mb, path, quality",
            file + ":10: kindred.view.train.area = [1,0.5]; accepted: 2 numbers from 0.001 to 1",
            file + ":11: kindred.loss.toy.margin = 3; accepted: a number from 0 to 1",
            file + ":13: speed is not a key",
            "command line: kindred.run.id = \"\"; accepted: a text that is not empty",
            "command line: kindred.train.epochs = \"many\"; accepted: a number");
  }

  @Test
  void anEmptyPathOfTheDataIsAMistake() {
    assertThatThrownBy(() -> with())
        .hasMessageMatching(
            "reference.conf:\\d+: kindred.data.path = \"\"; accepted: a text that is not empty");
  }

  @Test
  void aMisspelledWordGetsTheNearestOne() {
    assertThatThrownBy(() -> with("data.path=x", "backbone.name=bn-inseption"))
        .hasMessageContaining("did you mean bn-inception?");
    assertThatThrownBy(() -> with("data.path=x", "loss.name=tyo"))
        .hasMessageStartingWith("command line: kindred.loss.name = \"tyo\"; accepted: other, toy");
    assertThatThrownBy(() -> with("data.path=x", "loss.miner.name=strikt"))
        .hasMessage(
            "command line: kindred.loss.miner.name = \"strikt\"; accepted: none, strict (did you mean"
                + " strict?)");
  }

  @Test
  void constantsOfLossesAndMinersThatAreNotUsedAreCheckedToo() {
    assertThatThrownBy(
            () ->
                with(
                    "data.path=x",
                    "loss.other.margin=3",
                    "loss.miner.strict.margin=2",
                    "loss.name=memory"))
        .message()
        .hasLineCount(3)
        .contains(
            "kindred.loss.other.margin = \"3\"; accepted: a number from 0 to 1",
            "kindred.loss.miner.strict.margin = \"2\"; accepted: a number from 0 to 1",
            "kindred.loss.name = \"memory\"; accepted: other, toy");
  }

  @Test
  void aTestViewSmallerThanTheInputIsAMistake() {
    assertThatThrownBy(() -> with("data.path=x", "view.test.load=100"))
        .hasMessageContaining(
            "kindred.view.test.load = 100 is smaller than the network's input; accepted: at least"
                + " kindred.backbone.size = 224");
  }

  @Test
  void brokenFilesAndOptionsAreNamed() throws IOException {
    Path broken = file("kindred {\n data = [ }\n");
    assertThatThrownBy(() -> READER.read(Optional.of(broken), List.of()))
        .hasMessageContaining("cannot be read")
        .hasMessageContaining("my.conf: 2");
    assertThatThrownBy(() -> READER.read(Optional.of(folder.resolve("no.conf")), List.of()))
        .hasMessageContaining("no.conf does not exist");
    assertThatThrownBy(() -> with("seed"))
        .hasMessage("--set seed is not key=value, such as train.seed=1");
    Path unresolved = file("kindred.data.path = ${nowhere}\n");
    assertThatThrownBy(() -> READER.read(Optional.of(unresolved), List.of()))
        .hasMessageContaining("nowhere");
  }

  @Test
  void aFileThatStayedElsewhereKeepsItsName() {
    assertThat(READER.read("a.conf", "kindred.data.path = x", List.of()).data().path())
        .isEqualTo("x");
    assertThatThrownBy(() -> READER.read("a.conf", "kindred {\n data.pat = x }", List.of()))
        .hasMessageContaining("a.conf:2: kindred.data.pat is not a key");
    assertThatThrownBy(() -> READER.read("a.conf", "kindred {", List.of()))
        .hasMessageContaining("cannot be read: a.conf: 1");
  }

  @Test
  void everyKeyOfTheReferenceIsRead() {
    Set<String> read = new HashSet<>();
    READER.bind(ConfigFactory.parseString("kindred.data.path = x"), read);
    Set<String> all = new TreeSet<>();
    REFERENCE.entrySet().forEach(e -> all.add(e.getKey()));
    all.removeIf(k -> k.startsWith("kindred.loss."));
    all.removeAll(read);
    assertThat(all).isEmpty();
  }

  @Test
  void lossConstantsAreBoundByWhoKnowsThem() {
    LossSettings loss = with("data.path=x").loss();
    assertThat(loss.name()).isEqualTo("toy");
    assertThat(loss.<Double>bind(s -> s.section("toy").number("margin", 0, 1))).isEqualTo(0.2);
    assertThat(loss.<Boolean>bind(s -> s.section("toy").flag("hard"))).isTrue();
    assertThat(loss.<String>bind(s -> s.section("toy").choice("form", "triplet", "pair")))
        .isEqualTo("pair");
    assertThatThrownBy(() -> loss.bind(s -> s.section("toy").whole("margin", 0, 1)))
        .hasMessageContaining(
            "kindred.loss.toy.margin = 0.2; accepted: a whole number from 0 to 1");
  }

  @Test
  void memoryOfAnExecutorFitsTogether() {
    ExecutorMemory memory = new ExecutorMemory(1024, 3072);
    assertThat(memory.overheadMb()).isEqualTo(3072 + 384);
    assertThat(memory.totalMb()).isEqualTo(1024 + 3072 + 384);
    assertThat(memory.maxBytes()).isEqualTo(3072L << 20);
    assertThat(memory.maxPhysicalBytes()).isEqualTo((1024L + 3072 + 384) << 20);
    assertThat(new ExecutorMemory(8192, 1024).overheadMb()).isEqualTo(1024 + 819);
  }

  @Test
  void budgetIsEpochsUnlessImagesAreGiven() {
    assertThat(with("data.path=x", "train.epochs=1.5").train().budget(100)).isEqualTo(150);
    assertThat(with("data.path=x", "train.images-seen=3200").train().budget(100)).isEqualTo(3200);
  }
}
