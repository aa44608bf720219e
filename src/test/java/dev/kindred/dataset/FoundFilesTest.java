package dev.kindred.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundFilesTest {
  @TempDir Path root;

  private void files(String... names) throws IOException {
    for (String name : names) {
      Files.createDirectories(root.resolve(name).getParent());
      Files.write(root.resolve(name), new byte[] {1});
    }
  }

  private List<String> images() {
    return Reads.images(Reads.of(root));
  }

  @Test
  void namesDecideNothing() throws IOException {
    files("_other/_MG_1.jpg", "_other/2.jfif", "b/no ending", "b/deep/er/3.heic", "b/notes.txt");
    assertThat(images())
        .containsExactly(
            "TRAIN _other _other/2.jfif",
            "TRAIN _other _other/_MG_1.jpg",
            "TEST b b/no ending",
            "TEST b b/notes.txt",
            "TEST b b/deep/er/3.heic");
    assertThat(Reads.of(root).origin().byContent()).isTrue();
  }

  @Test
  void litterIsNeverAnImageAndHiddenFilesAreCounted() throws IOException {
    files("a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg");
    files("a/.DS_Store", "a/Thumbs.db", "a/._1.jpg", "__MACOSX/a/1.jpg", "@eaDir/1.jpg");
    files("lost+found/1.jpg", "#recycle/1.jpg", "a/.ipynb_checkpoints/1.jpg", "b/desktop.ini");
    files("$RECYCLE.BIN/1.jpg", "System Volume Information/1", ".git/config", "b/.swp.jpg");
    Reading reading = Reads.of(root);
    assertThat(Reads.images(reading)).hasSize(4);
    assertThat(reading.passedOver()).containsExactly(new PassedOver("b/.swp.jpg", "hidden"));
    assertThat(reading.warnings()).isEmpty();
  }

  @Test
  void anEmptyClassFolderIsAWarning() throws IOException {
    files("a/1.jpg", "a/2.jpg", "b/1.jpg", "c/Thumbs.db");
    Files.createDirectories(root.resolve("d"));
    Reading reading = Reads.of(root);
    assertThat(reading.manifest().classNames()).containsExactly("a", "b");
    assertThat(reading.warnings())
        .containsExactly("2 class folders are empty and are left out (c, d)");
  }

  @Test
  void splitsBesideOtherFoldersAreStillSplits() throws IOException {
    files("train/a/1.jpg", "train/a/x/2.jpg", "val/c/1.jpg", "val/c/2.jpg", "test/b/1.jpg");
    files("annotations/a/1.xml", "more/1.jpg", "loose.png", "README.md");
    Reading reading = Reads.of(root);
    assertThat(Reads.images(reading))
        .containsExactly(
            "TEST b test/b/1.jpg",
            "TRAIN a train/a/1.jpg",
            "TRAIN a train/a/x/2.jpg",
            "VALIDATION c val/c/1.jpg",
            "VALIDATION c val/c/2.jpg");
    assertThat(reading.passedOver()).extracting(PassedOver::path).hasSize(4).contains("README.md");
    assertThat(reading.warnings())
        .containsExactly(
            "1 images in more lie in no class folder and are left out (more/1.jpg)",
            "1 images in the data folder lie in no class folder and are left out (loose.png)");
  }

  @Test
  void theFolderThatAnArchiveBringsIsNoClass() throws IOException {
    files("set/set/a/1.jpg", "set/set/b/1.jpg", "set/set/a/2.jpg", "set/readme.txt");
    assertThat(images())
        .containsExactly(
            "TRAIN a set/set/a/1.jpg", "TRAIN a set/set/a/2.jpg", "TEST b set/set/b/1.jpg");
  }

  @Test
  void namesThatDifferInCaseOrNormalisationAreTwo() throws IOException {
    files("a/x.jpg", "a/X.jpg", "b/\u00e9.jpg", "b/e\u0301.jpg");
    assertThat(images()).hasSize(4);
  }

  @Test
  void linksAreFollowedButNotInACircle() throws IOException {
    files("a/1.jpg", "a/2.jpg", "b/1.jpg");
    Files.createSymbolicLink(root.resolve("b/more"), root.resolve("a"));
    Files.createSymbolicLink(root.resolve("a/up"), root);
    Files.createSymbolicLink(root.resolve("a/other"), root.resolve("b"));
    Files.createSymbolicLink(root.resolve("b/gone.jpg"), root.resolve("nowhere"));
    Reading reading = Reads.of(root);
    assertThat(Reads.images(reading))
        .contains("TEST b b/more/1.jpg", "TEST b b/gone.jpg", "TRAIN a a/other/1.jpg")
        .hasSizeLessThan(20);
    assertThat(reading.warnings())
        .anyMatch(w -> w.contains("symbolic links lead back to a folder above them"));
  }

  @Test
  void fifosAndDevicesAreNotOpened() throws IOException, InterruptedException {
    files("a/1.jpg", "a/2.jpg", "b/1.jpg");
    new ProcessBuilder("mkfifo", root + "/a/pipe.jpg", root + "/list.csv").start().waitFor();
    Files.createSymbolicLink(root.resolve("b/zero.jpg"), Path.of("/dev/zero"));
    Reading reading = Reads.of(root);
    assertThat(reading.passedOver())
        .extracting(PassedOver::path)
        .contains("a/pipe.jpg", "b/zero.jpg");
    assertThat(reading.warnings()).anyMatch(w -> w.contains("FIFOs, sockets or devices"));
    assertThatThrownBy(() -> Reads.of(root.resolve("list.csv")))
        .hasMessageContaining("list.csv is a FIFO, a socket or a device");
  }

  @Test
  void fiveThousandFilesAreListedWithoutAProcessForEach() throws IOException {
    for (int i = 0; i < 5_000; i++) {
      files("c%d/%d.jpg".formatted(i % 50, i));
    }
    long start = System.nanoTime();
    Reading reading = Reads.of(root);
    assertThat(reading.data().files(List.of("c0/0.jpg", "c0/none.jpg"))).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    assertThat(reading.listed()).hasSize(5_000);
  }
}
