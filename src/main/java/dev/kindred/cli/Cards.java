package dev.kindred.cli;

import dev.kindred.config.KindredConfig;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.model.ModelCard;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.MetricValue;
import dev.kindred.run.Provenance;
import dev.kindred.store.ImageStore;
import dev.kindred.train.ModelFolder;
import dev.kindred.train.TrainJob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The card of a run's model: written after training, and again when it has been measured. */
@DriverOnly
final class Cards {
  private Cards() {}

  static void write(
      JobContext context,
      ImageStore store,
      TrainJob job,
      Provenance provenance,
      List<MetricValue> metrics) {
    KindredConfig config = context.config();
    NetworkSpec network = job.recipe().network();
    Map<String, String> data = new LinkedHashMap<>();
    data.put("data set", store.manifest().name());
    data.put("fingerprint", store.manifest().fingerprint());
    Map<String, String> loss = new LinkedHashMap<>();
    loss.put("name", config.loss().name());
    loss.putAll(config.loss().constants());
    Map<String, Double> measured = new LinkedHashMap<>();
    metrics.forEach(m -> measured.put(m.name(), m.value()));
    ModelFolder.describe(
        context.folder(),
        new ModelCard(
            network.backbone().name() + ", run " + provenance.runId(),
            network.backbone(),
            network.pooling(),
            network.dim(),
            data,
            job.data().classes(),
            job.data().ids().length,
            loss,
            measured,
            versions(provenance)));
  }

  private static Map<String, String> versions(Provenance p) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("run", p.runId());
    versions.put("git revision", p.revision());
    versions.put("configuration", p.configurationHash());
    versions.putAll(new TreeMap<>(p.versions()));
    versions.putAll(new TreeMap<>(p.hardware()));
    versions.put("written", p.time().toString());
    return versions;
  }
}
