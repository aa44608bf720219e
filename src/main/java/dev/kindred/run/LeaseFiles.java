package dev.kindred.run;

import java.io.IOException;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * The files of a lease: {@code _lock/<epoch>}, each made by one process only and renewed by its
 * time. A later epoch's file is made beside the former one, so that at no moment there is none.
 */
interface LeaseFiles {
  /** The file that versions before leases kept in place of the folder. */
  long FORMER = 0;

  /**
   * One look at a file.
   *
   * @param content what it says
   * @param time of its renewal in milliseconds, by the clock of whoever renewed it
   */
  record Sight(String content, long time) {}

  /** Epochs that have a file. */
  NavigableSet<Long> epochs() throws IOException;

  /** Makes an epoch's file, unless there is one: of several processes one gets true. */
  boolean create(long epoch, String content) throws IOException;

  /** Looks at an epoch's file, if it is there. */
  Optional<Sight> look(long epoch) throws IOException;

  /** Gives a file another time; false when it is gone. Never makes one. */
  boolean renew(long epoch, String content, long time) throws IOException;

  /** Deletes a file, if it is there. */
  void delete(long epoch) throws IOException;

  /** Deletes the folder, if it is empty. */
  void clear() throws IOException;

  /** Whether a file name is an epoch. */
  static boolean isEpoch(String name) {
    return name.matches("[1-9][0-9]{0,17}");
  }
}
