package dev.kindred.train;

import dev.kindred.config.EngineSettings;
import dev.kindred.config.KindredConfig;
import dev.kindred.engine.Engine;
import dev.kindred.engine.Precision;
import dev.kindred.engine.choice.Engines;
import dev.kindred.run.KindredException;
import org.apache.spark.SparkConf;

/** From configuration and cluster to the engine of a run. */
public final class EngineChoice {
  private static final String AUTO = "auto";
  private static final String TORCH = "torch";
  private static final String GPUS = "spark.executor.resource.gpu.amount";

  private EngineChoice() {}

  private static boolean needsTorch(KindredConfig config) {
    return config.engine().cropOnDevice() || Recipes.network(config).backbone().hasTokens();
  }

  /**
   * The engine on which all executors compute.
   *
   * @param spark settings under which the executors run
   * @throws KindredException (usage) when it cannot do what is asked for
   */
  public static Engine of(KindredConfig config, SparkConf spark) {
    EngineSettings e = config.engine();
    return Engines.of(
        e.name().equals(AUTO) && needsTorch(config) ? TORCH : e.name(),
        spark.getInt(GPUS, 0) > 0,
        Precision.valueOf(e.precision().name()),
        e.deterministic(),
        e.cropOnDevice());
  }
}
