package dev.kindred.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kindred.engine.Gpu;
import dev.kindred.engine.exchange.TransferProbe.Fetched;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of answers. */
class JudgedTest {
  private static final long MIB = 1 << 20;

  @TempDir Path temp;

  @SafeVarargs
  private static <T extends Serializable> List<Asked<T>> answers(T... answers) {
    List<Asked<T>> all = new ArrayList<>();
    for (int i = 0; i < answers.length; i++) {
      all.add(new Asked<>(new Peer("" + i, "host" + i / 2), answers[i]));
    }
    return all;
  }

  private static Machine java(int feature, long physical) {
    return new Machine(feature + ".0.1", feature, "Linux amd64", 4, physical);
  }

  @ParameterizedTest
  @CsvSource({"11, FAILED", "17, OK", "21, WARNING", "24, FAILED", "25, FAILED"})
  void javaThatSparkDoesNotRunOn(int feature, Status status) {
    Finding f = JavaCheck.ofDriver(java(feature, 0));
    assertThat(f.status()).isEqualTo(status);
    assertThat(f.remedy().isEmpty()).isEqualTo(status == Status.OK);
  }

  @Test
  void executorsOfAnotherJavaAreNamed() {
    List<Finding> all =
        JavaCheck.ofExecutors(java(17, 0), answers(java(17, 0), java(17, 0), java(21, 0)));
    assertThat(all).extracting(Finding::status).containsExactly(Status.OK, Status.WARNING);
    assertThat(all)
        .extracting(Finding::where)
        .containsExactly("executors 0, 1", "executor 2 on host1");
    assertThat(all.get(1).remedy()).contains("spark.executorEnv.JAVA_HOME");
  }

  @ParameterizedTest
  @CsvSource({"0, OK", "1, OK", "-30, WARNING", "30, WARNING", "-400, FAILED", "400, FAILED"})
  void clocksThatAreOff(int seconds, Status status) {
    Instant before = Instant.parse("2026-01-01T00:00:00Z");
    Instant after = before.plusMillis(200);
    Instant theirs = (seconds > 0 ? after : before).plusSeconds(seconds);
    Finding f = ClockCheck.of(before, answers(theirs), after).get(0);
    assertThat(f.status()).isEqualTo(status);
    if (status != Status.OK) {
      assertThat(f.found())
          .contains(
              "at least " + Math.abs(seconds) + ".0 s " + (seconds < 0 ? "behind" : "ahead of"));
      assertThat(f.remedy()).contains("chrony");
    }
  }

  @Test
  void slowAndNarrowKernelsAreTold() {
    Kernels good = new Kernels("oneDNN 3.11.0 avx2", "avx2", "resnet50", 1, 10, 80);
    Kernels lame = new Kernels("oneDNN 3.11.0 avx2", "avx2", "resnet50", 1, 0.1, 0.8);
    Kernels narrow = new Kernels("oneDNN 3.11.0 sse41", "avx512", "resnet50", 1, 5, 40);
    List<Finding> all = KernelCheck.ofExecutors(answers(good, lame, narrow, good));
    assertThat(all)
        .extracting(Finding::status)
        .containsExactly(Status.WARNING, Status.WARNING, Status.OK);
    assertThat(all.get(0).found()).contains("0.8 GFLOP/s", "without native kernels");
    assertThat(all.get(1).found()).contains("sse41", "while the processor has avx512");
    assertThat(all.get(1).remedy()).contains("ONEDNN_MAX_CPU_ISA");
    assertThat(all.get(2).where()).isEqualTo("executors 0, 3");
    Kernels half = new Kernels("oneDNN 3.11.0 avx2", "avx2", "resnet50", 1, 4, 30);
    List<Finding> lagging = KernelCheck.ofExecutors(answers(good, half));
    assertThat(lagging).hasSize(1);
    assertThat(lagging.get(0).status()).isEqualTo(Status.WARNING);
    assertThat(lagging.get(0).where()).isEqualTo("executor 1 on host0");
  }

  @Test
  void vectorsOfProcessors() {
    assertThat(Kernels.vectors("flags\t\t: fpu sse2 avx avx2 bmi2\n")).isEqualTo("avx2");
    assertThat(Kernels.vectors("flags : avx avx2 avx512f avx512bw\n")).isEqualTo("avx512");
    assertThat(Kernels.vectors("flags : sse2\n")).isEqualTo("sse");
    assertThat(Kernels.vectors("Features : asimd\n")).isEmpty();
  }

  @Test
  void executorsThatTheirMachineCannotHold() {
    Machine m = java(17, 6000 * MIB);
    assertThat(MemoryCheck.ofExecutors(answers(m), 7000).get(0).status()).isEqualTo(Status.FAILED);
    assertThat(MemoryCheck.ofExecutors(answers(m), 5000).get(0).status()).isEqualTo(Status.OK);
    Finding two = MemoryCheck.ofExecutors(answers(m, m), 5000).get(0);
    assertThat(two.status()).isEqualTo(Status.WARNING);
    assertThat(two.found()).contains("2 on this machine, which has 6,000 MiB");
  }

