package dev.kindred.config;

import com.typesafe.config.ConfigObject;
import dev.kindred.loss.Constants;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which loss is trained. Its constants are bound by whoever knows the losses, through {@link
 * #bind}.
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

  /**
   * Reads the constants of every loss and miner, also of those that are not used: a value that
   * would be refused as soon as the name changes is a mistake now.
   */
  static LossSettings bind(ConfigObject block, Section s, Known.LossCheck check) {
    List<String> losses = s.sections().stream().filter(name -> !SHARED.contains(name)).toList();
    losses.forEach(name -> check.read(name, s.section(name)));
    Section miner = s.section(MINER);
    miner.sections().forEach(name -> check.read(MINER + "." + name, miner.section(name)));
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
   * Makes something of the constants of one loss or miner.
   *
   * @param of name of the block under {@code kindred.loss}
   * @param factory reads the constants
   * @throws dev.kindred.run.KindredException naming every constant that is not acceptable
   */
  public <T> T bind(String of, Function<Constants, T> factory) {
    Mistakes mistakes = new Mistakes();
    Section all = new Section("kindred.loss", block, mistakes, new HashSet<>());
    T made = factory.apply(all.section(of));
    mistakes.check();
    return made;
  }
}
