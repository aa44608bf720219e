package dev.kindred.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real HDFS, where each file lies on several disks. */
class RoomOnHdfsIT {
  @TempDir Path temp;

  private static Finding store(PathProbe probe, int copies, long needed) {
    Configuration hadoop = new Configuration();
    hadoop.setInt("dfs.replication", copies);
    // As with another user's settings, not those that are kept for the same address.
    hadoop.setBoolean("fs.hdfs.impl.disable.cache", true);
    return DiskCheck.ofFolder(probe, hadoop, needed, "store");
  }

  @Test
  void aFileHasToHaveRoomForItsCopies() throws IOException {
    Configuration hadoop = new Configuration();
    try (MiniDFSCluster hdfs =
            new MiniDFSCluster.Builder(hadoop, temp.toFile()).numDataNodes(1).build();
        PathCheck check = new PathCheck(hadoop, Duration.ofSeconds(20))) {
      hdfs.waitActive();
      check.onDriver(
          List.of(
              new PathNeed("kindred.run.path", hdfs.getURI() + "/runs", PathNeed.Use.WRITE, true)));
      PathProbe probe = check.forExecutors().get(0);
      FileSystem files = hdfs.getFileSystem();
      long half = files.getStatus().getRemaining() / 2;
      assertThat(store(probe, 1, half).status()).isEqualTo(Status.OK);
      Finding three = store(probe, 3, half);
      assertThat(three.status()).isEqualTo(Status.FAILED);
      assertThat(three.found()).contains("store take about ").endsWith(", 3 times");
    }
  }
}
