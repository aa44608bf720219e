package dev.kindred.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.study.Dimension;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StudySettingsTest {
  private static final ConfigReader READER =
      new ConfigReader(new Known(List.of("bn-inception"), List.of("table"), (n, l, d) -> {}));

  private static KindredConfig read(String text) {
    return READER.read("a.conf", "kindred { data.path = x, " + text + " }", List.of());
  }

  private static StudySettings over(String text) {
    return read("study { search = random, over { " + text + " } }").study();
  }

  @Test
  void listsAndRangesAreDimensionsByTheirKeys() {
    List<Dimension> dimensions =
        over("""
            loss.name = [nca, circle]
            train.optimizer { learning-rate = { from = 1.0e-6, to = 1.0e-3, scale = log } }
            "kindred.sampling.images-per-class" = { from = 2, to = 8, scale = whole }
            evaluate.recall-at = [[1, 2], [1, 4]]
            """)
            .space()
            .dimensions();
    assertThat(dimensions)
        .containsExactlyInAnyOrder(
            new Dimension.Choice("loss.name", List.of("\"nca\"", "\"circle\"")),
            new Dimension.Range(
                "train.optimizer.learning-rate", 1e-6, 1e-3, Dimension.Range.Scale.LOG),
            new Dimension.Range("sampling.images-per-class", 2, 8, Dimension.Range.Scale.WHOLE),
            new Dimension.Choice("evaluate.recall-at", List.of("[1,2]", "[1,4]")));
  }

  @Test
  void aStudyIsNotPartOfWhatARunComputes() {
    assertThat(read("study.seeds = 5").resolved().hash())
        .isEqualTo(read("study.seeds = 1").resolved().hash());
    assertThat(read("sampling { folds = 4 }, train.evaluate-every-rounds = 1").resolved().hash())
        .isNotEqualTo(
            read("sampling { folds = 4, fold = 2 }, train.evaluate-every-rounds = 1")
                .resolved()
                .hash());
  }

  @Test
  void mistakesAreNamed() {
    refused(
        "study.over.loss.name = nca",
        "kindred.study.over has loss.name = \"nca\"; accepted: a list");
    refused("study.over.spark.executors = [1, 2]", "kindred.study.over has spark.executors");
    refused("study.over.train.seed = [1, 2]", "kindred.study.over has train.seed");
    refused("study.over.sampling.fold = [1, 2]", "kindred.study.over has sampling.fold");
    refused(
        "study.over.train.epochs = { from = 1, to = 2 }", "search = grid cannot count out a range");
    refused(
        "study { search = random, over.train.epochs = { from = 2, to = 1 } }",
        "accepted: less than to");
    refused(
        "study { search = random, over.train.epochs = { from = 0, to = 1, scale = log } }",
        "above 0 with scale = log");
    refused(
        "study { search = random, over.train.epochs = { from = 1, to = 2, step = 1 } }",
        "accepted in it: from, to, scale");
    refused("study.retrain = true", "kindred.study.retrain = true has no held-out classes");
    refused("sampling.folds = 1", "kindred.sampling.folds = 1 would hold all classes out");
    refused("sampling { folds = 4, fold = 5 }", "kindred.sampling.fold = 5; accepted: from 1 to");
    refused("sampling { folds = 4, validation-share = 0.1 }", "accepted: one of the two");
  }

  @Test
  void keysWithoutAMeaningAreRefusedWhenAPointIsBound() {
    StudySettings study = over("loss.nam = [nca, circle]");
    List<String> first = study.space().points(0).get(0).overrides();
    assertThatThrownBy(() -> READER.read(Optional.empty(), List.of("data.path=x", first.get(0))))
        .hasMessageContaining("kindred.loss.nam is not a key");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> read(text)).hasMessageContaining(message);
  }
}
