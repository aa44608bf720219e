package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recipe is a configuration that would run, says where it is from, and has its row in the
 * table.
 */
class RecipesTest {
  static Stream<Path> recipes() {
    return Recipe.all().stream();
  }

  @Test
  void thereAreAllOfThem() {
    assertThat(Recipe.all()).hasSizeGreaterThanOrEqualTo(19);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void passesCheckOnThePublishedCounts(Path recipe) {
    SmallRuns.Ended ended =
        SmallRuns.execute(new Wiring(), List.of("check", "--config", recipe.toString()));
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).contains("rounds ", "memory ").doesNotContain("not known without data");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void saysWhereItIsFromAndHasItsRow(Path recipe) throws IOException {
    String head = Recipe.head(recipe);
    assertThat(head)
        .contains("docs/recipes.md", "submit/kindred", recipe.toString())
        .containsPattern("arXiv:[0-9]{4}\\.[0-9]{5}|github\\.com/");
    assertThat(Files.readString(Path.of("docs/recipes.md")))
        .contains("`" + recipe.getFileName().toString().replace(".conf", "") + "`");
  }
}
