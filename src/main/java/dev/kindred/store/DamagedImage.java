package dev.kindred.store;

import java.io.Serializable;

/**
 * An image that is damaged inside and stays in the store, since it has all its rows.
 *
 * @param id position in the manifest
 * @param path relative to the data folder
 * @param detail one line
 */
public record DamagedImage(int id, String path, String detail) implements Serializable {

  public DamagedImage {
    detail = detail.replaceAll("\\s+", " ");
  }
}
