package dev.kindred.loss;

import dev.kindred.loss.pair.Angular;
import dev.kindred.loss.pair.BatchAll;
import dev.kindred.loss.pair.BatchHard;
import dev.kindred.loss.pair.BinomialDeviance;
import dev.kindred.loss.pair.Circle;
import dev.kindred.loss.pair.Contrastive;
import dev.kindred.loss.pair.Lifted;
import dev.kindred.loss.pair.Margin;
import dev.kindred.loss.pair.MultiSimilarity;
import dev.kindred.loss.pair.NPair;
import dev.kindred.loss.pair.Nca;
import dev.kindred.loss.pair.RecallAtK;
import dev.kindred.loss.pair.SmoothAp;
import dev.kindred.loss.pair.SupervisedContrastive;
import dev.kindred.loss.proxy.ArcFace;
import dev.kindred.loss.proxy.CosFace;
import dev.kindred.loss.proxy.NormalizedSoftmax;
import dev.kindred.loss.proxy.ProxyAnchor;
import dev.kindred.loss.proxy.ProxyNca;
import dev.kindred.loss.proxy.ProxyNcaPlusPlus;
import dev.kindred.loss.proxy.SoftTriple;
import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** All losses by name. A name is also the key of the loss's block in the configuration. */
public final class LossRegistry {
  private static final Map<String, Function<Constants, Loss>> LOSSES = losses();

  private LossRegistry() {}

  private static Map<String, Function<Constants, Loss>> losses() {
    Map<String, Function<Constants, Loss>> losses = new LinkedHashMap<>();
    losses.put("contrastive", Contrastive::of);
    losses.put("batch-all", BatchAll::of);
    losses.put("batch-hard", BatchHard::of);
    losses.put("lifted", Lifted::of);
    losses.put("binomial-deviance", BinomialDeviance::of);
    losses.put("nca", Nca::of);
    losses.put("multi-similarity", MultiSimilarity::of);
    losses.put("circle", Circle::of);
    losses.put("supervised-contrastive", SupervisedContrastive::of);
    losses.put("n-pair", NPair::of);
    losses.put("angular", Angular::of);
    losses.put("margin", Margin::of);
    losses.put("smooth-ap", SmoothAp::of);
    losses.put("recall-at-k", RecallAtK::of);
    losses.put("proxy-anchor", ProxyAnchor::of);
    losses.put("proxy-nca", ProxyNca::of);
    losses.put("proxy-nca-plus-plus", ProxyNcaPlusPlus::of);
    losses.put("normalized-softmax", NormalizedSoftmax::of);
    losses.put("cosface", CosFace::of);
    losses.put("arcface", ArcFace::of);
    losses.put("soft-triple", SoftTriple::of);
    return losses;
  }

  /** All names, in the order of the documentation. */
  public static List<String> names() {
    return List.copyOf(LOSSES.keySet());
  }

  /**
   * A loss with its configured constants.
   *
   * @param name one of {@link #names}
   * @param constants the block of that name
   * @throws KindredException for an unknown name
   */
  public static Loss create(String name, Constants constants) {
    Function<Constants, Loss> factory = LOSSES.get(name);
    if (factory == null) {
      throw new KindredException(
          Exit.USAGE, "no loss '" + name + "'; there are " + String.join(", ", names()));
    }
    return factory.apply(constants);
  }
}
