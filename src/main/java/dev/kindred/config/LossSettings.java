package dev.kindred.config;

import com.typesafe.config.ConfigObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which loss is trained. What makes it is bound by whoever knows the losses, through {@link #bind}.
 */
public final class LossSettings {
  private static final String MINER = "miner";

  /** Blocks that are not losses. */
  private static final Set<String> SHARED = Set.of(MINER, "memory", "proxies");

  private final String name;
  private final ConfigObject block;
  private final boolean proxiesFromEmbeddings;

  private LossSettings(String name, ConfigObject block, boolean proxiesFromEmbeddings) {
    this.name = name;
    this.block = block;
    this.proxiesFromEmbeddings = proxiesFromEmbeddings;
  }

  static LossSettings bind(ConfigObject block, Section s) {
    List<String> losses = s.sections().stream().filter(name -> !SHARED.contains(name)).toList();
    Section miner = s.section(MINER);
    miner.choice(
        "name", Stream.concat(Stream.of("none"), miner.sections().stream()).toArray(String[]::new));
    boolean embeddings =
        s.section("proxies").choice("start", "embeddings", "random").equals("embeddings");
    return new LossSettings(s.choice("name", losses.toArray(String[]::new)), block, embeddings);
  }

  /** Name of the loss: that of its block under {@code kindred.loss}. */
  public String name() {
    return name;
  }

  /** Whether proxies start at embeddings of their class, or at random. */
  public boolean proxiesFromEmbeddings() {
    return proxiesFromEmbeddings;
  }

  /** The chosen loss's constants as they stand in the configuration, by key. */
  public SortedMap<String, String> constants() {
    SortedMap<String, String> constants = new TreeMap<>();
    if (block.get(name) instanceof ConfigObject own) {
      own.forEach((key, value) -> constants.put(key, value.render(Resolved.CONCISE)));
    }
    return constants;
  }

  /**
   * Makes something of the constants of losses, miners and memory.
   *
   * @param factory reads the block {@code kindred.loss}
   * @throws dev.kindred.run.KindredException naming every constant that is not acceptable
   */
  public <T> T bind(Function<Section, T> factory) {
    Mistakes mistakes = new Mistakes();
    T made = factory.apply(new Section("kindred.loss", block, mistakes, new HashSet<>()));
    mistakes.check();
    return made;
  }
}
