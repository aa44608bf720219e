package dev.kindred.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
  @Test
  void saysWhereResultsComeFrom() {
    Provenance provenance =
        Provenance.of("r1", "c0ffee", "da7a", "dl4j", new HandClock().instant());
    ObjectNode json = Json.parse(provenance.json(), RunFiles.PROVENANCE);
    assertThat(json.path("run_id").asText()).isEqualTo("r1");
    assertThat(json.path("configuration_hash").asText()).isEqualTo("c0ffee");
    assertThat(json.path("data_hash").asText()).isEqualTo("da7a");
    assertThat(json.path("engine").asText()).isEqualTo("dl4j");
    assertThat(json.path("time").asText()).isEqualTo("2024-05-06T07:08:09Z");
    assertThat(json.path("git_revision").asText()).matches("unknown|[0-9a-f]{40}( with changes)?");
    assertThat(json.path("versions").path("spark").asText()).startsWith("3.5.");
    assertThat(json.path("versions").path("java").asText()).isNotBlank();
    assertThat(json.path("hardware").path("cores").asInt()).isPositive();
  }

  @Test
  void damagedJsonIsNamed() {
    assertThatThrownBy(() -> Json.parse("[1]", "status.json"))
        .hasMessage("status.json is not a JSON object; delete it or use another run folder");
    assertThatThrownBy(() -> Json.parse("{", "status.json"))
        .hasMessageStartingWith("status.json is not a JSON object");
  }

  @Test
  void aStopSignalIsAskedBetweenSteps() {
    StopSignal stop = new StopSignal();
    stop.check("nothing");
    stop.request();
    assertThat(stop.isRequested()).isTrue();
    assertThatThrownBy(() -> stop.check("checkpoint of round 7 is saved"))
        .isInstanceOfSatisfying(
            KindredException.class, e -> assertThat(e.exit()).isEqualTo(Exit.TRY_LATER))
        .hasMessage(
            "stopped on request; checkpoint of round 7 is saved; the same command with the same"
                + " --run-id goes on");
  }
}
