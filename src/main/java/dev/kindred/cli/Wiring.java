package dev.kindred.cli;

import dev.kindred.config.Known;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;

/** The jobs and registries that the commands stand on. */
final class Wiring implements Jobs {
  @Override
  public Known known() {
    return new Known(
        List.of("bn-inception", "efficientnet-lite0"),
        List.of(
            "cub200-2011",
            "cub200-2010",
            "cars196",
            "cars196-devkit",
            "sop",
            "inshop",
            "list",
            "table",
            "folders"),
        (name, constants) -> {});
  }

  @Override
  public void loadNatives() {}

  @Override
  public void prepare(JobContext context) {
    throw missing();
  }

  @Override
  public void train(JobContext context) {
    throw missing();
  }

  @Override
  public void evaluate(JobContext context) {
    throw missing();
  }

  @Override
  public void embed(JobContext context) {
    throw missing();
  }

  @Override
  public void export(JobContext context) {
    throw missing();
  }

  @Override
  public void run(JobContext context) {
    throw missing();
  }

  private static KindredException missing() {
    return new KindredException(Exit.FAILED, "this command does nothing yet");
  }
}
