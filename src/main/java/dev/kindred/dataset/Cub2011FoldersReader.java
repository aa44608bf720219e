package dev.kindred.dataset;

import dev.kindred.run.Exit;
import dev.kindred.run.KindredException;
import java.util.List;
import java.util.Optional;

/** CUB-200-2011 without its lists, as it is often packed again: the numbered folders say it all. */
final class Cub2011FoldersReader implements DatasetReader {

  @Override
  public String format() {
    return "cub200-2011-folders";
  }

  @Override
  public Optional<Published> published() {
    return new Cub2011Reader().published();
  }

  /** The edition of 2010 has the same folders, but about half of the images. */
  @Override
  public boolean recognises(DataRoot root) {
    return NumberedFolders.base(root)
        .filter(base -> !root.isFile(base + "lists/files.txt"))
        .filter(base -> !NumberedFolders.images(root).isPresent() || isOf2011(root))
        .isPresent();
  }

  /** Files of 2011 end in a number of at most seven digits, those of 2010 in Flickr's of ten. */
  private static boolean isOf2011(DataRoot root) {
    String images = NumberedFolders.images(root).orElseThrow() + "images";
    List<String> names =
        root.children(images).stream()
            .filter(c -> NumberedFolders.FOLDER.matcher(c.name()).matches())
            .limit(1)
            .flatMap(c -> root.children(images + "/" + c.name()).stream())
            .map(Child::name)
            .toList();
    return names.stream().anyMatch(n -> n.matches(".*_\\d{4}_\\d{1,7}\\.[^.]+"))
        && names.stream().noneMatch(n -> n.matches(".*_\\d{8,}\\.[^.]+"));
  }

  @Override
  public void read(DataRoot root, ReadOptions options, ManifestBuilder builder) {
    String base =
        NumberedFolders.base(root)
            .orElseThrow(
                () ->
                    new KindredException(
                        Exit.BAD_DATA,
                        "no folders like 001.Name in %s; data.format = %s needs them"
                            .formatted(root.path(), format())));
    NumberedFolders.read(root, base, builder);
  }
}
