package dev.kindred.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.kindred.loss.miner.MinedLoss;
import dev.kindred.loss.miner.Miner;
import dev.kindred.loss.pair.Lifted;
import dev.kindred.loss.pair.Nca;
import dev.kindred.run.KindredException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MinerRegistryTest {
  static List<String> names() {
    return MinerRegistry.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void shippedConstantsAreAllowedAndTheMinerServesALoss(String name) {
    FixedConstants constants = FixedConstants.shipped("miner." + name);
    Miner miner = MinerRegistry.create(name, constants);
    assertThat(constants.mistakes).isEmpty();
    MinedLoss loss = (MinedLoss) MinerRegistry.combine(miner, new Nca(16, 100));
    assertThat(loss.evaluate(Subject.clustered(20, 16, 5, 1)).value()).isPositive();
  }

  @Test
  void everyBlockIsAMiner() {
    Set<String> blocks =
        ConfigFactory.parseResources("loss-reference.conf")
            .getConfig("kindred.loss.miner")
            .withoutPath("name")
            .root()
            .keySet();
    assertThat(blocks).containsExactlyInAnyOrderElementsOf(MinerRegistry.names());
  }

  @Test
  void anUnknownNameIsRefusedWithTheNamesThereAre() {
    assertThatThrownBy(() -> MinerRegistry.create("hardest", FixedConstants.shipped("nca")))
        .isInstanceOf(KindredException.class)
        .hasMessage(
            "no miner 'hardest'; there are none, multi-similarity, semi-hard, distance-weighted,"
                + " batch-easy-hard");
  }

  @Test
  void aLossThatLooksAtMoreThanOneAnchorTakesNoMiner() {
    Miner miner = MinerRegistry.create("semi-hard", FixedConstants.shipped("miner.semi-hard"));
    assertThatThrownBy(() -> MinerRegistry.combine(miner, new Lifted(1)))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("Lifted[margin=1.0] takes no miner")
        .hasMessageContaining("set kindred.loss.miner.name = none");
  }
}
