package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.loss.CrossBatchMemory;
import dev.kindred.loss.Loss;
import dev.kindred.loss.miner.MinedLoss;
import dev.kindred.loss.miner.SemiHardMiner;
import dev.kindred.loss.pair.ContrastiveSimilarity;
import dev.kindred.loss.pair.Lifted;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.loss.proxy.ProxyAnchor;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossesTest {
  private static Loss loss(String... overrides) {
    return Recipes.loss(Configs.with(overrides));
  }

  @Test
  void aMinerComesBeforeALossAndAMemoryAroundBoth() {
    assertThat(loss()).isInstanceOf(MultiSimilarity.class);
    Loss mined = loss("loss.miner.name=semi-hard", "loss.miner.semi-hard.margin=0.25");
    assertThat(((MinedLoss) mined).miner()).isEqualTo(new SemiHardMiner(0.25));
    Loss remembering =
        loss("loss.miner.name=semi-hard", "loss.memory.size=640", "loss.memory.start-after=7");
    assertThat(remembering)
        .isInstanceOfSatisfying(
            CrossBatchMemory.class,
            m -> {
              assertThat(m.loss()).isInstanceOf(MinedLoss.class);
              assertThat(m.size()).isEqualTo(640);
              assertThat(m.startAfter()).isEqualTo(7);
            });
    assertThat(loss("loss.memory.size=0", "loss.name=proxy-anchor"))
        .isInstanceOf(ProxyAnchor.class);
  }

  @Test
  void theShippedStartIsThatOfThePaper() {
    Loss loss =
        loss(
            "loss.name=contrastive",
            "loss.contrastive.variant=similarity",
            "loss.memory.size=55000");
    assertThat(loss).isEqualTo(new CrossBatchMemory(new ContrastiveSimilarity(0.5), 55_000, 1000));
  }

  /** All of these are found when the configuration is read, not when a job starts. */
  @Test
  void whatDoesNotFitIsRefusedWithItsKey() {
    assertRefused(
        "command line: kindred.loss.memory.size = 100 does not fit loss proxy-anchor, which learns"
            + " parameters of its own and does not take a memory; accepted: 0",
        "loss.name=proxy-anchor",
        "loss.memory.size=100");
    assertRefused(
        "command line: kindred.loss.memory.size = 100 does not fit loss margin, which learns"
            + " parameters of its own and does not take a memory; accepted: 0",
        "loss.name=margin",
        "loss.margin.variant=learnt",
        "loss.memory.size=100");
    assertRefused(
        "command line: kindred.loss.memory.size = 100 does not fit loss n-pair, which in this"
            + " variant compares embeddings of the batch only; accepted: 0",
        "loss.name=n-pair",
        "loss.n-pair.variant=multi-class",
        "loss.memory.size=100");
    for (String pairs : List.of("lifted", "angular")) {
      assertRefused(
          "command line: kindred.loss.memory.variant = sum does not fit loss %s, which looks at more than an anchor's own pairs; accepted: joint"
              .formatted(pairs),
          "loss.name=" + pairs,
          "loss.lifted.variant=paper",
          "loss.memory.size=100",
          "loss.memory.variant=sum");
    }
    assertRefused(
        "command line: kindred.loss.miner.name = semi-hard does not fit loss lifted, which looks at"
            + " more than an anchor's own pairs; accepted: none",
        "loss.name=lifted",
        "loss.lifted.variant=paper",
        "loss.miner.name=semi-hard");
  }

  @Test
  void aSumIsForLossesThatGoAnchorByAnchor() {
    assertThat(loss("loss.name=lifted", "loss.memory.size=100", "loss.memory.variant=sum"))
        .isInstanceOfSatisfying(CrossBatchMemory.class, m -> assertThat(m.sum()).isTrue());
    String[] paper = {"loss.name=lifted", "loss.lifted.variant=paper"};
    assertThat(loss(paper[0], paper[1], "loss.memory.size=100"))
        .isInstanceOfSatisfying(CrossBatchMemory.class, m -> assertThat(m.sum()).isFalse());
    assertThat(loss(paper[0], paper[1], "loss.memory.variant=sum")).isInstanceOf(Lifted.class);
  }

  @Test
  void rangesOfMemoryAndMinerAreChecked() {
    assertRefused(
        "command line: kindred.loss.memory.size = \"-1\"; accepted: a whole number from 0 to 8388608",
        "backbone.dim=64",
        "loss.memory.size=-1");
    assertRefused(
        "command line: kindred.loss.memory.size = \"9000000\"; accepted: a whole number from 0 to",
        "backbone.dim=64",
        "loss.memory.size=9000000");
    assertRefused(
        "command line: kindred.loss.memory.start-after = \"1.5\"; accepted: a whole number of at least"
            + " 0",
        "loss.memory.start-after=1.5");
    assertRefused(
        "command line: kindred.loss.miner.semi-hard.margin = \"3\"; accepted: a number from 0 to 2",
        "loss.miner.name=semi-hard",
        "loss.miner.semi-hard.margin=3");
    assertRefused(
        "command line: kindred.loss.memory.sise is not a key; did you mean kindred.loss.memory.size",
        "loss.memory.sise=3");
  }

  private static void assertRefused(String message, String... overrides) {
    assertThatThrownBy(() -> Configs.with(overrides))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"))
        .satisfies(e -> assertThat(((KindredException) e).exit()).isEqualTo(Exit.USAGE));
  }
}
