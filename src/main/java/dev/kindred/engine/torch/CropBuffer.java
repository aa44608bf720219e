package dev.kindred.engine.torch;

import dev.kindred.image.Crop;
import dev.kindred.image.Kernel;
import dev.kindred.image.RenderedImages;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Parts of pictures on their way to the network, which are resized where it is: two products with
 * the matrices of their kernels, many pictures at a time. The pictures travel as bytes, in rows as
 * long as the widest one's. Not thread-safe; closed by whoever made it.
 */
@SuppressWarnings("try") // scopes free tensors at their end
final class CropBuffer implements AutoCloseable {
  /** Values of the pictures that are resized together, unless a single one has more. */
  private static final long MOST = 1 << 23;

  private final Place place;
  private final int size;
  private final long most;
  private Tensor bytes;

  CropBuffer(Place place, int size) {
    this(place, size, MOST);
  }

  /**
   * @param size side of the results in pixels
   * @param most values of the pictures that are resized together
   */
  CropBuffer(Place place, int size, long most) {
    this.place = place;
    this.size = size;
    this.most = most;
  }

  /** Pictures that are resized together, by their number in the batch. */
  private record Group(List<Integer> images, int height, int width) {
    long bytes() {
      return 3L * images.size() * height * width;
    }
  }

  /**
   * Images as levels; the pictures' bytes are read until the device has copied them.
   *
   * @return {@code [n, size, size, 3]}, channels in the network's order
   */
  Tensor bring(RenderedImages.Crops images) {
    Crop[] crops = images.crops();
    List<Group> groups = groups(crops);
    load(groups, crops);
    Tensor all;
    // Only the result is left to the caller, who keeps what he gets until the step's end.
    try (PointerScope scope = new PointerScope()) {
      TensorVector parts = new TensorVector();
      long at = 0;
      for (Group group : groups) {
        parts.push_back(part(group, crops, at));
        at += group.bytes();
      }
      int[] places = new int[crops.length];
      int next = 0;
      for (Group group : groups) {
        for (int image : group.images()) {
          places[image] = next++;
        }
      }
      Tensor rows = torch.cat(parts).index_select(0, place.tensor(places));
      // As decoded: blue first.
      all = (images.normalization().bgr() ? rows : rows.flip(3)).retainReference();
    }
    return Place.attached(all);
  }

  private Tensor part(Group group, Crop[] crops, long at) {
    Tensor part;
    try (PointerScope scope = new PointerScope()) {
      Tensor pictures =
          bytes
              .narrow(0, at, group.bytes())
              .view(group.images().size(), group.height(), group.width(), 3);
      part = resized(group, crops, place.bring(pictures)).retainReference();
    }
    return Place.attached(part);
  }

  /** Of like sizes, so that little is computed for nothing. */
  private List<Group> groups(Crop[] crops) {
    List<Integer> order =
        IntStream.range(0, crops.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> crops[i].pixels().length))
            .toList();
    List<Group> groups = new ArrayList<>();
    List<Integer> images = new ArrayList<>();
    int height = 0;
    int width = 0;
    for (int i : order) {
      int tallest = Math.max(height, crops[i].height());
      int widest = Math.max(width, crops[i].width());
      if (!images.isEmpty() && 3L * (images.size() + 1) * tallest * widest > most) {
        groups.add(new Group(images, height, width));
        images = new ArrayList<>();
        tallest = crops[i].height();
        widest = crops[i].width();
      }
      images.add(i);
      height = tallest;
      width = widest;
    }
    groups.add(new Group(images, height, width));
    return groups;
  }

  private void load(List<Group> groups, Crop[] crops) {
    long total = groups.stream().mapToLong(Group::bytes).sum();
    if (bytes == null || bytes.numel() < total) {
      ImageBuffer.free(bytes);
      bytes = place.hostBuffer(ScalarType.Byte, total).retainReference();
    }
    BytePointer room = new BytePointer(bytes.data_ptr());
    long start = 0;
    for (Group group : groups) {
      // A buffer of Java's has no more than 2 GiB, which all of a large batch may.
      ByteBuffer to = room.getPointer(start).capacity(group.bytes()).asByteBuffer();
      IntStream places = IntStream.range(0, group.images().size());
      (place.isGpu() ? places.parallel() : places)
          .forEach(
              i ->
                  put(
                      crops[group.images().get(i)],
                      to,
                      i * group.height() * group.width() * 3,
                      group.width() * 3));
      start += group.bytes();
    }
  }

  /** What is left of its room stays as it is: its weights are zero. */
  private static void put(Crop crop, ByteBuffer to, int at, int stride) {
    int row = crop.width() * 3;
    for (int y = 0; y < crop.height(); y++) {
      to.put(at + y * stride, crop.pixels(), y * row, row);
    }
  }

  private Tensor resized(Group group, Crop[] crops, Tensor pictures) {
    int n = group.images().size();
    List<Crop> own = group.images().stream().map(i -> crops[i]).toList();
    Tensor cols = matrices(own.stream().map(Crop::cols).toList(), group.width());
    Tensor rows = matrices(own.stream().map(Crop::rows).toList(), group.height());
    Tensor columnsFirst =
        pictures.permute(0, 2, 1, 3).to(ScalarType.Float).reshape(n, group.width(), -1);
    Tensor narrow =
        cols.bmm(columnsFirst)
            .view(n, size, group.height(), 3)
            .permute(0, 2, 1, 3)
            .reshape(n, group.height(), -1);
    return rows.bmm(narrow).view(n, size, size, 3);
  }

  /** {@code [n, size, inputs]}. */
  private Tensor matrices(List<Kernel> kernels, int inputs) {
    int n = kernels.size();
    int taps = kernels.stream().mapToInt(Kernel::widest).max().orElse(1);
    int[] starts = new int[n * size];
    float[] weights = new float[n * size * taps];
    for (int i = 0; i < n; i++) {
      Kernel kernel = kernels.get(i);
      check(kernel);
      for (int o = 0; o < size; o++) {
        starts[i * size + o] = kernel.start(o);
        for (int k = 0; k < kernel.count(o); k++) {
          weights[(i * size + o) * taps + k] = kernel.weight(o, k);
        }
      }
    }
    Tensor first = place.tensor(starts).to(ScalarType.Long).view(n, size, 1);
    Tensor index = first.add(place.tensor(IntStream.range(0, taps).toArray()));
    // An output at the edge has fewer inputs than others: the rest of its weights lies beyond.
    return place
        .zeros(n, size, inputs + taps)
        .scatter_(2, index, place.tensor(weights, n, size, taps))
        .narrow(2, 0, inputs);
  }

  private void check(Kernel kernel) {
    if (kernel.size() != size) {
      throw new IllegalArgumentException(
          "a crop of %d pixels is not one of %d".formatted(kernel.size(), size));
    }
  }

  @Override
  public void close() {
    ImageBuffer.free(bytes);
    bytes = null;
  }
}
