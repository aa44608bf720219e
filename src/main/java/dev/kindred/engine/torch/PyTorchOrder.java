package dev.kindred.engine.torch;

import dev.kindred.engine.NetworkSpec;
import dev.kindred.model.HeadForm;
import dev.kindred.model.Weights;
import java.util.ArrayList;
import java.util.List;

/** Names of a network's arrays in the order in which weights are written. */
final class PyTorchOrder {
  private PyTorchOrder() {}

  static List<String> of(NetworkSpec spec) {
    List<String> names = new ArrayList<>(Weights.expected(spec.backbone()).keySet());
    names.add("head.weight");
    names.add("head.bias");
    if (spec.form().bnNeck()) {
      for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
        names.add(HeadForm.NECK + "." + part);
      }
    }
    if (spec.proxyRows() > 0) {
      names.add("proxies");
    }
    return names;
  }
}
