package dev.kindred.config;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * The network and what of it is trained.
 *
 * @param name of a backbone
 * @param size side of the input in pixels
 * @param configuredWeights file of pretrained weights, or {@code none}; see {@link #weights}
 * @param pooling from the last feature map to one vector
 * @param gemPower power of {@link Pooling#GEM}
 * @param layerNorm whether pooled features are normalised before the linear layer
 * @param dim length of an embedding
 * @param bnNeck whether embeddings pass through a batch normalisation before they get unit length
 * @param frozenBatchNorm whether running statistics are used as they are
 * @param freezeAffine whether normalisations keep their scale and shift
 * @param headInit weights of the linear layer before training
 * @param train {@code all}, {@code head} or {@code from:<node>}; see {@link #trainFrom}
 */
public record BackboneSettings(
    String name,
    int size,
    String configuredWeights,
    Pooling pooling,
    double gemPower,
    boolean layerNorm,
    int dim,
    boolean bnNeck,
    boolean frozenBatchNorm,
    boolean freezeAffine,
    HeadInit headInit,
    String train)
    implements Serializable {
  /** From the last feature map to one vector. */
  public enum Pooling {
    AVG,
    MAX,
    /** Sum of the two. */
    BOTH,
    /** Generalised mean. */
    GEM
  }

  /** Weights of the linear layer before training. */
  public enum HeadInit {
    ORTHOGONAL,
    /** PyTorch's: uniform in {@code +-1/sqrt(features)}. */
    DEFAULT,
    /** Normal with variance {@code 2/features} (He 2015, arXiv:1502.01852). */
    KAIMING_FAN_IN,
    /** Normal with variance {@code 2/dim}. */
    KAIMING_FAN_OUT
  }

  static BackboneSettings bind(Section s, List<String> known) {
    String train = s.text("train");
    if (!train.equals("all") && !train.equals("head") && !train.matches("from:\\S+")) {
      s.mistake("train", "= " + train, "accepted: all, head or from:<node>");
    }
    return new BackboneSettings(
        s.choice("name", known.toArray(String[]::new)),
        s.whole("size", 32, 1024),
        s.text("weights"),
        s.choice("pooling", List.of(Pooling.values())),
        s.number("gem-power", 0.1, 100),
        s.flag("layer-norm"),
        s.whole("dim", 2, 4096),
        s.flag("bn-neck"),
        s.flag("frozen-batch-norm"),
        s.flag("freeze-affine"),
        s.choice("head-init", List.of(HeadInit.values())),
        train);
  }

  /** File of pretrained weights, if any. */
  public Optional<String> weights() {
    return configuredWeights.equals("none") ? Optional.empty() : Optional.of(configuredWeights);
  }

  /** First node that is trained, when not all or only the head are. */
  public Optional<String> trainFrom() {
    return train.startsWith("from:") ? Optional.of(train.substring(5)) : Optional.empty();
  }
}
