package dev.kindred.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kindred.run.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose images are cut out and resized where the network is computed, and beside it. */
class DeviceCropIT {
  private static final String LOSS = "train.loss";
  private static final String RECALL = "eval.recall_at_1";
  private static final SharedSpark JOBS = new SharedSpark();

  @TempDir Path temp;

  @AfterAll
  static void stop() {
    JOBS.close();
  }

  private JsonNode run(String id, String... more) throws IOException {
    Path run = temp.resolve(id);
    List<String> keys =
        new ArrayList<>(
            List.of("spark.master=\"local[1]\"", "engine.name=torch", "evaluate.nmi=false"));
    keys.addAll(List.of(more));
    List<String> args =
        SmallRuns.args(
            "run", temp.resolve("data").toString(), run.toString(), 3, keys.toArray(String[]::new));
    SmallRuns.success(JOBS, args);
    ObjectMapper json = new ObjectMapper();
    JsonNode all = json.createObjectNode();
    for (String line : Files.readAllLines(run.resolve(RunFiles.METRICS))) {
      all = json.readerForUpdating(all).readTree(line);
    }
    return all;
  }

  @Test
  void trainsAndEvaluatesAsBeside() throws IOException {
    Emoji.copy(temp.resolve("data"), 12, 3);
    JsonNode beside = run("beside");
    JsonNode there = run("there", "engine.crop-on-device=true");
    // One interpolation there is none here, so that the numbers are not the same ones.
    assertThat(there.get(LOSS).asDouble()).isNotEqualTo(beside.get(LOSS).asDouble());
    assertThat(there.get(LOSS).asDouble()).isCloseTo(beside.get(LOSS).asDouble(), within(0.05));
    assertThat(there.get(RECALL).asDouble()).isCloseTo(beside.get(RECALL).asDouble(), within(0.2));
  }

  @Test
  void isRefusedWhereThereIsNoSuchDevice() {
    List<String> args =
        SmallRuns.args(
            "train",
            temp.resolve("data").toString(),
            temp.resolve("run").toString(),
            1,
            "engine.name=dl4j",
            "engine.crop-on-device=true");
    SmallRuns.Ended ended = SmallRuns.execute(JOBS, args);
    assertThat(ended.code()).isEqualTo(64);
    assertThat(ended.err()).contains("kindred.engine.crop-on-device = true is for");
  }
}
