package dev.kindred.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path temp;
  private final HandClock clock = new HandClock();
  private RunFolder folder;
  private Path lock;

  @BeforeEach
  void open() {
    folder = new RunFolder(temp.resolve("run").toString(), "r1", new Configuration());
    lock = temp.resolve("run/_lock");
  }

  private Lease take(LeaseTerms terms) {
    return new LeaseTaker(folder.fileSystem(), folder.root(), terms).take(() -> {});
  }

  /** A lease that does not beat within the test, whose clock the test turns. */
  private LeaseTerms still(AtomicLong nanos) {
    return new LeaseTerms(LONG, clock, nanos::get);
  }

  /** The lock of a holder that is not there, last renewed so long ago. */
  private void leave(ObjectNode holder, Duration ago) throws IOException {
    Files.createDirectories(lock);
    Path file = Files.writeString(lock.resolve("7"), Json.pretty(holder));
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
  }

  private static ObjectNode me() {
    return Json.parse(Lease.newHolder(LeaseTerms.of(SHORT)).json(), "me");
  }

  /** A process whose end cannot be seen from here. */
  private static ObjectNode elsewhere() {
    return me().put("pid_namespace", "pid:[1]").put("pid", 999_999);
  }

  private static void isBusy(Runnable taking) {
    assertThatThrownBy(taking::run)
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.TRY_LATER))
        .hasMessageContaining("another process works in")
        .hasMessageEndingWith("try again later");
  }

  @Test
  void aSecondLiveHolderIsAskedToTryLater() {
    try (Lease first = take(LeaseTerms.of(LONG))) {
      first.check();
      assertThatThrownBy(() -> take(LeaseTerms.of(LONG)))
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      isBusy(() -> take(LeaseTerms.of(LONG)));
    }
    assertThat(lock).doesNotExist();
    take(LeaseTerms.of(LONG)).close();
  }

  @Test
  void whoeverLostItChangesNothingMore() throws IOException {
    AtomicLong time = new AtomicLong();
    Lease first = take(still(time));
    RunFolder mine = folder.under(first);
    mine.write("a.txt", "first");
    Files.setLastModifiedTime(lock.resolve("1"), FileTime.from(Instant.EPOCH));
    // The other one watches by a clock of its own that runs a minute a look.
    AtomicLong theirs = new AtomicLong();
    Lease second = take(new LeaseTerms(LONG, clock, () -> theirs.addAndGet(LONG.toNanos())));
    // It is this process that holds the first: seen to be alive, so that only the watching counts.
    assertThat(second.epoch()).isEqualTo(2);
    RunFolder theirFolder = folder.under(second);
    theirFolder.write("a.txt", "second");
    List<Runnable> changes =
        List.of(
            first::check,
            () -> mine.write("a.txt", "late"),
            () -> mine.delete("a.txt"),
            () -> mine.stage("model"));
    for (Runnable change : changes) {
      assertThatThrownBy(change::run)
          .isInstanceOfSatisfying(
              KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.TRY_LATER))
          .hasMessageContaining("another process took over");
    }
    first.close();
    second.check();
    assertThat(theirFolder.read("a.txt")).contains("second");
    second.close();
  }

  @Test
  void aChangeThatWasCheckedBeforeThePauseFails() throws IOException {
    AtomicLong time = new AtomicLong();
    Lease first = take(still(time));
    RunFolder mine = folder.under(first);
    Files.setLastModifiedTime(lock.resolve("1"), FileTime.from(Instant.EPOCH));
    AtomicLong theirs = new AtomicLong();
    List<Lease> second = new ArrayList<>();
    assertThatThrownBy(
            () ->
                mine.write(
                    "a.txt",
                    out -> {
                      out.write('x');
                      // Between the first check and the rename.
                      second.add(
                          take(
                              new LeaseTerms(LONG, clock, () -> theirs.addAndGet(LONG.toNanos()))));
                      folder.under(second.get(0)).write("a.txt", "second");
                    }))
        .hasMessageContaining("another process took over");
    assertThat(folder.read("a.txt")).contains("second");
    second.get(0).close();
  }

  @Test
  void theScratchOfALostLeaseIsNoPlaceToRenameFromOrTo() throws IOException {
    Lease first = take(LeaseTerms.of(LONG));
    Scratch scratch = new Scratch(folder.fileSystem(), folder.root(), first.token());
    scratch.open();
    org.apache.hadoop.fs.Path late = scratch.next();
    AtomicFiles.create(folder.fileSystem(), late).close();
    new Scratch(folder.fileSystem(), folder.root(), "the next one").open();
    folder.write("a.txt", "second");
    assertThatThrownBy(() -> AtomicFiles.rename(folder.fileSystem(), late, folder.path("a.txt")))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () -> AtomicFiles.rename(folder.fileSystem(), folder.path("a.txt"), scratch.next()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> AtomicFiles.create(folder.fileSystem(), scratch.next()))
        .isInstanceOf(IOException.class);
    assertThat(folder.read("a.txt")).contains("second");
    first.close();
  }

  @Test
  void renewalsKeepTheLeaseWhateverTheClocksSay() throws Exception {
    HandClock set = new HandClock();
    set.forward(Duration.ofDays(-400));
    try (Lease first = take(new LeaseTerms(SHORT, set, System::nanoTime))) {
      for (int i = 0; i < 6; i++) {
        // Back and forth by years, on either side.
        set.forward(Duration.ofDays(i % 2 == 0 ? 900 : -850));
        isBusy(() -> take(LeaseTerms.of(SHORT)));
        Thread.sleep(SHORT.toMillis() / 4);
      }
      first.check();
      assertThat(first.epoch()).isEqualTo(1);
    }
  }

  @Test
  void aPauseInWhichNobodyTookOverIsOnlyAnotherEpoch() {
    AtomicLong time = new AtomicLong();
    try (Lease lease = take(still(time))) {
      time.addAndGet(LONG.multipliedBy(5).toNanos());
      lease.check();
      assertThat(lease.epoch()).isEqualTo(2);
      assertThat(lock.resolve("1")).doesNotExist();
      folder.under(lease).write("a.txt", "still mine");
    }
    assertThat(lock).doesNotExist();
  }

  @Test
  void theLeaseOfAProcessThatIsSeenToBeGoneIsTakenAtOnce() throws IOException {
    leave(me().put("started", "1").put("lease_ms", LONG.toMillis()), Duration.ZERO);
    try (Lease lease = take(LeaseTerms.of(LONG))) {
      assertThat(lease.epoch()).isEqualTo(8);
    }
  }

  @Test
  void theSameNumberInAnotherContainerOrBootProvesNothing() throws IOException {
    for (ObjectNode other : List.of(elsewhere(), me().put("boot", "another").put("started", "1"))) {
      leave(other, Duration.ZERO);
      isBusy(() -> take(LeaseTerms.of(SHORT)));
    }
  }

  @Test
  void whatIsNotRenewedWhileItIsWatchedIsTaken() throws IOException {
    leave(elsewhere(), Duration.ofDays(1));
    long start = System.nanoTime();
    try (Lease lease = take(LeaseTerms.of(SHORT))) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(SHORT);
      assertThat(lease.epoch()).isEqualTo(8);
      assertThat(lock.resolve("7")).doesNotExist();
    }
  }

  @Test
  void aHalfWrittenLockAndThatOfFormerVersionsAreTakenOver() throws IOException {
    Files.createDirectories(lock);
    Files.setLastModifiedTime(
        Files.writeString(lock.resolve("3"), "{\"tok"), FileTime.from(Instant.EPOCH));
    take(LeaseTerms.of(SHORT)).close();
    Files.createDirectories(lock.getParent());
    Files.setLastModifiedTime(
        Files.writeString(lock, "{\"token\":\"x\"}"), FileTime.from(Instant.EPOCH));
    take(LeaseTerms.of(SHORT)).close();
    assertThat(lock).doesNotExist();
  }

  @Test
  void ofManyTakersOfAnExpiredLeaseOneWins() throws Exception {
    ExecutorService takers = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 3; round++) {
        leave(elsewhere(), Duration.ofDays(1));
        List<Callable<Lease>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          all.add(() -> take(LeaseTerms.of(SHORT.multipliedBy(3))));
        }
        List<Lease> won = new ArrayList<>();
        for (Future<Lease> taken : takers.invokeAll(all)) {
          try {
            won.add(taken.get());
          } catch (java.util.concurrent.ExecutionException e) {
            assertThat(e).hasMessageContaining("try again later");
          }
        }
        assertThat(won).hasSize(1);
        won.get(0).check();
        won.get(0).close();
      }
    } finally {
      takers.shutdownNow();
    }
  }

  @Test
  void whoWaitsGetsItsTurn() throws Exception {
    Lease first = take(LeaseTerms.of(SHORT));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<Lease> second =
          other.submit(
              () ->
                  new LeaseTaker(folder.fileSystem(), folder.root(), LeaseTerms.of(SHORT))
                      .await(() -> {}));
      Thread.sleep(2 * SHORT.toMillis());
      assertThat(second.isDone()).isFalse();
      first.close();
      second.get().close();
      StopSignal stop = new StopSignal();
      try (Lease third = take(LeaseTerms.of(SHORT))) {
        third.check();
        stop.request();
        LeaseTaker taker = new LeaseTaker(folder.fileSystem(), folder.root(), LeaseTerms.of(SHORT));
        assertThatThrownBy(() -> taker.await(() -> stop.check("nothing was begun")))
            .hasMessageStartingWith("stopped on request");
      }
    } finally {
      other.shutdownNow();
    }
  }
}
