package dev.kindred.train;

import dev.kindred.config.ConfigReader;
import dev.kindred.config.KindredConfig;
import dev.kindred.config.Known;
import dev.kindred.dataset.Datasets;
import dev.kindred.model.BackboneRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Configurations of tests. */
final class Configs {
  private Configs() {}

  /** The defaults with some keys set, as on the command line. */
  static KindredConfig with(String... overrides) {
    List<String> all = new ArrayList<>(List.of("data.path=images"));
    all.addAll(List.of(overrides));
    Known known = new Known(BackboneRegistry.names(), Datasets.formats(), Losses::check);
    return new ConfigReader(known).read(Optional.empty(), all);
  }
}
