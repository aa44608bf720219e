package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.config.ConfigReader;
import dev.kindred.config.KindredConfig;
import dev.kindred.config.Known;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every place in which a setting of Spark may stand, against every other. */
class SparkPrecedenceTest {
  private static final Known KNOWN =
      new Known(List.of("bn-inception"), List.of(), (name, losses, dim) -> {});

  /** From the weakest to the strongest; each gives the executors' memory its own value. */
  private enum Place {
    REFERENCE(2048),
    SPARK_DEFAULTS(3001),
    FILE_KEY(3002),
    FILE_CONF(3003),
    SYSTEM_PROPERTY(3004),
    SET_KEY(3005),
    SET_CONF(3006),
    CONF(3007),
    SPARK_SUBMIT(3008);

    private final int memory;

    Place(int memory) {
      this.memory = memory;
    }
  }

  @TempDir Path temp;

  static Stream<Arguments> pairs() {
    return Stream.of(Place.values())
        .flatMap(
            strong ->
                Stream.of(Place.values())
                    .filter(weak -> weak.compareTo(strong) < 0)
                    // spark-submit hands system properties over as its own.
                    .filter(
                        weak ->
                            (weak != Place.SYSTEM_PROPERTY && strong != Place.SYSTEM_PROPERTY)
                                || (weak != Place.SPARK_DEFAULTS && strong != Place.SPARK_SUBMIT))
                    .map(weak -> Arguments.of(weak, strong)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theStrongerPlaceWins(Place weak, Place strong) throws IOException {
    assertThat(memory(List.of(weak, strong))).isEqualTo(strong.memory + "m");
    assertThat(memory(List.of(strong))).isEqualTo(strong.memory + "m");
  }

  private String memory(List<Place> places) throws IOException {
    StringBuilder file = new StringBuilder("kindred.data.path = x\n");
    List<String> set = new ArrayList<>();
    Map<String, String> commandLine = new LinkedHashMap<>();
    SparkConf given = new SparkConf(false);
    List<String> names = new ArrayList<>();
    for (Place place : places) {
      String memory = place.memory + "m";
      switch (place) {
        case REFERENCE -> {}
        case FILE_KEY ->
            file.append("kindred.spark.executor-heap-mb = ").append(place.memory).append('\n');
        case FILE_CONF ->
            file.append("kindred.spark.conf { \"spark.executor.memory\" = ")
                .append(memory)
                .append(" }\n");
        case SET_KEY -> set.add("spark.executor-heap-mb=" + place.memory);
        case SET_CONF -> set.add("spark.conf.spark.executor.memory=" + memory);
        case CONF -> commandLine.put("spark.executor.memory", memory);
        case SYSTEM_PROPERTY -> given.set("spark.executor.memory", memory);
        case SPARK_DEFAULTS ->
            given.set("spark.submit.deployMode", "client").set("spark.executor.memory", memory);
        case SPARK_SUBMIT -> {
          given.set("spark.submit.deployMode", "client").set("spark.executor.memory", memory);
          names.add("spark.executor.memory");
        }
      }
    }
    given.set("spark.kindred.given", String.join(",", names));
    KindredConfig config =
        new ConfigReader(KNOWN)
            .read(Optional.of(Files.writeString(temp.resolve("a.conf"), file)), set);
    return SparkSetup.conf(config, given, commandLine).get("spark.executor.memory");
  }

  private static SparkConf conf(SparkConf given, Map<String, String> commandLine, String... set) {
    return SparkSetup.conf(SparkSetupTest.config(set), given, commandLine);
  }

  private static SparkConf submitted(String... pairs) {
    SparkConf conf = new SparkConf(false).set("spark.submit.deployMode", "client");
    for (int i = 0; i < pairs.length; i += 2) {
      conf.set(pairs[i], pairs[i + 1]);
    }
    return conf;
  }

  @Test
  void theMasterFollowsTheSameOrder() {
    SparkConf defaults = submitted("spark.master", "yarn", "spark.kindred.given", "");
    assertThat(conf(defaults, Map.of()).get("spark.master")).isEqualTo("yarn");
    assertThat(conf(defaults, Map.of(), "spark.master=spark://h:1").get("spark.master"))
        .isEqualTo("spark://h:1");
    assertThat(conf(defaults, Map.of(), "spark.master=auto").get("spark.master"))
        .isEqualTo("local-cluster[2,1,2048]");
    SparkConf given = submitted("spark.master", "yarn", "spark.kindred.given", "spark.master");
    assertThat(conf(given, Map.of(), "spark.master=spark://h:1").get("spark.master"))
        .isEqualTo("yarn");
    SparkConf none = submitted("spark.master", "local", "spark.kindred.master", "auto");
    assertThat(conf(none, Map.of(), "spark.executors=3").get("spark.master"))
        .isEqualTo("local-cluster[3,1,2048]");
    assertThat(conf(none, Map.of("spark.master", "local[2]")).get("spark.master"))
        .isEqualTo("local[2]");
    assertThat(conf(none, Map.of()).getAllWithPrefix("spark.kindred.")).isEmpty();
  }

  @Test
  void executorsOfThisMachineAreAsLargeAsWasAskedFor() {
    SparkConf conf =
        conf(
            new SparkConf(false),
            Map.of(
                "spark.executor.memory", "3g",
                "spark.executor.instances", "4",
                "spark.executor.cores", "2"));
    assertThat(conf.get("spark.master")).isEqualTo("local-cluster[4,2,3072]");
    assertThat(conf.get("spark.cores.max")).isEqualTo("8");
    assertThat(conf.get("spark.task.cpus")).isEqualTo("2");
  }

  @Test
  void withoutOurScriptTheFileTellsWhatIsADefault() throws IOException {
    Files.writeString(temp.resolve("spark-defaults.conf"), "spark.executor.memory   3g\n");
    Map<String, String> environment = Map.of("SPARK_CONF_DIR", temp.toString());
    Submitted same = Submitted.of(submitted("spark.executor.memory", "3g"), environment);
    assertThat(same.defaults()).containsOnlyKeys("spark.executor.memory");
    Submitted other = Submitted.of(submitted("spark.executor.memory", "4g"), environment);
    assertThat(other.given()).containsEntry("spark.executor.memory", "4g");
    assertThat(other.defaults()).isEmpty();
  }

  @Test
  void theSameKeyMayBeWrittenInTwoWays() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("a.conf"),
            "kindred { data.path = x, spark.conf { \"spark.speculation\" = false,"
                + " \"spark.ui.port\" = 1 } }");
    KindredConfig config =
        new ConfigReader(KNOWN)
            .read(
                Optional.of(file),
                List.of(
                    "spark.conf.spark.speculation=true",
                    "spark.conf.spark.speculation.interval=7s"));
    assertThat(SparkSetup.conf(config, new SparkConf(false)).getAllWithPrefix("spark.speculation"))
        .hasSize(2);
    assertThat(config.spark().conf())
        .containsEntry("spark.speculation", "true")
        .containsEntry("spark.speculation.interval", "7s")
        .containsEntry("spark.ui.port", "1");
  }

  @Test
  void whatNoWorkerOfThisMachineCouldHoldIsRefused() {
    assertRefused(
        "spark.master=\"local-cluster[2,1,1024]\"",
        "a worker of local-cluster[2,1,1024] has 1024 MiB");
    assertRefused("spark.conf.spark.task.cpus=2", "spark.task.cpus=2 cannot be granted");
    assertRefused("spark.conf.spark.cores.max=0", "spark.cores.max=0 must be at least 1");
    assertRefused(
        "spark.conf.spark.executor.memory=much", "spark.executor.memory=much is not a size");
    assertThatThrownBy(
            () ->
                conf(
                    new SparkConf(false), Map.of("spark.cores.max", "1"), "spark.executor-cores=2"))
        .hasMessageContaining("is less than one executor's");
  }

  private static void assertRefused(String set, String message) {
    assertThatThrownBy(() -> conf(new SparkConf(false), Map.of(), set))
        .hasMessageContaining(message);
  }
}
