package dev.kindred.dataset;

/**
 * Where an entry of a list stands; becomes text only in a message.
 *
 * @param file as the reader names it
 * @param unit such as {@code line}
 * @param number from 1
 */
record Place(String file, String unit, int number) {

  static Place line(String file, int number) {
    return new Place(file, "line", number);
  }

  @Override
  public String toString() {
    return file + " " + unit + " " + number;
  }
}
