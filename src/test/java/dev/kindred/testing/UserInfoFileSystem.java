package dev.kindred.testing;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** This machine's files by URLs with a user and a password, as FTP and older object stores have. */
public class UserInfoFileSystem extends RawLocalFileSystem {
  // Asked for by the superclass's constructor.
  private URI uri;

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    uri = URI.create(name.getScheme() + "://" + name.getRawAuthority());
    super.initialize(uri, conf);
  }

  @Override
  public URI getUri() {
    return uri == null ? URI.create("login://nobody@nowhere") : uri;
  }
}
