package dev.kindred.train;

import dev.kindred.config.ExportSettings;
import dev.kindred.config.KindredConfig;
import dev.kindred.engine.LearningRate;
import dev.kindred.engine.NetworkSpec;
import dev.kindred.engine.Optimizer;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.choice.Engines;
import dev.kindred.model.Backbone;
import dev.kindred.model.Head;
import dev.kindred.model.HeadForm;
import dev.kindred.model.OnnxExport;
import dev.kindred.model.Pooling;
import dev.kindred.model.Safetensors;
import dev.kindred.model.StateDict;
import dev.kindred.model.Tensor;
import dev.kindred.model.Weights;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a run's trained model for other runtimes, with its card beside it, into {@code
 * model/export}. Needs neither Spark nor the images. Parameters of the loss stay behind.
 */
public final class ExportJob {
  private static final String FOLDER = RunFiles.MODEL + "/export/";
  private static final int BUFFER = 1 << 20;

  private final KindredConfig config;
  private final RunFolder folder;

  /** For the run in a folder. */
  public ExportJob(KindredConfig config, RunFolder folder) {
    this.config = config;
    this.folder = folder;
  }

  /**
   * Writes the files.
   *
   * @return the model's name in the run's folder
   * @throws dev.kindred.run.KindredException when the run has no model yet, or another network's
   */
  public String run() {
    StateDict all = ModelFolder.read(folder);
    NetworkSpec network = Recipes.network(config);
    Head head = Head.of(network.backbone(), network.pooling(), network.form(), all);
    List<Tensor> own = new ArrayList<>(all.tensors().values());
    own.removeIf(t -> t.name().equals("proxies"));
    StateDict weights = Weights.check(network.backbone(), StateDict.of(all.source(), own));
    String name = FOLDER + name(config.export().format());
    folder.write(
        name,
        out -> {
          BufferedOutputStream buffered = new BufferedOutputStream(out, BUFFER);
          write(network, weights, head, buffered);
          buffered.flush();
        });
    folder.read(ModelFolder.CARD).ifPresent(card -> folder.write(FOLDER + "README.md", card));
    return name;
  }

  private static String name(ExportSettings.Format format) {
    return switch (format) {
      case ONNX -> "model.onnx";
      case SAFETENSORS -> "model.safetensors";
      case DL4J -> "model.dl4j.zip";
    };
  }

  private void write(NetworkSpec network, StateDict weights, Head head, OutputStream out)
      throws IOException {
    switch (config.export().format()) {
      case ONNX ->
          OnnxExport.write(network.backbone(), weights, head, about(network.backbone()), out);
      case SAFETENSORS -> Safetensors.write(with(weights, head), about(network.backbone()), out);
      case DL4J -> {
        Optimizer unused = Optimizer.adam(LearningRate.constant(0), 1);
        try (Replica replica =
            new ReplicaRecipe(network, unused, null, 0, Engines.dl4j()).create()) {
          replica.load(with(weights, head));
          replica.save(out);
        }
      }
    }
  }

  private static StateDict with(StateDict backbone, Head head) {
    List<Tensor> tensors = new ArrayList<>(backbone.tensors().values());
    tensors.addAll(head.tensors());
    return StateDict.of(backbone.source(), tensors);
  }

  private Map<String, String> about(Backbone backbone) {
    Map<String, String> about = new TreeMap<>();
    about.put("run_id", folder.id());
    about.put("configuration_hash", config.resolved().hash());
    about.put("backbone", backbone.name());
    about.put("image_size", Integer.toString(backbone.size()));
    NetworkSpec network = Recipes.network(config);
    about.put("pooling", network.pooling().name());
    if (network.pooling() == Pooling.GEM) {
      about.put("gem_power", Double.toString(network.form().gemPower()));
    }
    if (network.form().layerNorm()) {
      about.put("layer_norm_epsilon", Double.toString(HeadForm.EPSILON));
    }
    if (network.form().bnNeck()) {
      about.put("neck_epsilon", Double.toString(HeadForm.EPSILON));
    }
    about.put("channel_order", backbone.normalization().bgr() ? "bgr" : "rgb");
    about.put("channel_mean", Arrays.toString(backbone.normalization().mean()));
    about.put("channel_divisor", Arrays.toString(backbone.normalization().divisor()));
    return about;
  }
}
