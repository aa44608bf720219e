package dev.kindred.store;

import dev.kindred.image.Broken;
import java.io.Serializable;

/**
 * An image that was left out of a store.
 *
 * @param id position in the manifest
 * @param path relative to the data folder
 * @param reason class of the failure
 * @param detail one line
 */
public record BrokenImage(int id, String path, Broken reason, String detail)
    implements Serializable {

  public BrokenImage {
    detail = detail.replaceAll("\\s+", " ");
  }
}
