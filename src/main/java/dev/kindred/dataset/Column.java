package dev.kindred.dataset;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a column of a table is for, by the names that people give it. */
@SuppressWarnings("ImmutableEnumChecker") // Set.of() is immutable
enum Column {
  PATH(
      Set.of(
          "path",
          "image",
          "file",
          "filename",
          "filepath",
          "imagename",
          "imagepath",
          "img",
          "imgpath",
          "imgname",
          "imagefile",
          "imagefilename",
          "imagefilepath",
          "relativepath",
          "relpath",
          "relativeimpath",
          "relativeimagepath",
          "photo",
          "picture",
          "fname",
          "impath",
          "imfile",
          "images",
          "imgfile",
          "filenames",
          "paths"),
      Set.of("url", "uri", "imageurl", "location")),
  CLASS(
      Set.of(
          "class",
          "label",
          "labels",
          "classname",
          "classid",
          "labelname",
          "labelid",
          "item",
          "itemid",
          "product",
          "productid",
          "identity",
          "identityid",
          "person",
          "personid",
          "pid",
          "vehicleid",
          "landmarkid",
          "species",
          "breed",
          "target",
          "targets",
          "classlabel",
          "labelgroup",
          "individualid",
          "groundtruth",
          "sku",
          "instanceid",
          "classes"),
      Set.of(
          "category",
          "categoryid",
          "categoryname",
          "id",
          "name",
          "y",
          "group",
          "groupid",
          "type",
          "classidx",
          "classindex")),
  SPLIT(
      Set.of("split", "set", "partition", "subset", "evaluationstatus", "splits", "datasetsplit"),
      Set.of("fold", "phase", "usage", "mode")),
  IS_TRAIN(Set.of("istrain", "istraining", "istrainingimage"), Set.of()),
  IS_VALIDATION(Set.of("isval", "isvalid", "isvalidation"), Set.of()),
  IS_TEST(Set.of("istest", "istesting"), Set.of()),
  IS_QUERY(Set.of("isquery"), Set.of()),
  IS_GALLERY(Set.of("isgallery"), Set.of());

  private final Set<String> names;

  /** Taken only where no better name is there. */
  private final Set<String> weak;

  Column(Set<String> names, Set<String> weak) {
    this.names = names;
    this.weak = weak;
  }

  boolean is(String cell) {
    return names.contains(plain(cell));
  }

  boolean may(String cell) {
    return weak.contains(plain(cell));
  }

  /** Any column that a header's cell may stand for. */
  static Optional<Column> of(String cell) {
    for (Column c : values()) {
      if (c.is(cell) || c.may(cell)) {
        return Optional.of(c);
      }
    }
    return Optional.empty();
  }

  private static String plain(String cell) {
    return cell.strip().toLowerCase(Locale.ROOT).replaceAll("[ _.\\-]", "");
  }
}
