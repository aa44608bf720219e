package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import dev.kindred.config.ConfigReader;
import dev.kindred.config.KindredConfig;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reading a configuration refuses every bad constant of a loss or miner, whichever is trained. */
class LossConstantsTest {
  private static final Config SHIPPED = ConfigFactory.parseResources("loss-reference.conf");
  private static final ConfigReader READER = new ConfigReader(new Wiring().known());

  /** Every key but those of the memory, and values that cannot be right. */
  static Stream<Arguments> bad() {
    List<Arguments> all = new ArrayList<>();
    SHIPPED
        .entrySet()
        .forEach(
            e -> {
              List<String> values =
                  e.getValue().valueType() == ConfigValueType.NUMBER
                      ? List.of("-1e9", "1e10", "many", "")
                      : List.of("nonsense", "-1", "");
              values.forEach(value -> all.add(Arguments.of(e.getKey(), value)));
            });
    return all.stream().filter(a -> !((String) a.get()[0]).startsWith("kindred.loss.memory."));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void isRefusedWithKeyAndRange(String key, String value) {
    assertThatThrownBy(() -> read(key + "=\"" + value + "\""))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .message()
        .hasLineCount(1)
        .startsWith("command line: " + key + " = ")
        .containsPattern(
            "; accepted: (a (whole )?number (from \\S+ to \\S+|of at least \\S+)|\\w)");
  }

  @Test
  void allMistakesOfAllLossesAreReportedTogether() {
    assertThatThrownBy(
            () ->
                read(
                    "loss.nca.neighbours=0",
                    "loss.circle.scale=-80",
                    "loss.lifted.variant=papers",
                    "loss.miner.semi-hard.margin=3",
                    "loss.miner.name=semihard"))
        .message()
        .hasLineCount(5)
        .contains(
            "kindred.loss.nca.neighbours = \"0\"; accepted: a whole number from 1 to 2147483646",
            "kindred.loss.circle.scale = \"-80\"; accepted: a number from 0.001 to 1000",
            "kindred.loss.lifted.variant = \"papers\"; accepted: paper, generalized (did you mean",
            "kindred.loss.miner.semi-hard.margin = \"3\"; accepted: a number from 0 to 2",
            "kindred.loss.miner.name = \"semihard\"; accepted: none, batch-easy-hard");
  }

  @Test
  void whatShipsIsAccepted() {
    assertThat(read().loss().name()).isEqualTo("multi-similarity");
  }

  private static KindredConfig read(String... overrides) {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("data.path=x");
    return READER.read(Optional.empty(), all);
  }
}
