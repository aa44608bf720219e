package dev.kindred.run;

import java.util.SplittableRandom;

/**
 * What random numbers are drawn for. Each use has streams of its own, told apart by the training's
 * seed and by places such as an epoch, a batch, or a position; neighbouring seeds and places share
 * nothing.
 *
 * <p>With {@code mix} Stafford's variant 13 of the 64-bit finaliser (as in {@link
 * SplittableRandom}), {@code G} = 0x9E3779B97F4A7C15 and {@code M} = 0xD1342543DE82EF95, a stream
 * starts at {@code h} after {@code h = mix(seed + G)} and, for the hash code of the use's name and
 * then for each place, {@code h = mix(M h + mix(place + G))}. A sum of seed and place would not do:
 * {@link SplittableRandom} counts in steps of {@code G}, so that its stream from {@code seed + G}
 * is that from {@code seed}, one place on.
 *
 * <p>Names decide what is drawn: another name is another training.
 */
public enum RandomStream {
  /** Which classes are held out for validation. */
  HELD_OUT,
  /** Order of the classes and choice of their images; place: epoch. */
  SAMPLING,
  /** Whatever happens to one batch; places: epoch, batch in the epoch. */
  BATCH,
  /** Random view of an image; seed: that of the batch; place: position in the batch. */
  VIEW,
  /** Colours and erased parts of an image; seed: that of the image. */
  FINISH,
  /** Choices of a miner; seed: that of the batch; place: row of the anchor. */
  MINING,
  /** Convolutions that start untrained. */
  BACKBONE,
  /** The embedding layer. */
  HEAD,
  /** Proxies and other parameters of a loss. */
  LOSS,
  /** Images whose embeddings proxies start at. */
  PROXY_IMAGES,
  /** Centres that k-means starts from; place: restart. */
  CLUSTERING,
  /** Classes that stand for all in a report. */
  REPORT,
  /** Points of a random search; place: number of the draw. */
  SEARCH;

  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final long MULTIPLIER = 0xD1342543DE82EF95L;

  /** Where the stream of a place starts; itself a seed from which others may be derived. */
  public long seed(long seed, long... places) {
    long h = next(mix(seed + GAMMA), name().hashCode());
    for (long place : places) {
      h = next(h, place);
    }
    return h;
  }

  /** The stream of a place. */
  public SplittableRandom open(long seed, long... places) {
    return new SplittableRandom(seed(seed, places));
  }

  private static long next(long h, long place) {
    return mix(MULTIPLIER * h + mix(place + GAMMA));
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
