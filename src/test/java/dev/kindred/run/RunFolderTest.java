package dev.kindred.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path temp;

  private RunFolder folder() {
    return new RunFolder(temp.resolve("run").toUri().toString(), "r1", new Configuration());
  }

  @Test
  void writesReplacesReadsAndDeletes() {
    RunFolder folder = folder();
    assertThat(folder.read("a/b.txt")).isEmpty();
    folder.write("a/b.txt", "one");
    folder.write("a/b.txt", "two");
    assertThat(folder.read("a/b.txt")).contains("two");
    assertThat(folder.exists("a")).isTrue();
    folder.delete("a");
    assertThat(folder.exists("a")).isFalse();
  }

  @Test
  void whatAVisitorHasNotFinishedStaysWhileOthersWork() {
    RunFolder mine = folder();
    Instant now = Instant.now();
    RunFolder visited = mine.visitedBy(Scratch.visitor(now));
    RunFolder left = mine.visitedBy(Scratch.visitor(now.minus(Duration.ofDays(3))));
    Path kept = Path.of(visited.stage("table").toUri().getPath());
    Path swept = Path.of(left.stage("table").toUri().getPath());
    try (LeasedFolder work = LeasedFolder.take(mine, LeaseTerms.of(LeaseTerms.USUAL))) {
      assertThat(work.folder().root()).isEqualTo(mine.root());
    }
    assertThat(kept).isDirectory();
    assertThat(swept).doesNotExist();
    visited.publish("table");
    assertThat(mine.exists("table")).isTrue();
  }

  @Test
  void settingsAreThoseThatWereGiven() {
    assertThat(folder().hadoop().get("fs.some.key")).isNull();
    Configuration later = new Configuration();
    later.set("fs.some.key", "given");
    RunFolder folder = new RunFolder(temp.resolve("run").toUri().toString(), "r1", later);
    assertThat(folder.fileSystem().getConf().get("fs.some.key"))
        .as("Hadoop keeps the first one's")
        .isNull();
    assertThat(folder.hadoop().get("fs.some.key")).isEqualTo("given");
    assertThat(folder.visitedBy("visit-1").hadoop().get("fs.some.key")).isEqualTo("given");
  }

  @Test
  void leavesNoChecksumFiles() throws IOException {
    folder().write("a.txt", "one");
    try (Stream<Path> files = Files.walk(temp)) {
      assertThat(files.map(f -> f.getFileName().toString())).noneMatch(n -> n.endsWith(".crc"));
    }
  }

  @Test
  void aWriteThatFailsHarmsNothing() {
    RunFolder folder = folder();
    folder.write("model.bin", "good");
    assertThatThrownBy(
            () ->
                folder.write(
                    "model.bin",
                    out -> {
                      out.write(1);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.FAILED))
        .hasMessageContaining("cannot write")
        .hasMessageContaining("run/model.bin: No space left on device; check space and rights");
    assertThat(folder.read("model.bin")).contains("good");
  }

  @Test
  void whatIsBeingWrittenIsNotSeen() {
    RunFolder folder = folder();
    folder.write(
        "report.html",
        out -> {
          out.write('x');
          out.flush();
          assertThat(folder.exists("report.html")).isFalse();
        });
    assertThat(folder.exists("report.html")).isTrue();
  }

  @Test
  void aStagedFolderAppearsWhole() throws IOException {
    RunFolder folder = folder();
    for (String content : new String[] {"first", "second"}) {
      var stage = folder.stage("model");
      try (var out = folder.fileSystem().create(new org.apache.hadoop.fs.Path(stage, "w.bin"))) {
        out.writeBytes(content);
      }
      folder.publish("model");
      assertThat(folder.read("model/w.bin")).contains(content);
    }
  }

  @Test
  void anUnknownFileSystemIsNamed() {
    assertThatThrownBy(() -> new RunFolder("nofs://x/y", "r1", new Configuration()))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessageContaining("run.path nofs://x/y cannot be used");
  }

  @Test
  void aFileInPlaceOfTheFolderIsNamed() throws IOException {
    Files.writeString(temp.resolve("run"), "in the way");
    assertThatThrownBy(() -> folder().write("a.txt", "one"))
        .isInstanceOf(KindredException.class)
        .hasMessageContaining("cannot write");
  }
}