  @Test
  void disksThatAreFullOrGone() {
    Disk.All full = new Disk.All(List.of(new Disk("/a", 50 * MIB, "")));
    Disk.All little = new Disk.All(List.of(new Disk("/a", 500 * MIB, "")));
    Disk.All gone = new Disk.All(List.of(Disk.of(new File(temp.resolve("gone").toString()))));
    Disk.All right =
        new Disk.All(List.of(new Disk("/a", 9000 * MIB, ""), new Disk("/b", 8000 * MIB, "")));
    List<Finding> all = DiskCheck.ofExecutors(answers(full, little, gone, right));
    assertThat(all)
        .extracting(Finding::status)
        .containsExactly(Status.FAILED, Status.WARNING, Status.FAILED, Status.OK);
    assertThat(all.get(2).found()).contains("gone cannot be written");
    assertThat(all.get(3).found()).startsWith("7.8 GiB free at least");
    assertThat(all.get(0).remedy()).contains("spark.local.dir");
  }

  @Test
  void gpusThatCannotBeUsed() {
    Gpu gpu = new Gpu("0", "GPU-1", "T4", 7.5, "580.1");
    GpuView hidden = new GpuView(List.of(), List.of("0"), "none is visible; check the driver");
    GpuView notGiven = new GpuView(List.of(gpu), List.of(), "");
    GpuView given = new GpuView(List.of(gpu), List.of("0"), "");
    List<Finding> all = GpuCheck.ofExecutors(answers(hidden, notGiven, given), 1);
    assertThat(all)
        .extracting(Finding::status)
        .containsExactly(Status.FAILED, Status.FAILED, Status.OK);
    assertThat(all.get(0).remedy()).isEqualTo("check the driver");
    assertThat(all.get(2).found()).isEqualTo("GPU 0: GPU 0 (T4), capability 7.5, driver 580.1");
    assertThat(GpuCheck.ofDriver(notGiven, 0).status()).isEqualTo(Status.WARNING);
  }

  @Test
  void slowAndSilentPeers() {
    Fetched slow = new Fetched(MIB, 0.1, List.of());
    Fetched fast = new Fetched(MIB, 0.001, List.of());
    Fetched cut = new Fetched(0, 8, List.of("executor 1 at h:1 does not answer"));
    List<Finding> all = TransferCheck.of(answers(cut, fast, slow), 100 * MIB);
    assertThat(all).extracting(Finding::status).containsExactly(Status.FAILED, Status.WARNING);
    assertThat(all.get(0).remedy()).contains("spark.blockManager.port");
    assertThat(all.get(1).found()).contains("10 MiB/s", "100 MiB take about 10.0 s");
    assertThat(TransferCheck.blockBytes(2)).isEqualTo(8 << 20);
    assertThat(TransferCheck.blockBytes(64) * 63L).isLessThan(17 << 20);
  }

  @Test
  void aTrackingServerThatIsNotThereIsAWarning() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    Finding f = TrackingCheck.of("http://me:planted1@127.0.0.1:" + closed + "/");
    assertThat(f.status()).isEqualTo(Status.WARNING);
    assertThat(f.found())
        .contains("127.0.0.1:" + closed + " does not answer")
        .doesNotContain("planted1");
    assertThat(TrackingCheck.of("http://no such host").status()).isEqualTo(Status.WARNING);
  }

  @Test
  void aTrackingServerThatAnswersAmissIsAWarning() throws IOException {
    int[] next = {200};
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(next[0], -1);
          exchange.close();
        });
    server.start();
    try {
      String uri = "http://127.0.0.1:" + server.getAddress().getPort();
      assertThat(TrackingCheck.of(uri).status()).isEqualTo(Status.OK);
      next[0] = 401;
      assertThat(TrackingCheck.of(uri).status()).isEqualTo(Status.OK);
      for (int amiss : new int[] {302, 404, 502, 503}) {
        next[0] = amiss;
        Finding f = TrackingCheck.of(uri);
        assertThat(f.status()).as("%d", amiss).isEqualTo(Status.WARNING);
        assertThat(f.found()).contains("answers " + amiss);
      }
    } finally {
      server.stop(0);
    }
  }

  @Test
  void manyExecutorsTakeOneLine() {
    Machine[] machines = new Machine[64];
    Arrays.fill(machines, java(17, Long.MAX_VALUE));
    assertThat(JavaCheck.ofExecutors(machines[0], answers(machines)))
        .singleElement()
        .satisfies(f -> assertThat(f.where()).isEqualTo("64 executors"));
  }

  @Test
  void whatDoesNotAnswerIsLeft() {
    Finding f;
    try {
      f = Limited.within(Duration.ofMillis(100), () -> forEver());
    } catch (Exception e) {
      f = Finding.of("paths", Finding.DRIVER, e, "wait");
    }
    assertThat(f.found()).isEqualTo("no answer within 0.1 s");
    assertThat(f.status()).isEqualTo(Status.FAILED);
  }

  private static Finding forEver() throws InterruptedException {
    Thread.sleep(Duration.ofDays(1).toMillis());
    return null;
  }
}
