package dev.kindred.cli;

import dev.kindred.config.Known;
import java.util.List;

/** Jobs that do nothing, for tests to override. */
class NoJobs implements Jobs {
  @Override
  public Known known() {
    return new Known(List.of("bn-inception"), List.of("table"), (name, losses, dim) -> {});
  }

  @Override
  public void loadNatives() {}

  @Override
  public void prepare(JobContext context) {}

  @Override
  public void train(JobContext context) {}

  @Override
  public void evaluate(JobContext context) {}

  @Override
  public void embed(JobContext context) {}

  @Override
  public void export(JobContext context) {}

  @Override
  public void run(JobContext context) {}

  @Override
  public void repeat(JobContext context) {}

  @Override
  public void sweep(JobContext context) {}
}
