package dev.kindred.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kindred.config.EvaluateSettings;
import dev.kindred.config.KindredConfig;
import dev.kindred.dataset.Split;
import dev.kindred.embed.EmbedJob;
import dev.kindred.engine.Replica;
import dev.kindred.engine.ReplicaRecipe;
import dev.kindred.engine.ReplicaState;
import dev.kindred.retrieval.DistributedSet;
import dev.kindred.retrieval.RetrievalResult;
import dev.kindred.retrieval.Searchable;
import dev.kindred.run.DriverOnly;
import dev.kindred.run.Json;
import dev.kindred.run.Metric;
import dev.kindred.run.MetricValue;
import dev.kindred.run.Moment;
import dev.kindred.run.RunFiles;
import dev.kindred.run.RunFolder;
import dev.kindred.store.ImageStore;
import dev.kindred.study.Outcome;
import dev.kindred.study.Planned;
import dev.kindred.train.ModelFolder;
import dev.kindred.train.Recipes;
import dev.kindred.train.TrainJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One model made of several: an image's embedding is those of all of them, one behind the other
 * (Musgrave 2020, arXiv:2003.08505, section 4.2, "concatenated").
 */
@DriverOnly
final class Ensemble {
  private final JobContext context;
  private final Trainings trainings;
  private final List<Planned> members;

  Ensemble(JobContext context, Trainings trainings, List<Outcome> members) {
    this.context = context;
    this.trainings = trainings;
    this.members = members.stream().map(Outcome::planned).toList();
  }

  /**
   * Figures of the evaluated split by their names; kept in a file, so that they are computed once.
   */
  Map<String, Double> figures() {
    String name = RunFiles.ENSEMBLES + "/" + members.get(0).group() + ".json";
    RunFolder folder = context.folder();
    Optional<String> before = folder.read(name);
    if (before.isPresent()) {
      return parse(before.get(), name);
    }
    ObjectNode node = Json.object();
    node.put("members", members.size());
    ObjectNode values = node.putObject("figures");
    for (MetricValue v : measure()) {
      if (!v.name().equals(Metric.EVAL_SECONDS.key())) {
        values.put(v.name(), v.value());
      }
    }
    String text = Json.pretty(node);
    folder.write(name, text);
    return parse(text, name);
  }

  private static Map<String, Double> parse(String text, String name) {
    Map<String, Double> figures = new TreeMap<>();
    Json.parse(text, name)
        .path("figures")
        .fields()
        .forEachRemaining(e -> figures.put(e.getKey(), e.getValue().asDouble(Double.NaN)));
    return figures;
  }

  private List<MetricValue> measure() {
    KindredConfig first = trainings.config(members.get(0));
    ImageStore store =
        ImageStore.open(context.hadoop(), first.store().path().orElseThrow())
            .cached(first.store().cacheBytes());
    List<Split> splits = Evaluator.splits(first.evaluate(), store.index());
    List<DistributedSet> sides = new ArrayList<>();
    for (Split split : splits) {
      int[] ids = store.index().ids(split);
      List<DistributedSet> each = members.stream().map(m -> embeddings(m, store, ids)).toList();
      context.spark().setJobGroup("kindred-embed", "concatenated embeddings", true);
      try {
        sides.add(DistributedSet.besideEachOther(each));
      } finally {
        context.spark().clearJobGroup();
      }
    }
    try (Searchable searchable = new Searchables(context).of(sides)) {
      RetrievalResult result =
          Measuring.measure(
              context,
              "concatenated " + members.get(0).group(),
              searchable,
              Moment.of("concatenated"));
      return Figures.values(result);
    }
  }

  private DistributedSet embeddings(Planned member, ImageStore store, int[] ids) {
    KindredConfig config = trainings.config(member);
    RunFolder folder = trainings.folder(member);
    ReplicaRecipe recipe =
        new TrainJob(
                config,
                context.spark(),
                store,
                Executors.count(context.spark().getConf()),
                folder,
                context.metrics(),
                context.stop(),
                context.display())
            .recipe();
    ReplicaState state;
    try (Replica replica = recipe.create()) {
      replica.load(ModelFolder.read(folder));
      state = replica.state();
    }
    EvaluateSettings settings = config.evaluate();
    int tasks = Executors.tasks(context.spark().getConf());
    try (EmbedJob embed =
        new EmbedJob(
            context.spark(),
            store,
            Recipes.testView(config, recipe.network().backbone()),
            settings.batch(),
            settings.partitions() > 0 ? settings.partitions() : tasks)) {
      return embed
          .network("embeddings of " + member.name(), ids, folder.id(), recipe, state, false)
          .keep();
    }
  }
}
