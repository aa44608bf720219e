package dev.kindred.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuperFoldersTest {
  @Test
  void foldersOfSeveralClassesAsInStanfordOnlineProducts() {
    List<String> paths =
        List.of(
            "bicycle_final/1_0.JPG",
            "bicycle_final/1_1.JPG",
            "bicycle_final/2_0.JPG",
            "sofa_final/3_0.JPG",
            "sofa_final/4_0.JPG");
    assertThat(SuperFolders.of(paths, new int[] {0, 0, 1, 2, 3}, 4)).containsExactly(0, 0, 1, 1);
  }

  @Test
  void foldersAboveThoseOfClassesAsInInShop() {
    List<String> paths =
        List.of(
            "img/WOMEN/Dresses/id_1/a.jpg",
            "img/WOMEN/Dresses/id_1/b.jpg",
            "img/WOMEN/Dresses/id_2/a.jpg",
            "img/MEN/Denim/id_3/a.jpg",
            "img/MEN/Denim/id_4/a.jpg");
    assertThat(SuperFolders.of(paths, new int[] {3, 3, 2, 1, 0}, 4)).containsExactly(1, 1, 0, 0);
  }

  @Test
  void classesInOneFolderHaveOneCategory() {
    assertThat(SuperFolders.of(List.of("a/1.jpg", "b/1.jpg", "2.jpg"), new int[] {0, 1, 2}, 3))
        .containsExactly(0, 0, 0);
  }

  /** A category of a single class has the folder that it shares with others. */
  @Test
  void aLonelyClassBelongsToWhatIsAround() {
    List<String> paths = List.of("x/a/1.jpg", "x/b/1.jpg", "y/c/1.jpg");
    assertThat(SuperFolders.of(paths, new int[] {0, 1, 2}, 3)).containsExactly(0, 0, 1);
  }
}
