package dev.kindred.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueType;
import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LossRegistryTest {
  private static final Config SHIPPED =
      ConfigFactory.parseResources("loss-reference.conf").getConfig("kindred.loss");

  static List<String> names() {
    return LossRegistry.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void shippedConstantsAreAllowed(String name) {
    FixedConstants constants = FixedConstants.shipped(name);
    assertThat(LossRegistry.create(name, constants)).isNotNull();
    assertThat(constants.mistakes).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void hasASectionAndGoldenValues(String name) throws IOException {
    assertThat(Files.readString(Path.of("docs/losses.md"))).contains("\n### `" + name + "`");
    assertThat(Golden.cases(name)).isNotEmpty();
  }

  @Test
  void everyBlockIsALossOrSharedByAll() {
    Set<String> blocks = new HashSet<>(SHIPPED.root().keySet());
    blocks.removeAll(Set.of("name", "miner", "memory", "proxies"));
    assertThat(blocks).containsExactlyInAnyOrderElementsOf(LossRegistry.names());
    assertThat(LossRegistry.names()).contains(SHIPPED.getString("name"));
  }

  static Stream<Arguments> keys() {
    List<Arguments> keys = new ArrayList<>();
    for (String name : LossRegistry.names()) {
      SHIPPED
          .getConfig(name)
          .root()
          .forEach(
              (key, value) -> {
                if (value.valueType() != ConfigValueType.BOOLEAN) {
                  keys.add(Arguments.of(name, key, value.valueType() == ConfigValueType.NUMBER));
                }
              });
    }
    return keys.stream();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aConstantOutOfRangeIsAMistakeWhateverTheVariant(String name, String key, boolean number) {
    FixedConstants constants =
        FixedConstants.shipped(name, key + " = " + (number ? "-1e9" : "nonsense"));
    LossRegistry.create(name, constants);
    assertThat(constants.mistakes).singleElement().asString().startsWith(key + " must be ");
  }

  @ParameterizedTest
  @MethodSource("names")
  void zeroIsAMistakeWhereItWouldDivide(String name) {
    Config block = SHIPPED.getConfig(name);
    for (String key : List.of("scale", "temperature", "neighbours", "centres", "largest-k")) {
      if (block.hasPath(key)) {
        FixedConstants constants = FixedConstants.shipped(name, key + " = 0");
        LossRegistry.create(name, constants);
        assertThat(constants.mistakes).as("%s of %s", key, name).hasSize(1);
      }
    }
  }

  @Test
  void anUnknownNameIsRefusedWithTheNamesThereAre() {
    assertThatThrownBy(() -> LossRegistry.create("triplet", FixedConstants.shipped("nca")))
        .isInstanceOf(KindredException.class)
        .hasMessageStartingWith("no loss 'triplet'; there are contrastive, batch-all, batch-hard");
  }
}
