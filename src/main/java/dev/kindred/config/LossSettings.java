package dev.kindred.config;

import com.typesafe.config.ConfigObject;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which loss is trained. What makes it is bound by whoever knows the losses, through {@link #bind}.
 */
public final class LossSettings {
  private final String name;
  private final ConfigObject block;

  private LossSettings(String name, ConfigObject block) {
    this.name = name;
    this.block = block;
  }

  static LossSettings bind(ConfigObject block, Section s) {
    List<String> known = s.sections();
    String name = s.text("name");
    if (!known.contains(name)) {
      s.choice("name", known.toArray(String[]::new));
    }
    return new LossSettings(name, block);
  }

  boolean isKnown() {
    return block.get(name) instanceof ConfigObject;
  }

  /** Name of the loss: that of its block under {@code kindred.loss}. */
  public String name() {
    return name;
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
